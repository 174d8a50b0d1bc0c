// SPDX-License-Identifier: MIT
// Looks at photos with people.wasm (../people.cpp), one after the other, away from the page, which stays alive meanwhile.
//
// Messages from the page            and back
//   {open: {program, detector, embedder}}  {opened: true}         three array buffers
//   {look: {id, file}}                     {found: {id, width, height, faces, people, left_out}} or {problem: {id, message}}
//   {forget: true}
// `faces` are those of the photo, from left to right; `people` are the numbers of all faces' people so far, in the order in
// which photos were looked at; `left_out` says why a face is not among them, if one is not. Whatever cannot be done without gives {failed: message}.
'use strict';

// Larger photos are made smaller, so that memory and time have bounds.
const MOST_PIXELS_A_SIDE = 4096;
// The smallest face, in pixels, and as a part of the longer side.
const SMALLEST_FACE = 20, SMALLEST_PART = 1 / 100;
const PICTURE_SIDE = 192;   // of a face's picture, in pixels
const SHOWN_FLOATS = 6;     // of a ShownFace

const NOT_THERE = 44;       // WASI's errno

let wasm = null;            // what people.wasm exports

/** What WASI asks of its host: no environment, no files; what the program prints before it gives up goes to the console. */
const host = {
    environ_sizes_get: () => NOT_THERE,
    environ_get: () => NOT_THERE,
    proc_exit(code) { throw new Error(`people.wasm ended with code ${code}`); },
    fd_close: () => 0,
    fd_seek: () => 0,
    fd_write(file, pieces, count, written) {
        const memory = new DataView(wasm.memory.buffer);
        let length = 0;
        for (let i = 0; i < count; ++i) {
            const [at, size] = [memory.getUint32(pieces + 8 * i, true), memory.getUint32(pieces + 8 * i + 4, true)];
            console.error(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, size)));
            length += size;
        }
        memory.setUint32(written, length, true);
        return 0;
    },
};

function problem() {
    const bytes = new Uint8Array(wasm.memory.buffer, wasm.problem());
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
}
/** A function's result; throws what problem() says where it is negative. */
function checked(result) {
    if (result < 0) throw new Error(problem());
    return result;
}

/** Copies bytes into the program's memory, for good. */
function put(buffer) {
    const at = wasm.malloc(buffer.byteLength);
    if (at === 0) throw new Error('out of memory');
    new Uint8Array(wasm.memory.buffer, at, buffer.byteLength).set(new Uint8Array(buffer));
    return at;
}

async function open({program, detector, embedder}) {
    const {instance} = await WebAssembly.instantiate(program, {
        wasi_snapshot_preview1: host,
        env: {emscripten_notify_memory_growth() {}},
    });
    wasm = instance.exports;
    wasm._initialize();
    checked(wasm.open_session(put(detector), detector.byteLength, put(embedder), embedder.byteLength));
}

/** The photo upright, in the colours of the file, at most MOST_PIXELS_A_SIDE large; `scale` says how much smaller. */
async function decoded(file) {
    let bitmap;
    try {
        bitmap = await createImageBitmap(file, {imageOrientation: 'from-image', colorSpaceConversion: 'none'});
    } catch {
        throw new Error(file.size === 0 ? 'the file is empty' : 'this is no image that the browser can read');
    }
    const scale = Math.min(1, MOST_PIXELS_A_SIDE / Math.max(bitmap.width, bitmap.height));
    return {bitmap, scale};
}

/** Puts the bitmap's pixels where the program reads them. */
function hand_over(bitmap, scale) {
    const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale));
    const context = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
    context.drawImage(bitmap, 0, 0, width, height);
    const {data} = context.getImageData(0, 0, width, height);
    checked(wasm.reserve_pixels(width, height));
    new Uint8Array(wasm.memory.buffer, wasm.pixels(), data.length).set(data);
    return Math.max(width, height);
}

/** A square around a face, as the page shows it. */
function picture(bitmap, [left, top, right, bottom]) {
    const side = Math.max(1, Math.round(1.4 * Math.max(right - left, bottom - top)));
    const x = Math.round((left + right - side) / 2), y = Math.round((top + bottom - side) / 2);
    return createImageBitmap(bitmap, x, y, side, side, {resizeWidth: PICTURE_SIDE, resizeHeight: PICTURE_SIDE, resizeQuality: 'high'});
}

async function look({id, file}) {
    const {bitmap, scale} = await decoded(file);
    const longer = hand_over(bitmap, scale);
    const count = checked(wasm.look(Math.max(SMALLEST_FACE, longer * SMALLEST_PART)));
    const left_out = problem();
    const numbers = new Float32Array(wasm.memory.buffer, wasm.shown_faces(), SHOWN_FLOATS * count).slice();
    checked(wasm.group());
    const faces = [];
    for (let i = 0; i < numbers.length; i += SHOWN_FLOATS) {
        const [left, top, right, bottom, score, quality] = numbers.subarray(i, i + SHOWN_FLOATS);
        const box = [left, top, right, bottom].map((side) => side / scale);
        faces.push({box, score, quality, picture: await picture(bitmap, box)});
    }
    all_faces += count;
    const people = Array.from(new Int32Array(wasm.memory.buffer, wasm.people(), all_faces));
    const found = {id, width: bitmap.width, height: bitmap.height, faces, people, left_out};
    bitmap.close();
    postMessage({found}, faces.map((face) => face.picture));
}
let all_faces = 0;

async function handle(message) {
    if (message.open) {
        await open(message.open);
        postMessage({opened: true});
    } else if (message.look) {
        await look(message.look).catch((error) => postMessage({problem: {id: message.look.id, message: error.message}}));
    } else if (message.forget) {
        wasm.forget();
        all_faces = 0;
    }
}

// One message after the other, though each of them waits for the browser now and then.
let work = Promise.resolve();
onmessage = ({data}) => {
    work = work.then(() => handle(data)).catch((error) => postMessage({failed: error.message}));
};

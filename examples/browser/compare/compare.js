// SPDX-License-Identifier: MIT
// Embeds the same crops with this library and with @vladmandic/face-api on its wasm backend, turn by turn, in one thread of one
// page. compare(faces, rounds) gives the times; whoever opens the page calls it (run.js).
import * as faceapi from './face-api/face-api.esm.js';

const SIDE = 150;      // of a crop: the network's own size, so that neither library resizes
const NUMBERS = 128;   // of an embedding

/** A face's square on a canvas of its own. */
async function crop_of({photo, box: [left, top, right, bottom]}) {
    const bitmap = await createImageBitmap(await (await fetch(photo)).blob());
    const side = Math.max(right - left, bottom - top), canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIDE;
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.drawImage(bitmap, (left + right - side) / 2, (top + bottom - side) / 2, side, side, 0, 0, SIDE, SIDE);
    return canvas;
}

async function bytes_of(name) {
    const packed = (await fetch(name)).body;
    return new Response(name.endsWith('.gz') ? packed.pipeThrough(new DecompressionStream('gzip')) : packed).arrayBuffer();
}

/** A function from a canvas to its embedding: a module of ten_lines.cpp and a blob. */
async function our(module, blob) {
    const nothing = () => 1;  // no environment, no files
    const host = {environ_sizes_get: nothing, environ_get: nothing, proc_exit: nothing, fd_close: nothing, fd_seek: nothing, fd_write: nothing};
    const {instance} = await WebAssembly.instantiate(await bytes_of(module), {wasi_snapshot_preview1: host, env: {emscripten_notify_memory_growth() {}}});
    const wasm = instance.exports;
    wasm._initialize();
    const put = (at, bytes) => new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
    const bytes = new Uint8Array(await bytes_of(blob)), at = wasm.malloc(bytes.length);
    put(at, bytes);
    if (!wasm.open_model(at, bytes.length)) throw new Error(`${blob}: the model did not open`);
    const pixels = wasm.malloc(4 * SIDE * SIDE);
    return async (canvas) => {
        put(pixels, canvas.getContext('2d').getImageData(0, 0, SIDE, SIDE).data);
        return new Float32Array(wasm.memory.buffer, wasm.embed(pixels, SIDE, SIDE), NUMBERS).slice();
    };
}

async function their() {
    faceapi.tf.wasm?.setWasmPaths?.('face-api/');
    faceapi.tf.setWasmPaths?.('face-api/');
    await faceapi.tf.setBackend('wasm');
    await faceapi.tf.ready();
    if (faceapi.tf.getBackend() !== 'wasm') throw new Error(`face-api runs on ${faceapi.tf.getBackend()}`);
    await faceapi.nets.faceRecognitionNet.loadFromUri('face-api/');
    return (canvas) => faceapi.computeFaceDescriptor(canvas);
}

const median = (numbers) => numbers.slice().sort((a, b) => a - b)[numbers.length >> 1];
const distance = (a, b) => Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));

/** {milliseconds: {name: median}, distance: {name: largest from face-api's}, faces, rounds}. */
window.compare = async (faces, rounds) => {
    const crops = await Promise.all(faces.map(crop_of));
    const engines = {'face-api': await their(), 'facenet int8': await our('int8.wasm', 'dlib_resnet.blob.gz'), 'facenet fp32': await our('fp32.wasm', 'dlib_resnet.fp32.blob')};
    const times = {}, milliseconds = {}, farthest = {};
    for (const name in engines) times[name] = [];
    const embedded = {};
    for (let round = -2; round < rounds; ++round)  // two to warm up: code is compiled better when it has run a while
        for (const [i, crop] of crops.entries())
            for (const [name, embed] of Object.entries(engines)) {
                const before = performance.now();
                (embedded[name] ??= [])[i] = await embed(crop);
                if (round >= 0) times[name].push(performance.now() - before);
            }
    for (const name in engines) {
        milliseconds[name] = median(times[name]);
        farthest[name] = Math.max(...embedded[name].map((embedding, i) => distance(embedding, embedded['face-api'][i])));
    }
    return {milliseconds, distance: farthest, faces: crops.length, rounds, isolated: window.crossOriginIsolated, backend: faceapi.tf.getBackend()};
};

// SPDX-License-Identifier: MIT
// What one sees: choosing photos, progress, people, photos with their frames. The work is done by worker.js.
'use strict';

const SUPPORTED = 'WebAssembly' in window && 'OffscreenCanvas' in window && 'DecompressionStream' in window;
const by_id = (id) => document.getElementById(id);

/** An element with properties and children. */
function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
}
const counted = (number, thing, many = thing + 's') => `${number} ${number === 1 ? thing : many}`;

// --- the files beside this page ---------------------------------------------------------------------------------------

// In the page that is one file (single_file.js), they are in elements of their names.
const inlined = (name) => document.querySelector(`script[data-file="${name}"]`);

async function bytes_of(name) {
    const text = inlined(name);
    const response = await fetch(text ? 'data:application/octet-stream;base64,' + text.textContent : name);
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    const bytes = await response.arrayBuffer();
    const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
    if (first !== 0x1f || second !== 0x8b) return bytes;  // some servers say that what they send is packed: it is no more
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

function make_worker() {
    const text = inlined('worker.js');
    if (!text) return new Worker('worker.js');
    return new Worker(URL.createObjectURL(new Blob([text.textContent], {type: 'text/javascript'})));
}

// --- what is known ----------------------------------------------------------------------------------------------------

const photos = new Map();  // by id: {id, name, url, width, height, faces}; a face has box, score, quality, button, person
const looked = [];         // photos in the order in which the worker looked at them
let next_id = 0, waiting = 0, asked = 0, opened = false, started = 0, worker = null;

// --- progress -----------------------------------------------------------------------------------------------------------

function show_progress(text) {
    const busy = !opened || waiting > 0;
    document.querySelector('main').setAttribute('aria-busy', String(busy));
    by_id('status').textContent = text;
    by_id('progress').hidden = !busy;
    if (opened) {
        by_id('progress').max = asked;
        by_id('progress').value = asked - waiting;
    }
    by_id('clear').hidden = busy || (looked.length === 0 && by_id('problems').hidden);
}

function summary() {
    const faces = looked.flatMap((photo) => photo.faces);
    if (looked.length === 0) return 'Ready.';
    if (faces.length === 0) return `No face found in ${counted(looked.length, 'photo')}.`;
    const people = new Set(faces.map((face) => face.person)).size;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    return `${counted(faces.length, 'face')} of ${counted(people, 'person', 'people')} in ${counted(looked.length, 'photo')} (${seconds} s).`;
}

function next_step() {
    if (waiting === 0) return show_progress(summary());
    const next = [...photos.values()].find((photo) => !photo.done);
    show_progress(`Looking at photo ${asked - waiting + 1} of ${asked}: ${next.name}`);
}

function show_problem(name, message) {
    by_id('problems').hidden = false;
    by_id('problems').querySelector('ul').append(element('li', {}, element('strong', {textContent: name}), `: ${message}`));
}

/** Nothing can go on: the networks did not open. */
function give_up(message) {
    const from_disk = location.protocol === 'file:' && !inlined('worker.js');
    show_problem('This page cannot work', from_disk ? 'opened from a disk, it must be the page that is one file (people.html); or let a web server show this folder' : message);
    worker?.terminate();
    waiting = 0;
    opened = true;
    show_progress('Nothing can be looked at.');
    for (const control of [by_id('files'), by_id('use-camera')]) control.disabled = true;
}

// --- people and photos ------------------------------------------------------------------------------------------------

/** Colours of people, told apart by angle of hue: neighbours in the list are far from each other. */
const hue = (person) => String(Math.round((person * 137.508 + 200) % 360));

/** A face's frame on its photo, in parts of it. */
function frame(photo, face) {
    const made = element('span', {className: 'frame'}, element('b', {textContent: face.person}));
    const [left, top, right, bottom] = face.box;
    const part = (value, whole) => `${100 * Math.min(1, Math.max(0, value / whole))}%`;
    made.style.left = part(left, photo.width);
    made.style.top = part(top, photo.height);
    made.style.right = part(photo.width - right, photo.width);
    made.style.bottom = part(photo.height - bottom, photo.height);
    made.style.setProperty('--hue', hue(face.person));
    made.classList.toggle('at-top', top < 0.12 * photo.height);  // no room for the number above
    return made;
}

function framed(photo, faces) {
    const made = element('span', {className: 'framed'},
        element('img', {src: photo.url, alt: `${photo.name}, with ${counted(photo.faces.length, 'face')}`, width: photo.width, height: photo.height}),
        ...faces.map((face) => frame(photo, face)));
    made.style.setProperty('--shape', photo.width / photo.height);
    return made;
}

/** The photo over the whole window; `only`: the face that it was opened for, or none for all of them. */
function open_photo(photo, only) {
    by_id('photo-title').textContent = photo.name;
    const shown = framed(photo, photo.faces);
    if (only) shown.children[1 + photo.faces.indexOf(only)].classList.add('chosen');
    by_id('photo').querySelector('.frame-of').replaceChildren(shown);
    by_id('photo').querySelector('.who').textContent = photo.faces.length === 0 ? 'No face found.' :
        'From left to right: ' + photo.faces.map((face) => `person ${face.person}`).join(', ') + '.';
    by_id('photo').showModal();
}

/** The button that shows a face; made once, since a moved button keeps what is drawn on it. */
function face_button(photo, face) {
    const canvas = element('canvas', {width: face.picture.width, height: face.picture.height});
    canvas.getContext('bitmaprenderer').transferFromImageBitmap(face.picture);
    const button = element('button', {type: 'button', className: 'face', onclick: () => open_photo(photo, face)}, canvas);
    button.dataset.photo = photo.name;
    button.dataset.box = face.box.map((side) => side.toFixed(1)).join(' ');
    return button;
}

function person_item(person, shots) {
    shots.sort((a, b) => b.face.quality - a.face.quality);  // the best first
    for (const {photo, face} of shots) face.button.ariaLabel = `Person ${person} in ${photo.name}`;
    const item = element('li', {}, element('h3', {textContent: `Person ${person}`}),
        element('p', {textContent: counted(shots.length, 'face')}),
        element('div', {className: 'faces'}, ...shots.map(({face}) => face.button)));
    item.dataset.person = person;
    item.style.setProperty('--hue', hue(person));
    return item;
}

function show_people() {
    const shots_of = new Map();
    for (const photo of looked)
        for (const face of photo.faces) {
            if (!shots_of.has(face.person)) shots_of.set(face.person, []);
            shots_of.get(face.person).push({photo, face});
        }
    const people = [...shots_of].sort(([a], [b]) => a - b);
    const focused = document.activeElement;
    const fill = (id, list) => {
        by_id(id).hidden = list.length === 0;
        by_id(id).querySelector('ol').replaceChildren(...list.map(([person, shots]) => person_item(person, shots)));
    };
    fill('together', people.filter(([, shots]) => shots.length > 1));
    fill('alone', people.filter(([, shots]) => shots.length === 1));
    by_id('photos').hidden = looked.length === 0;
    by_id('photos').querySelector('ul').replaceChildren(...looked.map((photo) =>
        element('li', {}, element('button', {type: 'button', onclick: () => open_photo(photo)}, framed(photo, photo.faces)),
            element('p', {textContent: `${photo.name}: ${counted(photo.faces.length, 'face')}`}))));
    if (focused?.isConnected) focused.focus({preventScroll: true});
}

// --- the worker's answers ---------------------------------------------------------------------------------------------

function found({id, width, height, faces, people, left_out}) {
    const photo = photos.get(id);
    if (left_out) show_problem(photo.name, left_out);
    Object.assign(photo, {width, height, faces, done: true});
    for (const face of faces) face.button = face_button(photo, face);
    looked.push(photo);
    looked.flatMap((each) => each.faces).forEach((face, i) => { face.person = people[i]; });
    --waiting;
    show_people();
    next_step();
}

function problem({id, message}) {
    const photo = photos.get(id);
    photos.delete(id);
    URL.revokeObjectURL(photo.url);
    show_problem(photo.name, message);
    --waiting;
    next_step();
}

let open_sent = false;
const ask = (photo) => worker.postMessage({look: {id: photo.id, file: photo.file}});

async function start() {
    if (!SUPPORTED) throw new Error('this browser is too old: it needs WebAssembly, OffscreenCanvas and DecompressionStream');
    worker = make_worker();
    worker.onerror = (event) => give_up(event.message ?? 'its worker could not be started');
    worker.onmessage = ({data}) => {
        if (data.found) found(data.found);
        else if (data.problem) problem(data.problem);
        else if (data.failed) give_up(data.failed);
        else if (data.opened) {
            opened = true;
            next_step();
        }
    };
    const [program, detector, embedder] = await Promise.all(['people.wasm.gz', 'mtcnn.blob.gz', 'dlib_resnet.blob.gz'].map(bytes_of));
    worker.postMessage({open: {program, detector, embedder}}, [program, detector, embedder]);
    // What was chosen while the networks were on their way comes after them.
    open_sent = true;
    for (const photo of photos.values()) ask(photo);
}

// --- photos that come in ----------------------------------------------------------------------------------------------

function add_files(files) {
    if (files.length === 0) return;
    if (waiting === 0) {
        asked = 0;
        started = performance.now();
    }
    for (const file of files) {
        const photo = {id: next_id++, name: file.name, file, url: URL.createObjectURL(file), done: false};
        photos.set(photo.id, photo);
        ++waiting;
        ++asked;
        if (open_sent) ask(photo);
    }
    if (opened) next_step();
}

/** The files of what was dropped; of a folder, all below it. */
async function dropped_files(entry) {
    if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    const reader = entry.createReader(), entries = [];
    for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) entries.push(...some);
    const files = await Promise.all(entries.sort((a, b) => a.name.localeCompare(b.name)).map(dropped_files));
    return files.flat().filter((file) => file.type.startsWith('image/'));
}

by_id('files').onchange = ({target}) => {
    add_files([...target.files]);
    target.value = '';  // so that the same files can be chosen again
};
document.ondragover = (event) => {
    event.preventDefault();
    by_id('drop').classList.add('over');
};
document.ondragleave = (event) => {
    if (event.relatedTarget === null) by_id('drop').classList.remove('over');
};
document.ondrop = async (event) => {
    event.preventDefault();
    by_id('drop').classList.remove('over');
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
    add_files((await Promise.all(entries.map(dropped_files))).flat());
};
document.onpaste = (event) => add_files([...event.clipboardData.files]);

by_id('clear').onclick = () => {
    for (const photo of looked) URL.revokeObjectURL(photo.url);
    photos.clear();
    looked.length = 0;
    worker.postMessage({forget: true});
    by_id('problems').hidden = true;
    by_id('problems').querySelector('ul').replaceChildren();
    show_people();
    next_step();
    by_id('files').focus();
};

// --- the camera -------------------------------------------------------------------------------------------------------

const camera = by_id('camera'), video = camera.querySelector('video');
let pictures_taken = 0;

by_id('use-camera').onclick = async () => {
    const message = camera.querySelector('.message');
    message.textContent = '';
    by_id('take').disabled = true;
    camera.showModal();
    try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}, facingMode: 'user'}});
        if (!camera.open) stop_camera();  // closed while the browser asked
    } catch (error) {
        message.textContent = error.name === 'NotAllowedError' ? 'This page may not use the camera: the browser was told so.' :
            error.name === 'NotFoundError' ? 'There is no camera.' : `The camera cannot be used: ${error.message}`;
    }
};
function stop_camera() {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
}
video.onloadeddata = () => { by_id('take').disabled = false; };  // not before there is a picture to take
camera.onclose = stop_camera;
by_id('take').onclick = async () => {
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext('2d').drawImage(video, 0, 0);
    const blob = await canvas.convertToBlob({type: 'image/jpeg', quality: 0.95});
    add_files([new File([blob], `Camera ${++pictures_taken}`, {type: blob.type})]);
    camera.querySelector('.message').textContent = `Taken: ${counted(pictures_taken, 'picture')}.`;
};

start().catch((error) => give_up(error.message));
if (location.protocol.startsWith('http') && !inlined('worker.js'))
    navigator.serviceWorker?.register('offline.js').catch(() => {});  // without it the page works, but not offline

// SPDX-License-Identifier: MIT
// Drives the page in headless Chromium: page_test.js PAGE NATIVE.json PICTURES PHOTO...
// NATIVE.json is what `facenet people --json PHOTO...` says; pictures of the window are left in PICTURES.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const {Chromium} = require('./chromium.js');
const {serve} = require('./server.js');

const [folder, native_file, pictures, ...photos] = process.argv.slice(2).map((argument) => path.resolve(argument));
const native = JSON.parse(fs.readFileSync(native_file));
const DONE = 'document.querySelector("main").getAttribute("aria-busy") === "false"';
const STATUS = 'document.getElementById("status").textContent';
const PROBLEMS = '[...document.querySelectorAll("#problems li")].map((item) => item.textContent)';
// How much of two boxes is common to both, at least. Decoders of JPEG differ by a few grey levels, and weights are rounded: of many
// boxes that overlap, the detector then takes another.
const LEAST_OVERLAP = 0.8;

const tests = [];
const test = (name, run) => tests.push({name, run});

/** Every face in the page: photo, box, person, in the order of photos and from left to right. */
async function faces_in(page) {
    const faces = await page.evaluate(`[...document.querySelectorAll(".people > li")].flatMap((item) =>
        [...item.querySelectorAll(".face")].map((button) => ({photo: button.dataset.photo, person: +item.dataset.person,
            box: button.dataset.box.split(" ").map(Number)})))`);
    const order = photos.map((photo) => path.basename(photo));
    return faces.sort((a, b) => order.indexOf(a.photo) - order.indexOf(b.photo) || a.box[0] - b.box[0]);
}
/** Intersection over union of two boxes. */
function overlap(a, b) {
    const area = ([left, top, right, bottom]) => Math.max(0, right - left) * Math.max(0, bottom - top);
    const common = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
    return common / (area(a) + area(b) - common);
}
/** Fails where the page's faces and people are not those that the program found in the same photos. */
function check_people(faces, wanted) {
    assert.deepEqual(faces.map(({photo, person}) => `${photo}: ${person}`), wanted.map(({photo, person}) => `${path.basename(photo)}: ${person}`));
    faces.forEach(({photo, box}, i) => assert(overlap(box, wanted[i].box) >= LEAST_OVERLAP, `${photo}: box ${box}, the program has ${wanted[i].box}`));
}
async function look_at(page, files) {
    await page.choose_files('#files', files);
    await page.until(`!(${DONE})`);
    await page.until(DONE);
}
async function ready(page, url) {
    await page.open(url);
    await page.until(DONE);
    assert.equal(await page.evaluate(STATUS), 'Ready.', String(await page.evaluate(PROBLEMS)));
}

test('the page opens its networks', ({page, url}) => ready(page, url));

test('the people of all photos are those that the program finds, and the page stays alive meanwhile', async ({page}) => {
    // How often a timer of the page comes while it says one and the same thing.
    await page.evaluate(`window.ticks = {}; window.timer = setInterval(() => {
        ticks[${STATUS}] = (ticks[${STATUS}] ?? 0) + 1; }, 10); 0`);
    await page.choose_files('#files', photos);
    await page.until(`!(${DONE})`);
    await page.until(DONE);
    const ticks = await page.evaluate('clearInterval(window.timer), window.ticks');
    const working = Object.keys(ticks).filter((text) => text.startsWith('Looking at photo'));
    assert(working.length >= photos.length / 2, `it said no more than ${Object.keys(ticks)}`);
    assert(Math.max(...working.map((text) => ticks[text])) >= 5, `the timer stood still: ${JSON.stringify(ticks)}`);
    check_people(await faces_in(page), native.faces);
    const people = new Set(native.faces.map(({person}) => person)).size;
    assert.match(await page.evaluate(STATUS), new RegExp(`^${native.faces.length} faces of ${people} people in ${photos.length} photos `));
});

test('pictures of the window', async ({page}) => {
    const whole = async (name, look) => {
        await page.look_like(look);
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
        const width = await page.evaluate('document.scrollingElement.scrollWidth');
        assert(width <= look.width, `${name}: ${width} pixels wide in a window of ${look.width}`);
        await page.picture(path.join(pictures, name));
    };
    // Photos below the window are decoded when they are asked for.
    await page.evaluate('Promise.all([...document.images].map((image) => image.decode()))');
    await whole('phone.png', {width: 360, height: 740});
    await whole('dark.png', {width: 1200, height: 900, dark: true});
    await whole('light.png', {width: 1200, height: 900});
});

test('by keyboard: a face opens its photo, Escape closes it and comes back', async ({page}) => {
    await page.evaluate('document.querySelector("#clear").focus(), 0');
    await page.press('Tab');
    assert.match(await page.evaluate('document.activeElement.ariaLabel'), /^Person \d+ in /);
    await page.evaluate('window.before = document.activeElement, 0');
    await page.press('Enter');
    assert(await page.evaluate('document.getElementById("photo").open'));
    assert.equal(await page.evaluate('document.querySelectorAll("#photo .frame.chosen").length'), 1);
    await page.picture(path.join(pictures, 'photo.png'));
    await page.press('Escape');
    assert(await page.evaluate('!document.getElementById("photo").open && document.activeElement === window.before'));
});

test('all controls and pictures have names for screen readers', async ({page}) => {
    const {nodes} = await page.send('Accessibility.getFullAXTree');
    const named = new Set(['button', 'image', 'img', 'progressIndicator', 'dialog', 'heading', 'link', 'textbox']);
    const seen = nodes.filter(({ignored, role}) => !ignored && named.has(role?.value));
    assert(seen.length > native.faces.length);
    assert.deepEqual(seen.filter(({name}) => !name?.value).map(({role}) => role.value), []);
    assert.equal(await page.evaluate('document.documentElement.lang'), 'en');
});

test('what is no photo is named, and the others are looked at', async ({page}) => {
    await page.evaluate('document.getElementById("clear").click()');
    assert.deepEqual(await faces_in(page), []);
    const text = path.join(pictures, 'letter.jpg'), empty = path.join(pictures, 'empty.png');
    fs.writeFileSync(text, 'This is no photo.');
    fs.writeFileSync(empty, '');
    await look_at(page, [text, photos[0], empty]);
    assert.deepEqual(await page.evaluate(PROBLEMS),
        ['letter.jpg: this is no image that the browser can read', 'empty.png: the file is empty']);
    assert.equal((await faces_in(page)).length, native.faces.filter(({photo}) => photo === native.faces[0].photo).length);
    await page.picture(path.join(pictures, 'problems.png'));
});

test('photos can be dropped anywhere', async ({page}) => {
    await page.evaluate('document.getElementById("clear").click()');
    await page.drop_files(300, 300, [photos[1]]);
    await page.until('document.querySelectorAll(".photos li").length === 1');
    const boxes = native.faces.filter(({photo}) => path.basename(photo) === path.basename(photos[1]));
    check_people(await faces_in(page), boxes.map((face, i) => ({...face, person: i + 1})));
});

test('a picture by the camera', async ({page}) => {
    await page.evaluate('document.getElementById("clear").click()');
    await page.evaluate('document.getElementById("use-camera").click()');
    await page.until('!document.getElementById("take").disabled');
    await page.evaluate('document.getElementById("take").click()');
    await page.until('document.querySelectorAll(".photos li").length === 1');
    assert((await faces_in(page)).length > 0, 'no face in the picture of the camera');
    await page.evaluate('document.querySelector("#camera form button").click()');
    await page.until('document.querySelector("video").srcObject === null');
});

test('nothing that was asked for lies elsewhere, and nothing went wrong', async ({page, url}) => {
    assert(page.requests.some((request) => request === url + 'people.wasm.gz'));
    assert.deepEqual(page.requests.filter((request) => !request.startsWith(url) && !/^(blob|data):/.test(request)), []);
    assert.deepEqual(page.errors, []);
});

test('without its server, the page works as before', async ({page, url, server}) => {
    await page.until('navigator.serviceWorker.controller !== null');
    await server.stop();
    await assert.rejects(fetch(url), 'the server is still there');
    await ready(page, url);
    await look_at(page, [photos[0]]);
    assert((await faces_in(page)).length > 0);
});

test('as one file, from a disk', async ({page}) => {
    await ready(page, `file://${folder}/people.html`);
    await look_at(page, photos);
    check_people(await faces_in(page), native.faces);
});

test('the folder itself, from a disk, says what to do', async ({page}) => {
    await page.open(`file://${folder}/index.html`);
    await page.until(DONE);
    assert.match(String(await page.evaluate(PROBLEMS)), /people\.html/);
});

(async () => {
    fs.mkdirSync(pictures, {recursive: true});
    // JPEGs one after the other are a film.
    const film = path.join(pictures, 'camera.mjpeg');
    fs.writeFileSync(film, fs.readFileSync(photos[0]));
    const server = await serve(folder);
    const chromium = await Chromium.start(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
    const context = {page: await chromium.new_page(), url: server.url, server};
    await context.page.look_like({width: 1200, height: 900});
    let passed = 0, failed = 0;
    for (const {name, run} of tests) {
        try {
            await run(context);
            ++passed;
            console.log(`-- passed: ${name}`);
        } catch (error) {
            ++failed;
            console.error(`** FAILED: ${name}\n${error.stack}`);
        }
    }
    await chromium.stop();
    await server.stop().catch(() => {});
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed === 0 ? 0 : 1);
})();

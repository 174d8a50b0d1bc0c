// SPDX-License-Identifier: MIT
// Drives a headless Chromium by its DevTools protocol over two pipes: pages, files, keys, pictures of the window.
'use strict';

const {spawn} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** A page in the browser; its console's errors are in `errors`, the addresses of what it asked for in `requests`. */
class Page {
    constructor(chromium, session) {
        Object.assign(this, {chromium, session, errors: [], requests: []});
    }
    send(method, params = {}) { return this.chromium.send(method, params, this.session); }

    async open(url) {
        const loaded = this.chromium.once('Page.loadEventFired', this.session);
        await this.send('Page.navigate', {url});
        await loaded;
    }
    /** What a JavaScript expression is worth in the page; promises are waited for. */
    async evaluate(expression) {
        const {result, exceptionDetails} = await this.send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
    }
    /** Until an expression is true. There is no hurry: whoever runs the tests says how long they may take (test.sh). */
    async until(expression) {
        while (!await this.evaluate(expression)) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    async choose_files(selector, files) {
        const {result} = await this.send('Runtime.evaluate', {expression: `document.querySelector(${JSON.stringify(selector)})`});
        await this.send('DOM.setFileInputFiles', {files, objectId: result.objectId});
    }
    async drop_files(x, y, files) {
        const data = {items: [], files, dragOperationsMask: 1};
        for (const type of ['dragEnter', 'dragOver', 'drop']) await this.send('Input.dispatchDragEvent', {type, x, y, data});
    }
    async press(key, modifiers = 0) {
        const codes = {Tab: 9, Enter: 13, Escape: 27};
        const event = {key, code: key, windowsVirtualKeyCode: codes[key], modifiers, ...(key === 'Enter' ? {text: '\r'} : {})};
        await this.send('Input.dispatchKeyEvent', {...event, type: 'keyDown'});
        await this.send('Input.dispatchKeyEvent', {...event, type: 'keyUp'});
    }
    /** A window of that size, in light or dark. */
    async look_like({width, height, dark = false}) {
        await this.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
        await this.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]});
    }
    async picture(file) {
        const {data} = await this.send('Page.captureScreenshot', {captureBeyondViewport: true});
        fs.writeFileSync(file, Buffer.from(data, 'base64'));
    }
}

class Chromium {
    /** Starts a browser that remembers nothing of other runs; `more`: further options of its command line. */
    static async start(more = []) {
        const chromium = new Chromium();
        chromium.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facenet-chromium-'));
        const options = ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${chromium.folder}`, '--no-first-run', '--disable-gpu',
            '--hide-scrollbars', '--force-color-profile=srgb', ...more];
        if (process.getuid() === 0) options.push('--no-sandbox');
        chromium.process = spawn(process.env.CHROMIUM ?? 'chromium', options, {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
        chromium.process.on('exit', () => {
            for (const {reject} of chromium.answers.values()) reject(new Error('Chromium has ended'));
        });
        let rest = '';
        chromium.process.stdio[4].setEncoding('utf8').on('data', (text) => {
            const messages = (rest + text).split('\0');
            rest = messages.pop();
            for (const message of messages) chromium.receive(JSON.parse(message));
        });
        return chromium;
    }
    constructor() {
        Object.assign(this, {answers: new Map(), waiting: [], pages: new Map(), last: 0});
    }

    send(method, params = {}, sessionId = undefined) {
        const id = ++this.last;
        this.process.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
        return new Promise((resolve, reject) => this.answers.set(id, {resolve, reject}));
    }
    receive({id, result, error, method, params, sessionId}) {
        if (id !== undefined) {
            const {resolve, reject} = this.answers.get(id);
            this.answers.delete(id);
            return error ? reject(new Error(error.message)) : resolve(result);
        }
        for (const each of this.waiting.filter((each) => each.method === method && each.session === sessionId)) each.resolve(params);
        this.waiting = this.waiting.filter((each) => each.method !== method || each.session !== sessionId);
        const page = this.pages.get(sessionId);
        if (method === 'Runtime.exceptionThrown') page?.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
        if (method === 'Log.entryAdded' && params.entry.level === 'error') page?.errors.push(params.entry.text);
        if (method === 'Network.requestWillBeSent') page?.requests.push(params.request.url);
    }
    /** The next event of that name. */
    once(method, session) {
        return new Promise((resolve) => this.waiting.push({method, session, resolve}));
    }

    async new_page() {
        const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
        const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
        const page = new Page(this, sessionId);
        this.pages.set(sessionId, page);
        for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'DOM']) await page.send(`${domain}.enable`);
        return page;
    }
    async stop() {
        const gone = new Promise((resolve) => this.process.on('exit', resolve));
        await this.send('Browser.close').catch(() => {});
        await gone;
        fs.rmSync(this.folder, {recursive: true, force: true, maxRetries: 5});
    }
}

module.exports = {Chromium};

// SPDX-License-Identifier: MIT
// The page as one file: single_file.js FOLDER TO.html. Style and scripts go into it as they are, the rest as base64.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const [folder, to] = process.argv.slice(2);
const read = (name, encoding = 'utf8') => fs.readFileSync(path.join(folder, name), encoding);
/** The page with `what` replaced, which it must hold. */
function replaced(page, what, by) {
    if (!page.includes(what)) throw new Error(`index.html: expected ${what}, found none`);
    return page.replace(what, () => by);
}
const script = (type, name, text) => `<script type="${type}" data-file="${name}">${text.replaceAll('</script', '<\\/script')}</script>\n`;

// Of a file on a disk, `self` is nothing: what the page holds itself must do.
let page = replaced(read('index.html'), "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'", "script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; style-src 'unsafe-inline'");
page = replaced(page, "connect-src 'self'; worker-src 'self' blob:", 'connect-src data:; worker-src blob:');
page = replaced(page, '<link rel="stylesheet" href="style.css">', `<style>\n${read('style.css')}</style>`);
let scripts = script('text/plain', 'worker.js', read('worker.js'));
for (const name of ['people.wasm.gz', 'mtcnn.blob.gz', 'dlib_resnet.blob.gz'])
    scripts += script('application/octet-stream', name, read(name, 'base64'));
page = replaced(page, '<script src="page.js" defer></script>', `${scripts}<script>\n${read('page.js')}</script>`);
fs.writeFileSync(to, page);

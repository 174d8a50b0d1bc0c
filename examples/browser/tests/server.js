// SPDX-License-Identifier: MIT
// The smallest server of a folder's files: node server.js FOLDER, or serve(folder). Only for this machine.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm',
    '.json': 'application/json', '.jpg': 'image/jpeg'};

/** Serves `folder`; gives its address and `stop()`. */
function serve(folder) {
    const server = http.createServer((request, response) => {
        const wanted = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
        const file = wanted.endsWith(path.sep) ? path.join(wanted, 'index.html') : wanted;
        if (!file.startsWith(path.resolve(folder) + path.sep) || !fs.existsSync(file) || !fs.statSync(file).isFile())
            return response.writeHead(404).end();
        response.writeHead(200, {'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache'});
        fs.createReadStream(file).pipe(response);
    });
    return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }),
    })));
}

module.exports = {serve};
if (require.main === module) serve(path.resolve(process.argv[2] ?? '.')).then(({url}) => console.log(url));

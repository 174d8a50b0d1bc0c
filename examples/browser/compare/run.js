// SPDX-License-Identifier: MIT
// Opens the page of comparison in headless Chromium and prints what it measured: run.js FOLDER NATIVE.json ROUNDS
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const {Chromium} = require('../tests/chromium.js');
const {serve} = require('../tests/server.js');

(async () => {
    const [folder, native, rounds] = process.argv.slice(2);
    const faces = JSON.parse(fs.readFileSync(native)).faces.map(({photo, box}) => ({photo: path.basename(photo), box}));
    const server = await serve(path.resolve(folder));
    const chromium = await Chromium.start();
    const page = await chromium.new_page();
    try {
        await page.open(server.url);
        await page.until('window.compare !== undefined');
        const result = await page.evaluate(`compare(${JSON.stringify(faces)}, ${Number(rounds)})`);
        assert(Object.values(result.distance).every((far) => far < 0.1), `the same network gives other embeddings: ${JSON.stringify(result)}`);
        console.log(`${result.faces} crops, ${result.rounds} rounds, one thread; medians of an embedding, from a canvas to its numbers`);
        for (const [name, time] of Object.entries(result.milliseconds))
            console.log(`  ${name.padEnd(14)} ${time.toFixed(2).padStart(8)} ms  ${(result.milliseconds['face-api'] / time).toFixed(2)} times as fast` +
                `  at most ${result.distance[name].toFixed(4)} from face-api's embedding`);
    } finally {
        if (page.errors.length > 0) console.error(page.errors.join('\n'));
        await chromium.stop();
        await server.stop();
    }
})().catch((error) => {
    console.error(error);
    process.exit(1);
});

// SPDX-License-Identifier: MIT
// round_weights.js MANIFEST BITS TO: a TensorFlow.js checkpoint of 32-bit floats in the folder TO, its weights rounded to BITS bits of
// mantissa. In half precision the bits below are zero then, which gzip packs well.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const [manifest, bits, to] = process.argv.slice(2);
const groups = JSON.parse(fs.readFileSync(manifest));
if (groups.some(({weights}) => weights.some(({dtype, quantization}) => dtype !== 'float32' || quantization)))
    throw new Error(`${manifest}: expected weights of 32-bit floats, found others`);
const dropped = 23 - Number(bits), last = 2 ** dropped;
if (!(dropped >= 1 && dropped <= 22)) throw new Error(`expected 1 to 22 bits of mantissa, found ${bits}`);

/** To the nearest, ties to even, as every float is rounded; what would leave the range of floats stays as it is. */
function rounded(word) {
    const up = word + last / 2 - 1 + Math.floor(word / last) % 2;
    return (up & 0x7f800000) === 0x7f800000 ? word : up - up % last;
}

fs.mkdirSync(to, {recursive: true});
fs.copyFileSync(manifest, path.join(to, path.basename(manifest)));
for (const shard of groups.flatMap(({paths}) => paths)) {
    const bytes = Buffer.from(fs.readFileSync(path.join(path.dirname(manifest), shard)));
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(rounded(bytes.readUInt32LE(at)), at);
    fs.writeFileSync(path.join(to, shard), bytes);
}

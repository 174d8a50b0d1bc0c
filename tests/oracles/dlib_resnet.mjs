// SPDX-License-Identifier: MIT
// Embeddings of the dlib face recognition network, run by the npm package @vladmandic/face-api itself.
//
//   node dlib_resnet.mjs NODE_MODULES FACES [OUT]
//
// NODE_MODULES: folder made by setup.sh. FACES: folder of the test photos. OUT: by default ../golden/dlib_resnet.json.
// The package converts a 150x150 int32 tensor to float and subtracts its mean without resizing or padding
// (NetInput.toBatchTensor), so exactly these pixels enter the network.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const SIDE = 150;
const INPUTS = 20;
const here = path.dirname(fileURLToPath(import.meta.url));
if (process.argv.length < 4) throw new Error('usage: node dlib_resnet.mjs NODE_MODULES FACES [OUT]');
const modules = path.resolve(process.argv[2]);
const faces = path.resolve(process.argv[3]);
const out = process.argv[4] ?? path.join(here, '..', 'golden', 'dlib_resnet.json');

// The generator of synthetic.py, written again.
const M = (1n << 64n) - 1n;
function fnv1a64(name) {
  let h = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) h = ((h ^ BigInt(byte)) * 0x100000001b3n) & M;
  return h;
}
function bits(hash, i) {
  let z = (hash + BigInt(i + 1) * 0x9e3779b97f4a7c15n) & M;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & M;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & M;
  return z ^ (z >> 31n);
}
function syntheticImage(k, width, height) {
  const coarseHash = fnv1a64(`image-${k}`);
  const fineHash = fnv1a64(`image-${k}-fine`);
  const coarse = Array.from({ length: 192 }, (_, i) => Number(bits(coarseHash, i) >> 56n));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const cell = (Math.floor((y * 8) / height) * 8 + Math.floor((x * 8) / width)) * 3;
      for (let c = 0; c < 3; c += 1) {
        const i = (y * width + x) * 3 + c;
        pixels[i] = Math.floor((coarse[cell + c] * 7) / 8) + Number(bits(fineHash, i) >> 59n);
      }
    }
  }
  return pixels;
}
const probe = syntheticImage(3, 96, 96).subarray((50 * 96 + 20) * 3, (50 * 96 + 20) * 3 + 3).join();
if (probe !== '95,204,112') throw new Error(`the generator gives ${probe}`);

/** 8-bit RGB PNG, not interlaced, to {side, pixels}; square pictures only. */
function readPng(file) {
  const data = fs.readFileSync(file);
  const width = data.readUInt32BE(16);
  const height = data.readUInt32BE(20);
  if (data[24] !== 8 || data[25] !== 2 || data[28] !== 0 || width !== height) throw new Error(`${file}: unexpected kind of PNG`);
  const chunks = [];
  for (let at = 8; at < data.length; at += 12 + data.readUInt32BE(at)) {
    if (data.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(data.subarray(at + 8, at + 8 + data.readUInt32BE(at)));
  }
  const raw = zlib.inflateSync(Buffer.concat(chunks));
  const stride = width * 3;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i += 1) {
      const left = i < 3 ? 0 : pixels[y * stride + i - 3];
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + i];
      const corner = i < 3 || y === 0 ? 0 : pixels[(y - 1) * stride + i - 3];
      const p = left + up - corner;
      const [dl, du, dc] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
      const paeth = dl <= du && dl <= dc ? left : du <= dc ? up : corner;
      const predicted = [0, left, up, (left + up) >> 1, paeth][filter];
      pixels[y * stride + i] = (raw[y * (stride + 1) + 1 + i] + predicted) & 255;
    }
  }
  return { side: width, pixels };
}

/** Nearest neighbour in integers: source = floor(i * side / 150). */
function enlarge({ side, pixels }) {
  const result = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const from = (Math.floor((y * side) / SIDE) * side + Math.floor((x * side) / SIDE)) * 3;
      result.set(pixels.subarray(from, from + 3), (y * SIDE + x) * 3);
    }
  }
  return result;
}

const require = createRequire(path.join(modules, 'x.js'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(path.join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist') + path.sep);
await tf.setBackend('wasm');
await tf.ready();
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
const network = faceapi.nets.faceRecognitionNet;
await network.loadFromDisk(path.join(modules, '@vladmandic', 'face-api', 'model'));
console.log(`face-api ${faceapi.version.faceapi ?? faceapi.version}, TensorFlow.js ${tf.version_core}, ${tf.getBackend()}`);

async function embed(pixels) {
  const tensor = faceapi.tf.tensor3d(pixels, [SIDE, SIDE, 3], 'int32');
  const embedding = await network.computeFaceDescriptor(tensor);
  tensor.dispose();
  return Array.from(embedding, (v) => Number(v.toPrecision(9)));
}

const synthetic = [];
for (let k = 0; k < INPUTS; k += 1) synthetic.push(await embed(syntheticImage(k, SIDE, SIDE)));
const aligned = {};
for (const folder of ['facenet-pytorch', 'openface']) {
  for (const name of fs.readdirSync(path.join(faces, folder)).sort()) {
    if (/-aligned\d+\.png$/.test(name)) aligned[name] = await embed(enlarge(readPng(path.join(faces, folder, name))));
  }
}
const rows = synthetic.map((row) => JSON.stringify(row)).join(',\n');
const named = Object.entries(aligned).map(([name, row]) => `${JSON.stringify(name)}: ${JSON.stringify(row)}`).join(',\n');
fs.writeFileSync(out, `{"network": "dlib_resnet", "inputs": ${INPUTS}, "synthetic": [\n${rows}\n],\n"aligned": {\n${named}\n}}\n`);
console.log(`${synthetic.length} synthetic images and ${Object.keys(aligned).length} crops`);

// SPDX-License-Identifier: MIT
// The service worker that makes the page work offline: it keeps the page's files, and gives them from then on. build.sh puts a
// checksum of them in VERSION's place, so that new files replace old ones.
'use strict';

const CACHE = 'people-VERSION';
const FILES = ['./', 'index.html', 'style.css', 'page.js', 'worker.js', 'people.wasm.gz', 'mtcnn.blob.gz', 'dlib_resnet.blob.gz'];

addEventListener('install', (event) => {
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});
addEventListener('activate', (event) => {
    const old = caches.keys().then((names) => names.filter((name) => name.startsWith('people-') && name !== CACHE));
    event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});
addEventListener('fetch', (event) => {
    if (event.request.method !== 'GET') return;
    const kept = caches.open(CACHE).then((cache) => cache.match(event.request, {ignoreSearch: true}));
    event.respondWith(kept.then((response) => response ?? fetch(event.request)));
});

// Keeps this page's own files, so that it opens without a network. It never touches anything else.

/* global FILES, VERSION */
importScripts('files.js');

const CACHE = `claimscope-${VERSION}`;
const KEPT = new Map(FILES.map((file) => [new URL(file, self.registration.scope).href, file]));

self.addEventListener('install', (event) => {
  const store = async () => {
    const cache = await caches.open(CACHE);
    // Past the browser's own cache, which may still hold files of the version before.
    await cache.addAll([...KEPT.keys()].map((url) => new Request(url, { cache: 'no-cache' })));
    await self.skipWaiting();
  };
  event.waitUntil(store());
});

self.addEventListener('activate', (event) => {
  const clear = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('claimscope-') && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  url.hash = '';
  url.search = '';
  if (event.request.method !== 'GET' || !KEPT.has(url.href)) return;
  const answer = async () => (await caches.match(url.href, { cacheName: CACHE })) ?? fetch(event.request);
  event.respondWith(answer());
});

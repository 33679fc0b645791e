// Answers for the page of help lines and its files while there is no connection, from what offline.js kept. Keeps
// nothing itself, and never has to do with searches, listings or any other page.
const OURS = /\/help-now$|\/style\.css$|\/static\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !OURS.test(url.pathname)) return;
  event.respondWith(
    fetch(request).catch(async (error) => {
      const kept = await caches.match(request, { ignoreVary: true });
      if (kept) return kept;
      throw error;
    }),
  );
});

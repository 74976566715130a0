// Keeps the app's own files, and nothing else, so that a reload works while the server restarts or the network is away.
//
// A page is always asked for first and taken from here only where nobody answers, so no old version outlives a deploy. Calls,
// sockets and uploads never pass through here.

const CACHE = "viva-app";
const PAGE = "/";
const PART = /(?<=")\/(?:assets\/[^"]+|before-paint\.js|favicon\.svg)(?=")/g;

/** Puts the page that is served now, and every file that it names, in the place of what was kept. */
async function keep(page) {
  const text = await page.clone().text();
  const cache = await caches.open(CACHE);
  const parts = [...new Set(text.match(PART) ?? [])];
  const missing = await Promise.all(parts.map(async (part) => ((await cache.match(part)) ? [] : [part])));
  await cache.addAll(missing.flat());
  await cache.put(PAGE, page);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== PAGE && !parts.includes(pathname)) await cache.delete(request);
  }
}

/** The page as the server has it, or, where it gives none, as it was kept. */
async function page(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(keep(response.clone()).catch(() => undefined));
    if (response.status < 500) return response;
    return (await caches.match(PAGE)) ?? response;
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

async function part(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(PAGE, { cache: "no-cache" }).then((response) => (response.ok ? keep(response) : undefined)));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/assets/") || pathname === "/before-paint.js") event.respondWith(part(request));
});

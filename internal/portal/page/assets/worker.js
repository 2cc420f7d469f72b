// The verification page without network. The server writes before this: release, the
// name of this set of files, and shell, the addresses of all that the page needs.

const kept = "sportello-pages-" + release;
const patience = 8000; // milliseconds for the network to answer

self.addEventListener("install", (e) => e.waitUntil(keep()));
self.addEventListener("activate", (e) => e.waitUntil(tidy()));

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (e.request.mode === "navigate" && (url.pathname === "/verify" || url.pathname.startsWith("/v/"))) e.respondWith(page(e.request, url));
  else if (url.pathname.startsWith("/assets/")) e.respondWith(asset(e.request));
});

// keep keeps the pages of nobody: one with the name of who is logged in would stay on this
// computer for whoever sits there next.
async function keep() {
  const cache = await caches.open(kept);
  await cache.addAll(shell.map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("sportello-pages-") && name !== kept);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// page asks the office first. Without network it is the kept page, which reads the
// rest of the address itself.
async function page(request, url) {
  const late = new Promise((_, fail) => setTimeout(fail, patience, new Error("no answer in time")));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    const cache = await caches.open(kept);
    for (const wish of [url.searchParams.get("lang") ?? "", ...navigator.languages]) {
      const copy = await cache.match("/verify?lang=" + wish.slice(0, 2));
      if (copy) return copy;
    }
    return (await cache.match(shell[0])) ?? Response.error();
  }
}

async function asset(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// Shows the quiz page when there is no network: the page as it was, with what the device has kept filled in.
// It keeps only pages of attempts and their styles and scripts, and forgets them when the answers are sent.
const PAGES = "fieldschool.quiz";
const ATTEMPT = /^\/attempts\/\d+\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  if (answer.ok && !answer.redirected) await (await caches.open(PAGES)).put(request, answer.clone());
  return answer;
};

// The page that is open already asks to be kept: from the browser's own copy, not once more from the server.
self.addEventListener("message", (event) => {
  event.waitUntil(Promise.all(event.data.keep.map(async (address) => {
    const request = new Request(address, { cache: "force-cache" });
    await keep(request, await fetch(request));
  })).catch(() => {}));
});

// The network first, always: only what cannot be reached comes from the device.
const reach = async (request) => {
  try {
    return await keep(request, await fetch(request));
  } catch (problem) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw problem;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const isPage = request.mode === "navigate" && ATTEMPT.test(address.pathname);
  const isPart = ["style", "script"].includes(request.destination) && ATTEMPT.test(new URL(request.referrer).pathname);
  if (isPage || isPart) event.respondWith(reach(request));
});

// Follows a class: hears its state from a stream, or asks for it where streams do not get through. The page has one
// element [data-live] with the addresses data-stream, data-state and, for a learner, data-here; it may come later.
// What is marked [data-live-asked] is seen while a question is open, unless it is the one that it names.
//
// On `document`: live:state with every state that is not older than the last; live:frame when the class is somewhere
// else or its screen is; live:question and live:board when the one that is shown is another or has changed;
// live:answered when somebody has answered, or changed an answer. Events have the state as `detail`.
(() => {
  const page = document;
  let root = page.querySelector("[data-live]");
  const ASK_EVERY = 5000; // milliseconds, and up to half as long again, so that a class does not ask in one moment
  const LOST_AFTER = 12000;
  const BACK_IN_TIME = 10000; // a state this much younger counts although its rev is lower: a backup was restored
  const CLOCK_SET = 60000; // no answer is this late on its way: the server's clock was set back
  const HERE_WITHIN = 5000; // when a class begins, not everybody says in one moment that they are here
  // A page says that it is open: an open stream does not tell, for one that is frozen or out of reach stays open long.
  // The class screen says it more often: the console misses it after 12 s, and a phone after 30.
  const isScreen = root?.dataset.view === "screen";
  const WORD_EVERY = isScreen ? 3000 : 10000;
  const WORD_LIMIT = 5000;
  const BEAT_EVERY = isScreen ? 4000 : 12000; // where the word is not heard, it is said to the page's own address
  const STEADY_TRIES = 8; // a server that starts again is away for seconds: only after so many do we wait longer
  const CHANGES = {
    frame: ["status", "showing", "black", "item", "frame", "phase"],
    question: ["question", "privacy", "open", "shown", "solved", "edited"],
    answered: ["question", "answered", "sent"],
    board: ["board", "board_rev"],
  };
  let state = null;
  let offset = null; // the server's clock less performance.now(), which no change of the device's clock moves
  let heardAt = performance.now();
  let etag = "";
  let stream = null;
  let streamHeardAt = 0;
  let failures = 0;
  let asking = null;
  let isAsking = false;
  let hasBegun = false;
  let isOver = false; // signed out, or no such class for us any more
  let isSignedOut = false;
  let isNoted = false;
  let notedAt = 0;
  let wordAt = -Infinity; // when the word was last taken
  let isSaying = false;
  let isWaiting = false; // the page was open before the class began, as were those of all others

  // --- what the server says ---------------------------------------------------------------------------
  const isOlder = (told) => state && (told.rev < state.rev ? told.at < state.at + BACK_IN_TIME
    : told.rev === state.rev && told.at < state.at && told.at > state.at - CLOCK_SET);
  const heard = () => { heardAt = performance.now(); paintLost(); };
  const take = (told) => {
    heard();
    // What is late on its way makes the server's clock look slow, never fast: the greatest is nearest.
    const measured = told.at - performance.now();
    offset = offset === null || offset - measured > CLOCK_SET ? measured : Math.max(offset, measured);
    if (isOlder(told)) return;
    const before = state;
    state = told;
    paint();
    if (state.status === "planned") isWaiting = true;
    noteHere();
    const tell = (name) => page.dispatchEvent(new CustomEvent(`live:${name}`, { detail: state }));
    tell("state");
    for (const [name, keys] of Object.entries(CHANGES)) {
      if (!before || keys.some((key) => before[key] !== state[key])) tell(name);
    }
  };

  // --- stream and asking ------------------------------------------------------------------------------
  const openStream = () => {
    if (stream || isOver || isHidden() || !("EventSource" in window)) return;
    stream = new EventSource(root.dataset.stream);
    streamHeardAt = performance.now();
    stream.onmessage = (event) => {
      failures = 0;
      streamHeardAt = performance.now();
      take(JSON.parse(event.data));
    };
    stream.onerror = () => {
      failures += 1;
      if (failures < 2 && stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      closeStream();
      ask();
      const seconds = Math.min(60, 2 * 2 ** Math.max(0, failures - STEADY_TRIES));
      setTimeout(openStream, 1000 * seconds * (0.75 + Math.random() / 2));
    };
  };
  const closeStream = () => { if (stream) stream.close(); stream = null; };
  const isStreaming = () => stream && stream.readyState === EventSource.OPEN && performance.now() - streamHeardAt < LOST_AFTER;
  const isHidden = () => page.visibilityState === "hidden";

  const ask = async () => {
    if (isAsking || isOver || isHidden()) return;
    isAsking = true;
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), LOST_AFTER);
    try {
      const headers = { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) };
      const answer = await fetch(root.dataset.state, { headers, signal: stop.signal, cache: "no-store", credentials: "same-origin" });
      isOver = [401, 403, 404].includes(answer.status);
      isSignedOut = answer.status === 401;
      if (isOver) closeStream();
      if (answer.status === 404 && root.dataset.gone) location.replace(root.dataset.gone);
      if (answer.status === 304) heard();
      if (answer.status === 200) {
        take(await answer.json());
        etag = answer.headers.get("ETag") || "";
      }
    } catch { /* no way to the server now: the next time is near */ } finally {
      clearTimeout(limit);
      isAsking = false;
    }
  };
  const askAgain = () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      if (!isStreaming()) await ask();
      const isHeard = performance.now() - Math.max(notedAt, wordAt) < BEAT_EVERY;
      if (!isHidden() && !isHeard) isNoted = false;
      if (state) noteHere();
      askAgain();
    }, ASK_EVERY * (1 + Math.random() / 2));
  };
  // A page that slept, was kept by the browser or was without a network knows nothing of what it missed. One that
  // nobody sees gives its connection back: a browser has but six for all its tabs.
  const resync = () => {
    if (isHidden()) { closeStream(); return; }
    heardAt = performance.now();
    failures = 0;
    ask();
    if (!isStreaming()) { closeStream(); openStream(); }
    sayWord();
  };

  // --- being in the room ------------------------------------------------------------------------------
  const noteHere = async () => {
    if (isNoted || isOver || !root.dataset.here || ["planned", "ended"].includes(state.status)) return;
    isNoted = true;
    notedAt = performance.now();
    if (isWaiting) await new Promise((done) => { setTimeout(done, HERE_WITHIN * Math.random()); });
    isWaiting = false;
    const headers = { Accept: "application/json", ...JSON.parse(page.body.getAttribute("hx-headers") || "{}") };
    try {
      const answer = await fetch(root.dataset.here, { method: "POST", headers, credentials: "same-origin" });
      const form = page.querySelector("[data-here-form]");
      if (answer.ok && form) form.remove();
      isNoted = answer.status < 500;
    } catch { isNoted = false; } // with the next state
  };

  const sayWord = async () => {
    const isInClass = state && state.status !== "ended" && (isScreen || state.status !== "planned");
    if (isSaying || isOver || isHidden() || !isInClass || !root.dataset.here) return;
    isSaying = true;
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), WORD_LIMIT);
    try {
      const answer = await fetch(root.dataset.stream, { method: "POST", signal: stop.signal, cache: "no-store", credentials: "omit" });
      if (answer.ok) wordAt = performance.now();
    } catch { /* no way to the server now: the next word is near */ } finally {
      clearTimeout(limit);
      isSaying = false;
    }
  };

  // --- what the page shows ----------------------------------------------------------------------------
  const asClock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const timeLeft = () => {
    if (!state) return null;
    if (state.ends === null) return state.left;
    return Math.max(0, Math.ceil((state.ends - offset - performance.now()) / 1000));
  };
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  const paintTime = () => {
    const seconds = timeLeft();
    page.querySelectorAll("[data-live-timer]").forEach((place) => {
      write(place, seconds === null ? "" : asClock(seconds));
      place.toggleAttribute("data-over", seconds === 0);
    });
  };
  const paintLost = () => {
    const isLost = isOver || performance.now() - heardAt > LOST_AFTER;
    page.querySelectorAll("[data-live-lost]").forEach((part) => { part.hidden = !isLost || isSignedOut; });
    page.querySelectorAll("[data-live-signed-out]").forEach((part) => { part.hidden = !isSignedOut; });
  };
  const paint = () => {
    paintTime();
    page.querySelectorAll("[data-live-count]").forEach((place) => write(place, String(state[place.dataset.liveCount])));
    page.querySelectorAll("[data-live-least]").forEach((place) => { // of how many: who is not noted yet may answer
      const least = state[place.dataset.liveLeast];
      if (Number(place.textContent) < least) write(place, String(least));
    });
    const isAsked = state.open && state.showing === "question" && !["planned", "ended"].includes(state.status);
    page.querySelectorAll("[data-live-asked]").forEach((way) => {
      way.hidden = !isAsked || way.dataset.liveAsked === String(state.question);
    });
  };
  // Parts that were fetched since may have timers and counts of their own.
  const arrived = () => { if (state) paint(); };

  const begin = () => {
    // A stream goes on for a while after somebody is signed out: then a part that was refused says it first.
    page.addEventListener("live:signed-out", () => { isSignedOut = true; paintLost(); });
    page.addEventListener("visibilitychange", resync);
    addEventListener("pageshow", (event) => { if (event.persisted) resync(); });
    addEventListener("online", resync);
    addEventListener("pagehide", closeStream);
    const first = page.getElementById("live-state");
    if (first) take(JSON.parse(first.textContent));
    openStream();
    askAgain();
    sayWord();
    setInterval(sayWord, WORD_EVERY);
    setInterval(() => { paintTime(); paintLost(); }, 250);
  };
  // Beside a board or a rating the part with the addresses is fetched after the page, if a class goes on.
  const fetched = () => {
    root ??= page.querySelector("[data-live]");
    if (!root || hasBegun) return;
    hasBegun = true;
    begin();
  };
  for (const name of ["htmx:afterSettle", "htmx:after:swap"]) { // htmx 2 and 4
    page.addEventListener(name, arrived);
    page.addEventListener(name, fetched);
  }
  page.addEventListener("DOMContentLoaded", fetched);
})();

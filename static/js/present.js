// The class screen and the instructor's desk, together in two windows of one browser, or each alone.
// They tell each other the frame and whether the screen is black; nothing goes over the network.
(() => {
  const page = document;
  const deck = page.getElementById("deck");
  const isScreen = deck.dataset.role === "screen";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(deck.dataset.channel) : null;
  const frames = isScreen ? [...deck.querySelectorAll("[data-frame]")] : [];
  const HELLO_EVERY = 4000;
  const LOST_AFTER = 12000;
  let key = null;
  let black = false;
  let screenHeard = 0;

  const send = (message) => channel && channel.postMessage({ from: deck.dataset.role, ...message });
  const tell = () => send({ key, black });

  const paintBlack = () => {
    const cover = deck.querySelector("[data-black]");
    if (cover) cover.hidden = !black;
    page.querySelectorAll("[data-do=black][aria-pressed]").forEach((button) => button.setAttribute("aria-pressed", String(black)));
    page.querySelectorAll("[data-black-now]").forEach((note) => {
      if (note.hidden === black) window.Fieldschool.say(black ? note.querySelector("b").textContent : note.dataset.notBlack);
      note.hidden = !black;
    });
  };

  // --- the class screen ---------------------------------------------------------------------------
  const place = () => frames.findIndex((frame) => frame.dataset.frame === key);
  const showFrame = (wanted) => {
    if (!frames.some((frame) => frame.dataset.frame === wanted)) return;
    key = wanted;
    frames.forEach((frame) => frame.toggleAttribute("data-on", frame.dataset.frame === key));
    deck.querySelectorAll("[data-go]").forEach((link) => {
      if (link.dataset.go === key) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    history.replaceState(null, "", `#${key}`);
  };

  // --- the desk -----------------------------------------------------------------------------------
  const stage = () => deck.querySelector("#stage > [data-frame]");
  const goTo = (wanted) => {
    const link = [...deck.querySelectorAll("[data-key]")].find((each) => each.dataset.key === wanted);
    if (link && wanted !== stage().dataset.frame) link.click();
  };

  const move = (direction) => {
    if (!isScreen) {
      const link = deck.querySelector(`[data-step=${direction}]`);
      if (link) link.click();
      return;
    }
    const next = frames[place() + (direction === "next" ? 1 : -1)];
    if (next) {
      showFrame(next.dataset.frame);
      tell();
    }
  };

  const actions = {
    next: () => move("next"),
    previous: () => move("previous"),
    first: () => { showFrame(frames[0].dataset.frame); tell(); },
    last: () => { showFrame(frames[frames.length - 1].dataset.frame); tell(); },
    black: () => { black = !black; paintBlack(); tell(); },
    overview: () => {
      const list = deck.querySelector("[data-overview]");
      if (!list) return;
      if (list.open) { list.close(); return; }
      list.showModal();
      list.querySelector("[aria-current]").focus();
    },
    full: () => (page.fullscreenElement ? page.exitFullscreen() : page.documentElement.requestFullscreen()),
    shape: () => page.body.classList.toggle("narrow"),
    light: () => page.body.classList.toggle("light"),
    keys: () => {
      try { localStorage.setItem(KEYS_OFF, keysAreOff() ? "no" : "yes"); } catch { /* a private window keeps nothing */ }
      paintKeys();
    },
  };

  const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous", Home: "first", End: "last",
    b: "black", B: "black", ".": "black", o: "overview", O: "overview", f: "full", F: "full", F5: "full",
    r: "shape", R: "shape", l: "light", L: "light",
  };
  const DESK_KEYS = new Set(["ArrowRight", "ArrowLeft", "PageDown", "PageUp", "b", "B", "."]);

  // Single keys can be switched off, for people whose speech or hands press keys by accident.
  const KEYS_OFF = "fieldschool.keys-off";
  const keysAreOff = () => {
    try { return localStorage.getItem(KEYS_OFF) === "yes"; } catch { return false; }
  };
  const paintKeys = () => page.querySelectorAll("[data-do=keys]").forEach((button) => {
    button.setAttribute("aria-pressed", String(!keysAreOff()));
  });

  page.addEventListener("keydown", (event) => {
    const isSingle = event.key.length === 1 && event.key !== " ";
    if (isSingle && keysAreOff()) return;
    const busy = event.target.closest("input, textarea, select, dialog[open]")
      || (event.target.matches(".script") && window.Fieldschool.keepsKey(event));
    const onControl = event.target.closest("button, a, summary") && [" ", "Enter"].includes(event.key);
    if (busy || onControl || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = KEYS[event.key];
    if (!action || (!isScreen && !DESK_KEYS.has(event.key))) return;
    event.preventDefault();
    actions[action]();
  });
  page.addEventListener("click", (event) => {
    const control = event.target.closest("[data-do]");
    if (control) actions[control.dataset.do]();
    const go = event.target.closest("[data-go]");
    if (go) {
      event.preventDefault();
      go.closest("dialog").close();
      showFrame(go.dataset.go);
      tell();
    }
  });

  // --- together -----------------------------------------------------------------------------------
  if (channel) {
    channel.addEventListener("message", ({ data }) => {
      if (data.from === deck.dataset.role) return;
      if (data.from === "screen") screenHeard = Date.now();
      if (data.hello && isScreen) {
        // Not the frame: it may be older than a move of the desk that is still on its way.
        send({ alive: true });
        return;
      }
      if (data.hello) { tell(); return; }
      if (typeof data.black === "boolean" && data.black !== black) { black = data.black; paintBlack(); }
      if (data.key && data.key !== key) {
        if (isScreen) showFrame(data.key);
        else goTo(data.key);
      }
    });
  }

  const arrived = () => {
    const now = stage();
    if (!now) return;
    page.title = page.title.replace(/^.*? – /, `${now.dataset.title} – `);
    paintBlack();
    const isFirst = key === null; // a desk that was only opened leaves the class where it is
    if (now.dataset.frame !== key) {
      key = now.dataset.frame;
      if (!isFirst) tell();
    }
  };

  const watchScreen = () => {
    send({ hello: true });
    const isLost = screenHeard && Date.now() - screenHeard > LOST_AFTER;
    page.querySelectorAll("[data-screen-state]").forEach((state) => { state.hidden = !isLost; });
  };

  page.addEventListener("DOMContentLoaded", () => {
    paintKeys();
    if (isScreen) {
      page.documentElement.classList.add("one-at-a-time");
      deck.querySelectorAll("[data-needs-js]").forEach((part) => { part.hidden = false; });
      showFrame(decodeURIComponent(location.hash.slice(1)) || frames[0].dataset.frame);
      if (!key) showFrame(frames[0].dataset.frame);
      send({ hello: true });
      addEventListener("hashchange", () => { showFrame(decodeURIComponent(location.hash.slice(1))); tell(); });
    } else {
      arrived();
      page.addEventListener("htmx:afterSettle", arrived); // htmx 2
      page.addEventListener("htmx:after:swap", arrived); // htmx 4
      setInterval(watchScreen, HELLO_EVERY);
    }
  });
})();

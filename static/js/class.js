// The class screen and a learner's phone, as the state of the class says (live.js brings it). Frames came with the
// page; questions and boards are fetched when the state names them, and again when it says that they changed.
(() => {
  const page = document;
  const root = page.querySelector("[data-live]");
  const isScreen = root.dataset.view === "screen";
  // Milliseconds over which the phones of a class fetch the same thing, or none would get it soon: so many in any
  // class, and for each phone about what the server needs for the part.
  const SPREAD = 400;
  const SPREAD_EACH = { question: 8, board: 40, scenes: 4 };
  const LONGEST_SPREAD = 10_000;
  const shown = { question: null, board: null };
  const waiting = {};
  let state = null;
  const delay = (kind) => (isScreen ? 0
    : Math.random() * Math.min(LONGEST_SPREAD, Math.max(SPREAD, SPREAD_EACH[kind] * state.here)));
  let looksBackAt = null; // the item that a learner looks back at, null while live

  const all = (mark) => [...root.querySelectorAll(mark)];
  const items = () => all("[data-item]");
  const itemOf = (scene) => Number(scene.dataset.item);

  // --- questions and boards ---------------------------------------------------------------------------
  // Only what makes a part look different: a learner's form must not be fetched again because others answered.
  const marks = {
    question: (now) => [now.question, now.privacy, now.open, now.shown, now.solved, now.edited, ...(isScreen || now.shown ? [now.answered] : [])],
    board: (now) => [now.board, now.board_rev, now.phase],
  };
  // What the page fetches by itself must not lead somebody who is signed out away from what they are typing.
  const fetchInto = (path, place, swap, target = place) =>
    htmx.ajax("GET", path, { target, swap, source: place, headers: { "X-In-Background": "yes" } });
  const address = (kind, key) => root.dataset[kind].replace("/0/", `/${key}/`);
  // An answer to a question is kept by vote.js whatever comes in its place; what is typed elsewhere would be lost.
  const fields = (place) => [...place.querySelectorAll("input:not([type=hidden]), textarea, select")]
    .filter((field) => !field.closest("form[data-vote]"));
  const isTouched = (field) => {
    if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected) && field.selectedIndex > 0;
    return field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  };
  const isBusy = (place) => fields(place).some((field) => field === page.activeElement || isTouched(field));
  // Somebody writes on a board: only its points are brought up to date.
  const fetchPoints = (place) => {
    const points = place.querySelector("[id^=points-]");
    const wanted = JSON.stringify(marks.board(state));
    if (!points || points.contains(page.activeElement) || shown.points === wanted) return;
    shown.points = wanted;
    fetchInto(`${address("board", state.board)}?part=points`, place, "outerHTML", points)
      .catch(() => { shown.points = null; });
  };

  const fetchPart = (kind) => {
    waiting[kind] = null;
    const place = root.querySelector(`[data-part=${kind}]`);
    if (!state[kind]) return;
    const isSame = place.dataset.key === String(state[kind]);
    if (isSame && isBusy(place)) { // somebody types here: later
      if (kind === "board") fetchPoints(place);
      waiting[kind] = setTimeout(() => fetchPart(kind), 2000);
      return;
    }
    shown[kind] = JSON.stringify(marks[kind](state));
    place.dataset.key = state[kind];
    const tryAgain = () => { shown[kind] = null; }; // with the next state: the server was not there
    fetchInto(address(kind, state[kind]), place, "innerHTML").catch(tryAgain);
  };
  const follow = (kind) => {
    const wanted = JSON.stringify(marks[kind](state));
    if (!state[kind] || shown[kind] === wanted || waiting[kind]) return;
    waiting[kind] = setTimeout(() => fetchPart(kind), delay(kind));
  };
  // A part that the server could not give, as while it starts again, is asked for with the next state.
  const failed = (event) => {
    const kind = event.target.dataset?.part;
    const status = (event.detail?.xhr || event.detail?.ctx?.response || {}).status || 0;
    if (kind && (status === 0 || status >= 500)) shown[kind] = null;
    if (status === 401) page.dispatchEvent(new CustomEvent("live:signed-out"));
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError", "htmx:error"].forEach((name) => page.addEventListener(name, failed));

  // The class has gone to something that this page does not have yet: a phone has only what was shown, and a break
  // or a question may come into the plan while the class goes on.
  const isUnknown = () => state.item !== null && !items().some((scene) => itemOf(scene) === state.item);
  const fetchScenes = () => {
    if (waiting.scenes) return;
    waiting.scenes = setTimeout(() => {
      const place = root.querySelector("[data-scenes]");
      const known = isScreen ? "" : `?known=${items().map(itemOf).join(".")}`;
      fetchInto(root.dataset.page + known, place, isScreen ? "innerHTML" : "beforeend")
        .catch(() => {}) // the next state
        .finally(() => { waiting.scenes = null; });
    }, delay("scenes"));
  };
  // A phone gets only what it does not have: each item says which one it comes after.
  const putInPlace = () => all("[data-after]").forEach((scene) => {
    const others = items().filter((each) => each !== scene);
    const before = others.find((each) => itemOf(each) === Number(scene.dataset.after));
    scene.removeAttribute("data-after");
    if (others.some((each) => itemOf(each) === itemOf(scene))) scene.remove();
    else if (before) before.after(scene);
    else scene.parentElement.prepend(scene);
    root.querySelector("[data-no-scene]")?.remove();
  });

  // --- the class screen -------------------------------------------------------------------------------
  // A question with long options, or a full board, is written smaller until all of it is on the screen.
  const SMALLEST = 6;
  const isTooLong = (body) => [body, ...body.querySelectorAll(".board-screen")].some((part) => part.scrollHeight > part.clientHeight + 1);
  // What is too long even at the smallest, as on a screen of another shape, is counted: the lowest point first.
  const countOut = (body) => {
    const lists = [...body.querySelectorAll("[data-points]")];
    const last = (list) => [...list.querySelectorAll(".point:not([hidden])")].pop();
    while (isTooLong(body)) {
      const [lowest] = lists.filter(last).sort((one, two) => two.getBoundingClientRect().bottom - one.getBoundingClientRect().bottom);
      if (!lowest) return;
      last(lowest).hidden = true;
      const more = lowest.querySelector("[data-more]");
      more.hidden = false;
      more.querySelector("[data-n]").textContent = Number(more.dataset.more) + lowest.querySelectorAll(".point[hidden]").length;
    }
  };
  const showAll = (body) => body.querySelectorAll(".point[hidden]").forEach((point) => {
    point.hidden = false;
    const more = point.parentElement.querySelector("[data-more]");
    more.hidden = more.dataset.more === "0";
    more.querySelector("[data-n]").textContent = more.dataset.more;
  });
  const fit = () => all(".frame[data-on] .live-body").forEach((body) => {
    showAll(body);
    for (let step = 0; step <= SMALLEST; step += 1) {
      body.dataset.fit = step;
      if (!isTooLong(body)) return;
    }
    countOut(body);
  });
  // Whatever was on the screen last, and were it black: a class that is over says so, and nobody is to join any more.
  const showing = () => (state.status === "ended" ? "over" : state.showing);
  const paintScreen = () => {
    const isOver = showing() === "over";
    all(".frame").forEach((frame) => {
      const isOn = showing() === "frame"
        ? itemOf(frame) === state.item
        : frame.dataset.showing === showing();
      frame.toggleAttribute("data-on", isOn);
    });
    root.querySelector("[data-black]").hidden = isOver || !state.black;
    root.querySelector("[data-way-in]").hidden = isOver;
    all("[data-join-now]").forEach((code) => { code.hidden = !state.open; });
    fit();
  };
  const followScreen = () => {
    paintScreen();
    ["question", "board"].forEach((kind) => { if (showing() === kind) follow(kind); });
    if (isUnknown()) fetchScenes();
  };

  // --- a learner's phone ------------------------------------------------------------------------------
  const current = () => looksBackAt ?? state.item;
  const paintScenes = () => {
    const known = items();
    const place = known.findIndex((scene) => itemOf(scene) === current());
    known.forEach((scene, index) => { scene.hidden = index !== place; });
    root.querySelector("[data-behind]").hidden = looksBackAt === null;
    const back = root.querySelector("[data-look=back]");
    const forward = root.querySelector("[data-look=forward]");
    back.hidden = place < 1;
    forward.hidden = looksBackAt === null;
    back.parentElement.hidden = known.length < 2;
  };
  // The board of the class leads to that of the own group by itself: once is enough.
  const paintWays = () => {
    const task = root.querySelector("[data-task=board]:not([hidden])");
    const there = task && task.querySelector("[data-own-board]");
    all(".scene [data-own-board]").forEach((way) => {
      way.hidden = Boolean(there) && there.dataset.ownBoard === way.dataset.ownBoard;
    });
  };
  const paintFollow = () => {
    const isRunning = !["planned", "ended"].includes(state.status);
    const tasks = { question: state.question && state.showing === "question", board: state.board && state.showing === "board" };
    for (const [kind, isOn] of Object.entries(tasks)) {
      root.querySelector(`[data-task=${kind}]`).hidden = !(isOn && isRunning);
      if (isOn) follow(kind);
    }
    if (isUnknown()) fetchScenes();
    else paintScenes();
    paintWays();
  };
  const look = (direction) => {
    const known = items().map(itemOf);
    const place = known.indexOf(current()) + (direction === "back" ? -1 : 1);
    looksBackAt = direction === "live" || known[place] === state.item ? null : known[place] ?? looksBackAt;
    paintScenes();
    const scene = items().find((each) => !each.hidden);
    if (scene) scene.focus();
  };

  // --- both -------------------------------------------------------------------------------------------
  const paint = (now) => {
    const moved = state && state.item !== now.item;
    state = now;
    all("[data-when]").forEach((chip) => { chip.hidden = chip.dataset.when !== state.status; });
    if (isScreen) followScreen();
    else paintFollow();
    all("[data-phase]").forEach((phase) => {
      const isNow = phase.dataset.phase === state.phase && itemOf(phase.closest("[data-item]")) === state.item;
      if (isNow) phase.setAttribute("aria-current", "step");
      else phase.removeAttribute("aria-current");
    });
    if (moved && !isScreen && looksBackAt === null) {
      const scene = items().find((each) => !each.hidden);
      const title = scene && scene.querySelector("h2");
      if (title) window.Fieldschool.say(title.textContent.trim());
    }
  };

  const actions = {
    full: () => (page.fullscreenElement ? page.exitFullscreen() : page.documentElement.requestFullscreen()),
    shape: () => { page.body.classList.toggle("narrow"); fit(); },
    light: () => page.body.classList.toggle("light"),
  };
  const KEYS = { f: "full", F: "full", F5: "full", r: "shape", R: "shape", l: "light", L: "light" };

  root.addEventListener("click", (event) => {
    const control = event.target.closest("[data-look]");
    if (control && state) {
      event.preventDefault();
      look(control.dataset.look);
    }
  });
  if (isScreen) {
    addEventListener("resize", fit);
    page.addEventListener("keydown", (event) => {
      const action = KEYS[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      actions[action]();
    });
    page.addEventListener("click", (event) => {
      const control = event.target.closest("[data-do]");
      if (control) actions[control.dataset.do]();
    });
  }
  page.addEventListener("live:state", (event) => paint(event.detail));
  const arrived = () => {
    putInPlace();
    if (!state) return;
    if (isScreen) paintScreen();
    else {
      paintScenes();
      paintWays();
    }
  };
  page.addEventListener("htmx:afterSettle", arrived); // htmx 2
  page.addEventListener("htmx:after:swap", arrived); // htmx 4
  page.addEventListener("DOMContentLoaded", () => {
    if (isScreen) page.documentElement.classList.add("one-at-a-time");
    paint(JSON.parse(page.getElementById("live-state").textContent));
  });
})();

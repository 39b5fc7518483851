// The console: keys and clickers press its buttons, its clock runs between two answers of the server, and what
// somebody else did is fetched.
(() => {
  const page = document;
  const root = page.querySelector("[data-live]");
  const KEYS_OFF = "fieldschool.keys-off";
  const KEYS = {
    ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "previous", PageUp: "previous",
    b: "black", B: "black", ".": "black", Escape: "black",
  };
  const box = () => page.getElementById("clock");
  let offset = 0; // the server's clock less ours
  let isFetching = false;

  // --- keys -------------------------------------------------------------------------------------------
  const keysAreOff = () => {
    try { return localStorage.getItem(KEYS_OFF) === "yes"; } catch { return false; }
  };
  const paintKeys = () => page.querySelectorAll("[data-do=keys]").forEach((button) => {
    button.setAttribute("aria-pressed", String(!keysAreOff()));
  });
  page.addEventListener("keydown", (event) => {
    const action = KEYS[event.key];
    const isSingle = event.key.length === 1 && event.key !== " ";
    if (!action || (isSingle && keysAreOff()) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    if (event.target.matches(".script, .stage") && window.Fieldschool.keepsKey(event)) return;
    if (event.target.closest("button, a, summary") && event.key === " ") return;
    if (isOrdering && !event.repeat && waiting.length < MOST_WAITING) waiting.push(event.key);
    if (isOrdering || press(event.key)) event.preventDefault();
  });
  // htmx drops an order while another is on its way, which is right for a button that is hit twice. Keys that come
  // meanwhile are kept, and pressed one after the other, each on the page that the answer before it brings.
  const MOST_WAITING = 20;
  let isOrdering = false;
  let waiting = [];
  const press = (key) => {
    const button = page.querySelector(`[data-key=${KEYS[key]}]`);
    const isBlack = button && button.closest("[data-black-now]");
    if (!button || (key === "Escape" && !isBlack)) return false;
    button.click();
    return true;
  };
  const DROPPED = "form[hx-sync='#console:drop']"; // while another is on its way
  const isOrder = ({ detail }) => Boolean(detail.requestConfig) && detail.requestConfig.elt.matches(DROPPED);
  page.addEventListener("htmx:beforeRequest", (event) => { if (isOrder(event)) isOrdering = true; });
  page.addEventListener("htmx:afterRequest", (event) => {
    if (!isOrder(event)) return;
    isOrdering = false;
    if (event.detail.successful === false) waiting = []; // who pressed them saw another page
    const key = waiting.shift();
    setTimeout(() => { // when htmx has let go of the order before
      if (key && press(key)) return;
      waiting = [];
      catchUp();
    });
  });
  page.addEventListener("click", (event) => {
    if (!event.target.closest("[data-do=keys]")) return;
    try { localStorage.setItem(KEYS_OFF, keysAreOff() ? "no" : "yes"); } catch { /* a private window keeps nothing */ }
    paintKeys();
  });

  // --- clock ------------------------------------------------------------------------------------------
  const { asClock, judge, paint } = window.Fieldschool.pace;
  const tick = () => {
    const clock = box().dataset;
    if (clock.status !== "running") return;
    const since = Math.max(0, (Date.now() + offset - Number(clock.at)) / 1000);
    const seconds = Number(clock.elapsed) + since;
    box().querySelector("[data-elapsed-shown]").textContent = asClock(seconds);
    const here = page.querySelector("[data-spent-shown]");
    if (here) here.textContent = asClock(Number(clock.spent) + since);
    paint(box().querySelector("[data-pace]"), judge(seconds, clock, clock));
  };

  // --- what somebody else did ---------------------------------------------------------------------------
  const isTyping = () => page.activeElement.matches("#console :is(input, textarea, select)");
  const refresh = () => {
    if (isFetching || isOrdering || isTyping()) return false; // an order's answer brings the newest state
    isFetching = true;
    const place = page.getElementById("console");
    htmx.ajax("GET", root.dataset.page, { target: place, swap: "innerHTML", source: root })
      .catch(() => {}) // the server is not there: with the next state
      .finally(() => { isFetching = false; });
    return true;
  };
  let newest = 0; // the rev of the newest state that was told
  const catchUp = () => { if (newest > Number(box().dataset.rev)) refresh(); };
  // Answers come in by the dozen: the panel is fetched once a second at most.
  let panel = null;
  const refreshPanel = (state) => {
    const place = page.querySelector("[data-part=question]");
    if (!place || !state.question || panel || isTyping()) return;
    panel = setTimeout(() => {
      panel = null;
      htmx.ajax("GET", root.dataset.question.replace("/0/", `/${state.question}/`), { target: place, swap: "innerHTML", source: place })
        .catch(() => {}); // the server is not there
    }, 1000);
  };
  const refreshBoard = (event) => {
    const place = page.querySelector("[data-part=board]");
    const { board } = event.detail;
    if (!place || !board) return;
    htmx.ajax("GET", root.dataset.board.replace("/0/", `/${board}/`), { target: place, swap: "innerHTML", source: place })
      .catch(() => {}); // with the next change
  };
  page.addEventListener("live:board", refreshBoard);
  let answered = null;
  let writing = null; // somebody may open or close the board on its own page
  page.addEventListener("live:state", (event) => {
    const state = event.detail;
    offset = state.at - Date.now();
    newest = state.rev;
    catchUp();
    const key = `${state.question}:${state.answered}:${state.sent}`;
    page.querySelector("[data-screen-lost]").hidden = state.screen !== false || ["planned", "ended"].includes(state.status);
    if (answered !== null && key !== answered) refreshPanel(state);
    answered = key;
    const isWriting = `${state.board}:${state.writing}`;
    if (writing === null || writing === isWriting || refresh()) writing = isWriting;
  });

  let wasBlack = false;
  const sayBlack = () => {
    const note = page.querySelector(".black-note b");
    if (note && !wasBlack) window.Fieldschool.say(note.textContent);
    if (!note && wasBlack) window.Fieldschool.say(root.dataset.screenBack);
    wasBlack = Boolean(note);
  };
  // A refused order comes with the newest state: it is shown as any other answer.
  const arrived = () => {
    sayBlack();
    paintKeys();
    tick();
  };
  page.addEventListener("htmx:afterSettle", arrived); // htmx 2
  page.addEventListener("htmx:after:swap", arrived); // htmx 4
  page.addEventListener("DOMContentLoaded", () => {
    offset = Number(box().dataset.at) - Date.now();
    arrived();
    setInterval(tick, 1000);
  });
})();

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
    if (event.target.closest("input, textarea, select, dialog[open]") || event.target.matches(".script")) return;
    if (event.target.closest("button, a, summary") && event.key === " ") return;
    const button = page.querySelector(`[data-key=${action}]`);
    const isBlack = button && button.closest("[data-black-now]");
    if (!button || (event.key === "Escape" && !isBlack)) return;
    event.preventDefault();
    button.click();
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
    if (isFetching || isTyping()) return;
    isFetching = true;
    const place = page.getElementById("console");
    htmx.ajax("GET", root.dataset.page, { target: place, swap: "innerHTML", source: root })
      .catch(() => {}) // the server is not there: with the next state
      .finally(() => { isFetching = false; });
  };
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
  page.addEventListener("live:state", (event) => {
    const state = event.detail;
    offset = state.at - Date.now();
    if (state.rev > Number(box().dataset.rev)) refresh();
    const key = `${state.question}:${state.answered}`;
    if (answered !== null && key !== answered) refreshPanel(state);
    answered = key;
  });

  // A refused order comes with the newest state: it is shown as any other answer.
  const arrived = () => {
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

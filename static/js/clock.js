// The instructor's clock: time taught against the plan. It survives a reload; without it the page still
// prints the planned minutes of each frame.
(() => {
  const page = document;
  const box = page.getElementById("clock");
  const name = `fieldschool.clock.${box.dataset.lesson}`;
  const shown = box.querySelector("[data-elapsed]");
  const pace = box.querySelector("[data-pace]");
  const button = (which) => box.querySelector(`[data-clock=${which}]`);
  const FRESH = { taught: 0, since: null };
  const FORGOTTEN_AFTER = 4 * 60 * 60; // no lesson is that long: the clock was left running

  const read = () => {
    try { return { ...FRESH, ...JSON.parse(localStorage.getItem(name)) }; } catch { return { ...FRESH }; }
  };
  let state = read();
  const keep = () => {
    try { localStorage.setItem(name, JSON.stringify(state)); } catch { /* a private window keeps nothing */ }
  };
  const taught = () => state.taught + (state.since ? (Date.now() - state.since) / 1000 : 0);
  const asClock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  const judge = (seconds) => {
    const frame = page.querySelector("#stage > [data-frame]");
    const late = seconds - Number(frame.dataset.end);
    const early = Number(frame.dataset.start) - seconds;
    if (late >= 30) return ["warn", "▲ " + box.dataset.behind.replace("%s", Math.max(1, Math.round(late / 60)))];
    if (early >= 30) return ["", "▼ " + box.dataset.ahead.replace("%s", Math.max(1, Math.round(early / 60)))];
    return ["ok", "✓ " + box.dataset.onTime];
  };

  const paint = () => {
    const seconds = taught();
    const started = seconds > 0 || state.since;
    shown.textContent = asClock(seconds);
    pace.hidden = !started;
    if (started) {
      const [kind, text] = judge(seconds);
      pace.className = `chip ${kind}`;
      if (pace.textContent !== text) pace.textContent = text;
    }
    button("start").hidden = Boolean(state.since);
    button("pause").hidden = !state.since;
    const isForgotten = seconds > FORGOTTEN_AFTER;
    page.querySelector("[data-clock-forgotten]").hidden = !isForgotten;
    button("reset").hidden = !started || (Boolean(state.since) && !isForgotten);
  };

  const steps = {
    start: () => ({ taught: state.taught, since: Date.now() }),
    pause: () => ({ taught: taught(), since: null }),
    reset: () => ({ ...FRESH }),
  };
  box.addEventListener("click", (event) => {
    const control = event.target.closest("[data-clock]");
    if (!control) return;
    state = steps[control.dataset.clock]();
    keep();
    paint();
    const next = [...box.querySelectorAll("[data-clock]")].find((each) => !each.hidden);
    if (control.hidden && next) next.focus();
  });
  addEventListener("storage", (event) => { if (event.key === name) { state = read(); paint(); } });
  page.addEventListener("DOMContentLoaded", () => { paint(); setInterval(paint, 1000); });
})();

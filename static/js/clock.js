// The instructor's clock: time taught against the plan. It survives a reload; without it the page still
// prints the planned minutes of each frame.
(() => {
  const page = document;
  const clock = window.Fieldschool.pace;
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
  const judged = (seconds) => clock.judge(seconds, page.querySelector("#stage > [data-frame]").dataset, box.dataset);

  const paint = () => {
    const seconds = taught();
    const started = seconds > 0 || state.since;
    shown.textContent = clock.asClock(seconds);
    if (started) clock.paint(pace, judged(seconds));
    else pace.hidden = true;
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

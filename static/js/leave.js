// Before somebody signs out or another person takes the device: sends what the device keeps, says what could not be
// sent, and deletes what is of no more use. Switching deletes everything of the former person, after that warning.
(() => {
  const page = document;
  const QUIZ = "fieldschool.quiz.";
  const VOTE = "fieldschool.vote.";
  const counts = new Map(); // name of a copy -> answers that the server does not have
  const shown = { isSending: false };

  const names = () => {
    try { return Object.keys(localStorage).filter((name) => name.startsWith(QUIZ) || name.startsWith(VOTE)); } catch { return []; }
  };
  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)) || {}; } catch { return {}; }
  };
  const forget = (name) => {
    counts.delete(name);
    try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
  };
  const forgetPages = () => {
    if (window.caches) caches.delete("fieldschool.quiz").catch(() => {});
  };

  const paint = () => {
    const n = [...counts.values()].reduce((sum, each) => sum + each, 0);
    const state = page.querySelector("[data-kept-state]");
    const told = n === 1 ? state.dataset.one : state.dataset.many.replace("{n}", n);
    state.hidden = !n;
    state.textContent = shown.isSending ? `${told} ${state.dataset.sending}` : told;
    page.querySelectorAll("[data-kept]").forEach((part) => { part.hidden = !n; });
    page.querySelector("[data-kept-none]").hidden = n > 0 || !shown.isSending;
  };

  // The attempt as the server has it; "foreign" when it is somebody else's, null when the server does not answer.
  const askServer = async (address) => {
    try {
      const reply = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (reply.status === 404) return "foreign";
      return reply.ok ? await reply.json() : null;
    } catch {
      return null;
    }
  };
  const isSwitch = () => page.querySelector("form[data-leave]").dataset.leave === "all";

  const lookAt = async (name) => {
    const copy = read(name);
    counts.set(name, name.startsWith(VOTE) ? 1 : Object.keys(copy.answers || {}).length);
    if (!counts.get(name)) return;
    if (!name.startsWith(QUIZ) || !copy.save) return;
    const reply = await askServer(copy.save);
    if (reply === "foreign" && !isSwitch()) counts.delete(name); // its owner was told, and it stays
    if (!reply || reply === "foreign") return;
    const store = new window.QuizStore({
      key: name.slice(QUIZ.length),
      save: copy.save,
      submit: "",
      token: reply.token,
      now: reply.now,
      ends: null, // nothing is handed in here
      known: Object.entries(reply.known).map(([position, sequence]) => [Number(position), sequence]),
      onState: () => settle(),
      onForeign: () => {},
      onRefused: () => {},
      onTime: () => {},
      onClosed: () => {},
      onGone: () => {},
    });
    store.submit = () => {};
    const settle = () => {
      counts.set(name, store.unsent().length);
      paint();
    };
    shown.isSending = store.unsent().length > 0 || shown.isSending;
    settle();
    store.hurry();
  };

  page.addEventListener("DOMContentLoaded", async () => {
    const form = page.querySelector("form[data-leave]");
    form.addEventListener("submit", () => {
      // Not before: another window may be in the middle of the quiz, and somebody may stay.
      names().filter((name) => isSwitch() || counts.get(name) === 0).forEach(forget);
      if (!names().length) forgetPages();
    });
    await Promise.all(names().map(lookAt));
    paint();
  });
})();

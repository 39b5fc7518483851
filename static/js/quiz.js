// The quiz page: one question at a time, an overview before sending, the time, and what is said about saving.
// Without this file the page is one long form. Keeping and sending answers is the work of quiz-store.js.
(() => {
  const PAUSE = 1_200; // in typing, before a text is sent
  const page = document;
  const form = page.getElementById("quiz");
  const questions = [...form.querySelectorAll("fieldset[data-position]")];
  const overview = page.getElementById("overview");
  const isStepped = form.hasAttribute("data-stepped");
  const LAST = questions.length; // the place of the overview
  const $ = (selector) => page.querySelector(selector);
  const positionOf = (question) => Number(question.dataset.position);
  const questionAt = (position) => questions.find((question) => positionOf(question) === position);
  const numberOf = (question) => questions.indexOf(question) + 1;

  const texts = {};
  page.getElementById("texts").content.querySelectorAll("[data-text]").forEach((text) => {
    texts[text.dataset.text] = text.textContent;
  });
  const say = (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all));
  const write = (target, text) => { if (target && target.textContent !== text) target.textContent = text; };
  const notice = (name, isShown) => { $(`[data-notice="${name}"]`).hidden = !isShown; };

  // --- answers in the fields: each type of question reads and fills its own -------------------------
  const inputs = (question) => [...question.querySelectorAll(".answer input, .answer textarea")];
  const checked = (question) => inputs(question).filter((input) => input.checked).map((input) => input.value);
  const parts = (question) => Object.fromEntries(inputs(question).map((box) => [box.dataset.part, box.value]));
  const check = (question, values) => inputs(question).forEach((input) => { input.checked = values.includes(input.value); });
  const fillParts = (question, answer) => inputs(question).forEach((box) => { box.value = (answer && answer[box.dataset.part]) || ""; });
  const KINDS = {
    "check-one": { read: (q) => checked(q)[0] ?? null, fill: (q, answer) => check(q, [answer]) },
    "check-all": { read: checked, fill: (q, answer) => check(q, answer || []) },
    "true-false": {
      read: (q) => (checked(q).length ? checked(q)[0] === "true" : null),
      fill: (q, answer) => check(q, [String(answer)]),
    },
    blanks: { read: parts, fill: fillParts },
    narrative: {
      read: (q) => ("" in parts(q) ? parts(q)[""] : parts(q)),
      fill: (q, answer) => fillParts(q, typeof answer === "string" ? { "": answer } : answer),
    },
  };
  const read = (question) => KINDS[question.dataset.type].read(question);
  const fill = (question, answer) => KINDS[question.dataset.type].fill(question, answer);
  const given = (question) => {
    const chosen = inputs(question).filter((input) => input.checked).map((input) => input.closest("label").textContent.trim());
    const typed = inputs(question).filter((input) => input.dataset.part !== undefined).map((box) => box.value.trim());
    return [...chosen, ...typed].filter(Boolean);
  };

  // --- what the page says about saving --------------------------------------------------------------
  const CHIPS = { ready: "", saving: "", sending: "", saved: "ok", kept: "warn", "sign-in": "bad" };
  const paintState = () => {
    const isLost = store.status === "kept" && !store.isKept;
    const chip = $("[data-state-chip]");
    chip.className = `chip ${CHIPS[store.status]}`;
    write(chip, say(isLost ? "kept-in-page" : store.status));
    notice("sign-in", store.status === "sign-in");
    notice("offline", store.status === "kept" && store.isKept);
    notice("memory", !store.isKept);
    write($('[data-notice="over"]'), say(store.status === "kept" || store.status === "sign-in" ? "over" : "over-sending"));
    paintGo();
  };
  const tellElsewhere = (text) => {
    const target = $('[data-notice="elsewhere"]');
    target.hidden = false;
    write(target, text);
    window.Fieldschool.say(text);
  };

  const store = new window.QuizStore({
    key: form.dataset.key,
    save: form.dataset.save,
    submit: form.dataset.submit,
    token: form.dataset.token,
    now: Number(form.dataset.now),
    ends: form.dataset.ends ? Number(form.dataset.ends) : null,
    known: questions.map((question) => [positionOf(question), Number(question.dataset.sequence)]),
    onState: () => paintState(),
    onForeign: (position, answer) => {
      const question = questionAt(position);
      fill(question, answer);
      tellElsewhere(say("elsewhere", { n: numberOf(question) }));
      paintCount();
    },
    onRefused: (position, message) => {
      const problem = questionAt(position).querySelector("[data-problem]");
      problem.hidden = false;
      write(problem, message);
      window.Fieldschool.say(message);
    },
    onTime: () => tick(),
    onClosed: () => location.replace(form.dataset.result),
    onGone: () => {
      tellElsewhere(say("sent-elsewhere"));
      setTimeout(() => location.replace(form.dataset.result), 1_500);
    },
  });

  // --- one question at a time -----------------------------------------------------------------------
  let isReturning = false; // from a change to the overview
  let hasRung = false; // the bell, see below
  const here = () => Math.min(store.notes.at, LAST);

  const paintCount = () => {
    const n = questions.filter((question) => given(question).length).length;
    write($("[data-count]"), say("count", { n, total: LAST }));
    $("[data-progress]").value = n;
  };

  const paintFlags = () => questions.forEach((question) => {
    const isFlagged = store.notes.flags.includes(positionOf(question));
    question.querySelector("[data-flag]").setAttribute("aria-pressed", String(isFlagged));
  });

  const paintOverview = () => {
    const list = overview.querySelector("[data-summary]");
    list.textContent = "";
    const row = page.getElementById("row");
    questions.forEach((question, index) => {
      const card = row.content.cloneNode(true);
      const said = given(question);
      const change = card.querySelector("[data-change]");
      write(card.querySelector("[data-number]"), say("number", { n: index + 1 }));
      write(card.querySelector("[data-stem]"), question.querySelector("[data-stem]").textContent);
      said.forEach((text) => {
        const line = Object.assign(page.createElement("li"), { textContent: text, dir: "auto" });
        card.querySelector("[data-given]").append(line);
      });
      card.querySelector("[data-given]").hidden = !said.length;
      card.querySelector("[data-none]").hidden = said.length > 0;
      card.querySelector("[data-flagged]").hidden = !store.notes.flags.includes(positionOf(question));
      change.href = `#${question.id}`;
      change.lastElementChild.textContent = ` ${say("change-number", { n: index + 1 })}`;
      list.append(card);
    });
    paintUnanswered();
  };

  const paintUnanswered = () => {
    const left = questions.filter((question) => !given(question).length);
    const box = overview.querySelector("[data-unanswered]");
    box.hidden = !left.length;
    write(box.querySelector("p"), say("unanswered", { n: left.length, total: LAST }));
    box.querySelector("ul").replaceChildren(...left.map((question) => {
      const item = page.createElement("li");
      const link = Object.assign(page.createElement("a"), { href: `#${question.id}`, textContent: say("number", { n: numberOf(question) }) });
      link.dataset.change = "";
      item.append(link);
      return item;
    }));
  };

  // The button that leads to the overview becomes the one that sends everything. A second tap on it is an accident.
  const A_TAP = 600;
  const rest = () => {
    $("[data-go]").disabled = true;
    setTimeout(() => { $("[data-go]").disabled = false; }, A_TAP);
  };

  const show = (at, { focus = true } = {}) => {
    const isLast = at >= LAST;
    if (isLast && here() < LAST) rest();
    if (at !== here()) notice("elsewhere", false);
    store.note({ at });
    if (isLast) paintOverview();
    questions.forEach((question, index) => { question.hidden = hasRung || (isStepped ? index !== at : isLast); });
    overview.hidden = hasRung || !isLast;
    $("[data-rules]").hidden = hasRung || (isStepped && at > 0);
    $("[data-back]").hidden = hasRung || (isStepped ? at === 0 : !isLast);
    $("[data-go]").hidden = hasRung;
    paintGo();
    write($("[data-place]"), isLast ? say("last-step") : say("place", { n: at + 1, total: LAST }));
    $("[data-place-part]").hidden = !isStepped && !isLast;
    paintCount();
    if (focus) {
      scrollTo(0, 0);
      const target = isLast ? overview.querySelector("h2") : questions[isStepped ? at : 0].querySelector("legend");
      target.focus({ preventScroll: true });
    }
  };

  const paintGo = () => {
    const isAhead = isStepped && here() < LAST - 1 && !isReturning;
    const onLast = store.isSubmitting ? "sending" : "send";
    write($("[data-go]"), say(here() >= LAST ? onLast : isAhead ? "continue" : "check"));
  };

  const goOn = () => {
    if (here() >= LAST) {
      store.submit();
      return;
    }
    const next = isReturning || !isStepped ? LAST : here() + 1;
    isReturning = false;
    show(next);
  };

  const goBack = () => {
    if (store.isSubmitting) store.stopSubmitting();
    isReturning = false;
    show(isStepped ? Math.max(0, here() - 1) : 0);
  };

  // --- the time -------------------------------------------------------------------------------------
  const MINUTE = 60_000;
  const LONG = 180 * MINUTE; // a quiz that closes in days needs no clock
  const WARNINGS = [[5 * MINUTE, "five-minutes"], [MINUTE, "one-minute"]];
  const warned = new Set();

  const asClock = (milliseconds) => {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const tail = `${String(minutes).padStart(hours ? 2 : 1, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    return hours ? `${hours}:${tail}` : tail;
  };
  const tick = () => {
    const left = store.left();
    // A quiz without a limit may get one meanwhile, and lose it again.
    $("[data-time]").hidden = left === null || left > LONG;
    if (left === null) {
      if (hasRung) ring(false);
      return;
    }
    write($("[data-timer]"), say("time-left", { time: asClock(left) }));
    const due = WARNINGS.filter(([limit, name]) => left <= limit && !warned.has(name));
    due.forEach(([, name]) => warned.add(name));
    if (due.length && left > 0) window.Fieldschool.say(say(due[due.length - 1][1]));
    if ((left <= 0) !== hasRung) ring(left <= 0);
  };
  // The bell: no more typing, and what is written goes out. Whether the time is really over only the server
  // knows; when it says no, because the clock of the phone was wrong, everything can be changed again.
  const ring = (isOver) => {
    hasRung = isOver;
    notice("over", isOver);
    show(here(), { focus: false });
    if (!isOver) return;
    $('[data-notice="over"]').focus();
    store.ask();
  };

  // --- what people do -------------------------------------------------------------------------------
  const changed = (event) => {
    const question = event.target.closest("fieldset[data-position]");
    if (!question) return;
    question.querySelector("[data-problem]").hidden = true;
    store.record(positionOf(question), read(question));
    store.plan(event.type === "input" ? PAUSE : 0);
    paintCount();
  };
  form.addEventListener("input", (event) => { if (event.target.dataset.part !== undefined) changed(event); });
  form.addEventListener("change", (event) => {
    if (event.target.dataset.part === undefined) changed(event);
    else store.plan(0); // the text is kept already
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goOn();
  });
  page.addEventListener("click", (event) => {
    const flag = event.target.closest("[data-flag]");
    const change = event.target.closest("[data-change]");
    if (flag) {
      const position = positionOf(flag.closest("fieldset"));
      const { flags } = store.notes;
      store.note({ flags: flags.includes(position) ? flags.filter((each) => each !== position) : [...flags, position] });
      paintFlags();
    } else if (change) {
      event.preventDefault();
      const index = questions.findIndex((question) => `#${question.id}` === change.hash);
      if (store.isSubmitting) store.stopSubmitting();
      isReturning = true;
      show(isStepped ? index : 0);
      if (!isStepped) questions[index].querySelector("legend").focus();
    }
  });
  $("[data-back]").addEventListener("click", goBack);

  const hideTimer = $("[data-hide-timer]");
  hideTimer.addEventListener("click", () => {
    const isHidden = !$("[data-timer]").hidden;
    $("[data-timer]").hidden = isHidden;
    write(hideTimer, say(isHidden ? "show-timer" : "hide-timer"));
  });

  // Signing out with unsent answers is asked about; with none, the copy on this device goes too.
  const signOut = $("header.top form");
  if (signOut) {
    signOut.addEventListener("submit", (event) => {
      if (!store.unsent().length) {
        store.clear();
        return;
      }
      event.preventDefault();
      notice("sign-out", true);
      $('[data-notice="sign-out"]').focus();
      store.plan(0);
    });
    $("[data-stay]").addEventListener("click", () => { notice("sign-out", false); store.plan(0); });
    $("[data-leave]").addEventListener("click", () => signOut.submit());
  }
  addEventListener("beforeunload", (event) => {
    if (!store.isKept && store.unsent().length) event.preventDefault();
  });

  // Where browsers allow it (https, or this very computer), the page can even be reloaded without network.
  const keepPage = async () => {
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(form.dataset.worker);
    const worker = (await navigator.serviceWorker.ready).active;
    const parts = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
    worker.postMessage({ keep: [location.pathname, ...parts] });
  };

  page.addEventListener("DOMContentLoaded", () => {
    questions.forEach((question) => {
      const own = store.own(positionOf(question));
      if (own !== undefined) fill(question, own);
    });
    paintFlags();
    show(here(), { focus: false });
    paintState();
    tick();
    setInterval(tick, 1_000);
    if (store.notes.isSending) store.submit();
    else store.hurry();
    keepPage().catch(() => {}); // an extra: without it everything is still on the device
  });
})();

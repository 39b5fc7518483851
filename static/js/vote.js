// An answer to a question in class, kept on this device until the server says that it has it.
//
// Forms come and go with the parts of the page, so everything is listened for on the document. An answer has an id
// and a number that only grows: sending it twice is harmless, and an older one never replaces a newer. What was typed
// and not sent outlives a reload, and a question that is closed meanwhile.
(() => {
  const page = document;
  const TIMEOUT = 10_000;
  const FIRST_WAIT = 2_000;
  const LONGEST_WAIT = 30_000;
  const FINAL = ["stale", "closed", "changed", "empty", "surplus", "refused"]; // trying again by itself would not help
  let wait = FIRST_WAIT;
  let timer = null;
  let isBusy = false;

  // crypto.randomUUID is missing on plain http, as in a classroom without internet.
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // --- the device copy: {fields, text, event, sequence, mode, isSending} ---------------------------------------
  const memory = new Map(); // where the browser keeps nothing
  const part = () => page.querySelector("[data-vote-part]");
  const form = () => page.querySelector("form[data-vote]");
  const nameOf = (box) => `fieldschool.vote.${box.dataset.voteKey}`;
  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)) || memory.get(name); } catch { return memory.get(name); }
  };
  const keep = (name, copy) => {
    memory.set(name, copy);
    try { localStorage.setItem(name, JSON.stringify(copy)); } catch { /* full, or switched off */ }
  };
  const forget = (name) => {
    memory.delete(name);
    try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
  };

  // --- the form -------------------------------------------------------------------------------------------
  const inputs = (box) => [...box.querySelectorAll(".answer :is(input, textarea)")];
  const isChosen = (input) => !["radio", "checkbox"].includes(input.type) || input.checked;
  const fieldsOf = (box) => inputs(box).filter(isChosen).map((input) => [input.name, input.value]);
  const modeOf = (box) => box.elements.mode.value; // who sees the answer
  const textOf = (box) => inputs(box).filter(isChosen)
    .map((input) => (input.type === "radio" || input.type === "checkbox" ? input.closest("label").textContent : input.value).trim())
    .filter(Boolean).join(" · ");
  const fill = (box, fields) => {
    inputs(box).forEach((input) => {
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (values.length) [input.value] = values;
    });
  };
  const show = (status, problem = "") => {
    const box = form();
    if (!box) return;
    const chip = box.querySelector("[data-vote-state]");
    const text = chip.dataset[status] || "";
    chip.className = `chip${status === "saved" ? " ok" : ""}${["kept", "typed", "signedOut", "lost"].includes(status) ? " warn" : ""}`;
    if (chip.textContent !== text) chip.textContent = text;
    box.querySelector("[data-vote-problem]").textContent = problem;
    const way = box.querySelector("[data-vote-sign-in]");
    way.hidden = status !== "signedOut";
    way.firstElementChild.search = `?next=${encodeURIComponent(location.pathname)}`;
    if (status === "saved") {
      const button = box.querySelector("[data-vote-send]");
      button.textContent = button.dataset.change;
    }
  };

  // --- sending --------------------------------------------------------------------------------------------
  const request = async (box, copy) => {
    const body = new URLSearchParams(copy.fields);
    for (const name of ["csrfmiddlewaretoken", "mode"]) body.set(name, box.elements[name].value);
    body.set("event", copy.event);
    body.set("sequence", copy.sequence);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const answer = await fetch(box.action, { method: "POST", headers: { Accept: "application/json" }, body, signal: stop.signal, cache: "no-store" });
      if (answer.status === 401) return { outcome: "signedOut" };
      if (answer.status === 403 || answer.status === 404 || answer.status === 400) return { outcome: "lost" };
      const reply = await answer.json(); // the sign-in page of a hotel's network is no JSON, and fails here
      if (typeof reply.outcome !== "string") throw new Error("not a reply to an answer");
      return reply;
    } finally {
      clearTimeout(limit);
    }
  };

  // A reply says what is stored: whoever sends now replaces it. What the group has answered stands in sight then.
  const hear = (box, { sequence, answered }) => {
    if (typeof sequence === "number") box.elements.sequence.value = sequence + 1;
    const place = box.querySelector("[data-vote-group]");
    if (!place || !answered) return;
    place.querySelector("[data-vote-answered]").textContent = answered;
    place.hidden = false;
    const button = box.querySelector("[data-vote-send]");
    button.textContent = button.dataset.change;
  };

  const take = (box, name, copy, reply) => {
    wait = FIRST_WAIT;
    hear(box, reply);
    const newest = read(name);
    if (newest && newest.event !== copy.event) return; // changed meanwhile, and not sent yet
    if (reply.outcome === "saved" || reply.outcome === "repeated") {
      forget(name);
      if (box.isConnected) show("saved");
    } else {
      // It goes out after signing in again. Why it was not taken stays in sight when the form comes anew.
      keep(name, { ...copy, isSending: reply.outcome === "signedOut", problem: reply.message });
      if (box.isConnected) show(FINAL.includes(reply.outcome) ? "typed" : reply.outcome, reply.message || "");
      if (reply.outcome === "changed") fetchAgain(box);
    }
  };

  // What the page says about who sees the answer is no longer true.
  const fetchAgain = (box) => {
    const place = box.closest("[data-part]");
    if (place && window.htmx) htmx.ajax("GET", box.action, { target: place, swap: "innerHTML", source: place });
    else location.reload();
  };

  const send = async () => {
    clearTimeout(timer);
    const box = form();
    const name = box && nameOf(part());
    const copy = name && read(name);
    if (!copy || !copy.isSending || isBusy) return;
    isBusy = true;
    if (wait === FIRST_WAIT) show("sending");
    try {
      take(box, name, copy, await request(box, copy));
    } catch {
      show("kept");
      wait = Math.min(wait * 2, LONGEST_WAIT);
      timer = setTimeout(send, wait * (0.5 + Math.random()));
    } finally {
      isBusy = false;
    }
    const next = read(name);
    if (next && next.isSending && next.event !== copy.event) send();
  };
  const hurry = () => { if (!isBusy) send(); };

  // --- what others of the group have answered: asked for when somebody has answered, or changed an answer ---------
  const LOOK_WITHIN = 2_000; // milliseconds, and more in a large class, where many look at once
  const LOOK_EACH = 80;
  const LOOK_LATEST = 20_000;
  let looking = null;
  const groupForm = () => { const box = form(); return box && box.querySelector("[data-vote-group]") ? box : null; };
  const look = async () => {
    looking = null;
    const box = groupForm();
    if (!box || isBusy || page.visibilityState === "hidden") return;
    try {
      const answer = await fetch(box.action, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.ok && !isBusy) hear(box, await answer.json());
    } catch { /* with the next answer */ }
  };
  page.addEventListener("live:answered", ({ detail }) => {
    if (looking || !groupForm()) return;
    looking = setTimeout(look, Math.random() * Math.min(LOOK_LATEST, Math.max(LOOK_WITHIN, LOOK_EACH * detail.here)));
  });

  page.addEventListener("submit", (event) => {
    const box = event.target.closest("form[data-vote]");
    if (!box) return;
    event.preventDefault();
    const name = nameOf(part());
    const earlier = read(name);
    const sequence = Math.max(Number(box.elements.sequence.value), earlier ? earlier.sequence + 1 : 1);
    keep(name, { fields: fieldsOf(box), text: textOf(box), event: newId(), sequence, mode: modeOf(box), isSending: true });
    hurry();
  });
  page.addEventListener("input", (event) => {
    const box = event.target.closest("form[data-vote]");
    if (!box) return;
    const name = nameOf(part());
    const { sequence = 0 } = read(name) || {};
    keep(name, { fields: fieldsOf(box), text: textOf(box), event: null, sequence, mode: modeOf(box), isSending: false });
    show("typed");
  });

  // --- what was not sent, when the form comes (again) or the question is closed -----------------------------
  // What was typed while other people were to see it is sent by nobody but who typed it.
  const suited = (box, copy) => {
    if (!copy.mode || copy.mode === modeOf(box)) return copy;
    const problem = copy.problem || box.querySelector("[data-vote-problem]").dataset.changed;
    return { ...copy, mode: modeOf(box), isSending: false, problem };
  };
  const arrived = () => {
    const box = part();
    if (!box || box.dataset.voteSeen) return;
    box.dataset.voteSeen = "yes";
    const copy = read(nameOf(box));
    if (!copy) return;
    const unsent = box.querySelector("[data-vote-unsent]");
    if (form()) {
      const now = suited(form(), copy);
      if (now !== copy) keep(nameOf(box), now);
      fill(form(), now.fields);
      show("typed", now.problem);
      send();
    } else if (unsent && copy.text) {
      unsent.hidden = false;
      unsent.querySelector("[data-vote-text]").textContent = copy.text;
    }
  };
  page.addEventListener("htmx:afterSettle", arrived); // htmx 2
  page.addEventListener("htmx:after:swap", arrived); // htmx 4
  page.addEventListener("DOMContentLoaded", arrived);
  addEventListener("online", hurry);
  page.addEventListener("visibilitychange", hurry);
})();

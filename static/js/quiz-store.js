// The answers of one attempt on this device, and how they reach the server.
//
// An answer is kept on the device first, with an id of its own and a number that only grows. Only a reply of
// the server that names this id says that it is saved: nothing kept here may say so. The highest number of a
// question wins, so sending an answer twice is harmless, and an older window cannot overwrite a newer one.
// Whether to try is never asked of the browser, which does not know; trying tells.
(() => {
  const BATCH = 10;
  const TIMEOUT = 10_000;
  const FIRST_WAIT = 2_000;
  const LONGEST_WAIT = 60_000;
  const PAGES = "fieldschool.quiz"; // where the worker keeps pages, see quiz-worker.js
  const KEEPALIVE_LIMIT = 15_000; // letters; browsers allow 64 kB for all such requests together

  // crypto.randomUUID is missing on plain http, as in a classroom without internet.
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // options: key, save, submit, token, now, ends (the server's, in milliseconds), known (position -> number that
  // the server had when it made the page), and functions: onState(), onForeign(position, answer),
  // onRefused(position, message), onTime(), onClosed(), onGone().
  class QuizStore {
    constructor(options) {
      this.options = options;
      this.name = `fieldschool.quiz.${options.key}`;
      this.token = options.token;
      this.answers = new Map(); // position -> {event, sequence, answer, typed_at}
      this.onServer = new Map(options.known); // position -> highest number that the server is known to have
      this.refused = new Set(); // ids of events that the server will never take
      this.isKept = true; // whether the device keeps what is written
      this.status = "ready";
      this.isBusy = false;
      this.isSubmitting = false;
      this.isAsking = false; // whether to ask the server for the time
      this.wait = FIRST_WAIT;
      this.notes = { at: 0, flags: [], isSending: false, madeAt: null, offset: 0 };
      this.merge(this.read());
      this.ends = options.ends;
      // A page that the browser had kept says an old time; what was known of the clocks then is better.
      if (this.notes.madeAt !== options.now) this.note({ madeAt: options.now, offset: options.now - Date.now() });
      addEventListener("storage", (event) => this.hear(event));
      addEventListener("online", () => this.hurry());
      document.addEventListener("visibilitychange", () => this.hurry());
    }

    // --- the device copy ---------------------------------------------------------------------------
    read() {
      try { return JSON.parse(localStorage.getItem(this.name)); } catch { return null; }
    }

    keep() {
      const copy = { ...this.notes, save: this.options.save, answers: Object.fromEntries(this.answers) };
      try {
        localStorage.setItem(this.name, JSON.stringify(copy));
        this.isKept = true;
      } catch {
        this.isKept = false; // full, or switched off: this page is the only copy
      }
    }

    clear() {
      this.answers.clear();
      try { localStorage.removeItem(this.name); } catch { /* nothing was kept */ }
      if (window.caches) caches.delete(PAGES).catch(() => {});
    }

    // Take over what is newer in a copy; return the positions whose answers changed.
    merge(copy) {
      if (!copy || typeof copy !== "object") return [];
      const { answers, ...notes } = copy;
      Object.assign(this.notes, notes);
      const changed = [];
      for (const [position, kept] of Object.entries(answers || {})) {
        const mine = this.answers.get(Number(position));
        if (!mine || kept.sequence > mine.sequence) {
          this.answers.set(Number(position), kept);
          changed.push(Number(position));
        }
      }
      return changed;
    }

    // Another window of this browser has written.
    hear(event) {
      if (event.key !== this.name) return;
      if (event.newValue === null) {
        this.options.onGone();
        return;
      }
      this.follow();
      this.plan(FIRST_WAIT * 2); // the other window sends it; this one only if that does not
    }

    // Take over what other windows have kept, but not which question they show.
    follow(except) {
      const { at } = this.notes;
      const changed = this.merge(this.read());
      this.notes.at = at;
      for (const position of changed) {
        if (position !== except) this.options.onForeign(position, this.answers.get(position).answer);
      }
    }

    // The answer that the page should show, or undefined when the server's is newer or the same.
    own(position) {
      const kept = this.answers.get(position);
      return kept && kept.sequence > (this.onServer.get(position) || 0) ? kept.answer : undefined;
    }

    record(position, answer) {
      this.follow(position);
      const numbers = [...this.answers.values()].map((kept) => kept.sequence);
      const sequence = Math.max(0, ...numbers, ...this.onServer.values()) + 1;
      this.answers.set(position, { event: newId(), sequence, answer, typed_at: new Date().toISOString() });
      this.keep();
      this.show("saving");
    }

    note(changes) {
      Object.assign(this.notes, changes);
      this.keep();
    }

    // --- the time ----------------------------------------------------------------------------------
    // Milliseconds left by the server's clock, as far as this device knows it; null without a limit.
    left() {
      return this.ends === null ? null : this.ends - (Date.now() + this.notes.offset);
    }

    // Ask the server whether the time is over: the clock of a phone may be hours off, and decides nothing.
    ask() {
      this.isAsking = true;
      this.plan(0);
    }

    takeTime(reply) {
      this.isAsking = false;
      this.ends = reply.ends;
      this.note({ offset: reply.now - Date.now() });
      this.options.onTime();
      if (!reply.open || (reply.ends !== null && reply.now >= reply.ends)) this.submit();
    }

    // --- sending -----------------------------------------------------------------------------------
    unsent() {
      return [...this.answers]
        .filter(([position, kept]) => kept.sequence > (this.onServer.get(position) || 0) && !this.refused.has(kept.event))
        .map(([position, kept]) => ({ position, ...kept }))
        .sort((a, b) => a.sequence - b.sequence);
    }

    plan(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), delay);
    }

    // Something may have changed for the better.
    hurry() {
      if (this.unsent().length || this.isSubmitting || this.isAsking) this.plan(0);
    }

    async send() {
      clearTimeout(this.timer);
      if (this.isBusy) return;
      this.isBusy = true;
      try {
        for (let batch = this.unsent(); batch.length || this.isAsking; batch = this.unsent()) {
          this.show(this.isSubmitting ? "sending" : "saving");
          this.take(await this.post(this.options.save, { events: batch.slice(0, BATCH) }, [200, 409]));
        }
        if (this.isSubmitting) await this.finish();
        else if (this.status !== "ready") this.setStatus("saved");
        this.wait = FIRST_WAIT;
      } catch (problem) {
        this.setStatus(problem.status === 401 || problem.status === 404 ? "sign-in" : "kept");
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        this.plan(this.wait * (0.5 + Math.random()));
      } finally {
        this.isBusy = false;
      }
    }

    // Send everything, then close the attempt. Goes on by itself when the network comes back.
    submit() {
      this.isSubmitting = true;
      this.note({ isSending: true });
      this.setStatus("sending");
      this.plan(0);
    }

    stopSubmitting() {
      this.isSubmitting = false;
      this.note({ isSending: false });
    }

    async finish() {
      this.show("sending");
      const newest = {};
      for (const [position, kept] of this.answers) {
        if (!this.refused.has(kept.event)) newest[position] = kept.sequence;
      }
      const reply = await this.post(this.options.submit, { newest }, [200, 409]);
      if (reply.outcome === "incomplete") {
        reply.missing.forEach((position) => this.onServer.delete(position));
        this.plan(0);
        return;
      }
      if (typeof reply.receipt !== "string") throw new Error("not a reply to a submission");
      this.clear();
      this.options.onClosed();
    }

    take(reply) {
      if (!Array.isArray(reply.replies)) throw new Error("not a reply to a save");
      reply.replies.forEach((each) => this.takeOne(each));
      this.takeTime(reply); // which also says when the attempt was sent from elsewhere, or closed
    }

    takeOne(reply) {
      const found = [...this.answers].find(([, kept]) => kept.event === reply.event);
      if (!found) return; // a newer answer of this window has taken its place meanwhile
      const [position, kept] = found;
      if (reply.outcome === "refused") {
        this.refused.add(kept.event);
        this.options.onRefused(position, reply.message);
      } else if (reply.outcome === "stale") {
        this.answers.set(position, { ...kept, sequence: reply.sequence, answer: reply.answer });
        this.onServer.set(position, reply.sequence);
        this.keep();
        this.options.onForeign(position, reply.answer);
      } else {
        this.onServer.set(position, kept.sequence);
      }
    }

    async post(address, body, accepted) {
      try {
        return await this.request(address, body, accepted);
      } catch (problem) {
        if (problem.status !== 403) throw problem;
        // Somebody has signed in since this page was made, so its token is an old one.
        this.token = (await this.request(this.options.save, null, [200])).token;
        return this.request(address, body, accepted);
      }
    }

    async request(address, body, accepted) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), TIMEOUT);
      const text = body ? JSON.stringify(body) : null;
      try {
        const answer = await fetch(address, {
          method: text ? "POST" : "GET",
          headers: text ? { "Content-Type": "application/json", "X-CSRFToken": this.token } : {},
          body: text,
          signal: stop.signal,
          keepalive: Boolean(text) && text.length < KEEPALIVE_LIMIT, // goes out even when the page is closed
          cache: "no-store",
        });
        if (!accepted.includes(answer.status)) throw Object.assign(new Error("refused"), { status: answer.status });
        return await answer.json(); // the sign-in page of a hotel's network is no JSON, and fails here
      } finally {
        clearTimeout(timer);
      }
    }

    // Say that something is under way, unless the last try has failed: until one succeeds, that stands.
    show(status) {
      this.setStatus(this.status === "kept" || this.status === "sign-in" ? this.status : status);
    }

    setStatus(status) {
      this.status = status;
      this.options.onState();
    }
  }
  window.QuizStore = QuizStore;
})();

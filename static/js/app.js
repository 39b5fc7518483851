// Small things every page has. Each works without this file, only less comfortably.
(() => {
  const page = document;

  const say = (text) => {
    const region = page.getElementById("say");
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 60);
  };

  const reveal = (root) => {
    root.querySelectorAll("[data-needs-js]").forEach((part) => { part.hidden = false; });
  };

  // After a swap the focus goes to the error box, else to the button that took the place of the one that was pressed,
  // such as "Go on" of "Pause", else to the heading that the new part marks. A button that does not come back where it
  // was says in data-then which one that is.
  let twin = "";
  page.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const pressed = detail.requestConfig?.triggeringEvent?.submitter;
    if (pressed) twin = pressed === page.activeElement ? pressed.dataset.then || pressed.dataset.twin || "" : ""; // not what a key of the page presses
  });
  const focusNew = (root) => {
    const within = (mark) => (root.matches(mark) ? root : root.querySelector(mark));
    const button = twin && within(`[data-twin=${twin}]`);
    const target = within("[data-focus]") || button || within("[data-focus-after-swap]");
    if (target) {
      twin = "";
      if (target !== button) target.setAttribute("tabindex", "-1");
      target.focus();
    }
  };

  const afterSwap = (event) => {
    const detail = event.detail || {};
    const root = detail.elt || detail.target || (detail.ctx && detail.ctx.target) || event.target;
    const scope = root.isConnected ? root : page.body;
    reveal(scope);
    focusNew(scope);
  };
  page.addEventListener("htmx:afterSettle", afterSwap); // htmx 2
  page.addEventListener("htmx:after:swap", afterSwap); // htmx 4

  // What went wrong is shown and read out, until the next request works.
  const trouble = (kind) => {
    const box = page.getElementById("trouble");
    box.textContent = kind ? box.dataset[kind] : "";
  };
  const kindOf = (status) => {
    if (!status) return "offline";
    if (status === 401) return ""; // the page asks for sign-in in place
    return status === 403 ? "refused" : "failed";
  };
  page.addEventListener("htmx:beforeRequest", () => trouble(""));
  page.addEventListener("htmx:sendError", () => trouble("offline"));
  page.addEventListener("htmx:responseError", (event) => trouble(kindOf(event.detail.xhr.status)));
  page.addEventListener("htmx:error", (event) => trouble(kindOf((event.detail.ctx?.response || {}).status))); // htmx 4

  const filter = (field) => {
    const wanted = field.value.trim().toLocaleLowerCase();
    let shown = 0;
    page.querySelectorAll(field.dataset.filter).forEach((row) => {
      row.hidden = !row.dataset.text.toLocaleLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    const none = page.querySelector("[data-filter-empty]");
    none.hidden = shown > 0;
    if (!shown) say(none.textContent);
  };

  page.addEventListener("DOMContentLoaded", () => {
    reveal(page);
    const errors = page.querySelector("[data-focus]");
    if (errors) errors.focus();
    page.querySelectorAll("[data-filter]").forEach((field) => {
      field.addEventListener("input", () => filter(field));
    });
  });
  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  // Enter in a field with a button of its own presses that button, and not the one of the whole form.
  page.addEventListener("keydown", (event) => {
    const value = event.key === "Enter" && event.target.dataset && event.target.dataset.enter;
    if (!value) return;
    event.preventDefault();
    event.target.parentElement.querySelector(`button[value="${value}"]`).click();
  });
  // Answers that this device keeps are looked after before somebody signs out.
  const keepsAnswers = () => {
    try { return Object.keys(localStorage).some((name) => /^fieldschool\.(quiz|vote)\./.test(name)); } catch { return false; }
  };
  page.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("[data-sign-out]") || !keepsAnswers()) return;
    event.preventDefault();
    location.assign(event.target.action);
  });
  // A word in the text leads to its definition, which may lie in a folded list.
  const unfold = () => {
    const target = page.getElementById(decodeURIComponent(location.hash.slice(1)));
    const list = target && target.closest("details");
    if (list && !list.open) {
      list.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", unfold);
  page.addEventListener("DOMContentLoaded", unfold);

  // Paper cannot be unfolded.
  addEventListener("beforeprint", () => {
    page.querySelectorAll("main details:not([open])").forEach((part) => { part.open = true; });
  });
  // Where keys move a class, a part that scrolls has those that scroll it, and only while it is not wholly in sight.
  const keepsKey = ({ key, target }) => [" ", "PageDown", "PageUp"].includes(key) && target.scrollHeight > target.clientHeight + 1;
  window.Fieldschool = { say, reveal, keepsKey };
})();

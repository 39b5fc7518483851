// The instructor's notes: their size, and whether only the core ones are shown. Kept on this device.
(() => {
  const page = document;
  const NOTES = "fieldschool.notes";
  const notesChoice = () => {
    try { return { size: 0, coreOnly: false, ...JSON.parse(localStorage.getItem(NOTES)) }; } catch { return { size: 0, coreOnly: false }; }
  };
  const paintNotes = () => {
    const choice = notesChoice();
    const text = page.querySelector("[data-notes-text]");
    if (!text) return;
    text.dataset.size = choice.size;
    text.classList.toggle("core-only", choice.coreOnly);
    page.querySelector("[data-notes=core]").setAttribute("aria-pressed", String(choice.coreOnly));
  };
  page.addEventListener("click", (event) => {
    const control = event.target.closest("[data-notes]");
    if (!control) return;
    const choice = notesChoice();
    if (control.dataset.notes === "core") choice.coreOnly = !choice.coreOnly;
    if (control.dataset.notes === "larger") choice.size = Math.min(choice.size + 1, 4);
    if (control.dataset.notes === "smaller") choice.size = Math.max(choice.size - 1, -1);
    try { localStorage.setItem(NOTES, JSON.stringify(choice)); } catch { /* a private window keeps nothing */ }
    paintNotes();
  });
  page.addEventListener("DOMContentLoaded", paintNotes);
  page.addEventListener("htmx:afterSettle", paintNotes); // htmx 2
  page.addEventListener("htmx:after:swap", paintNotes); // htmx 4
})();

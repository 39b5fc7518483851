// Boards: an answer that was overtaken does not show again what has changed since, and points can be dragged from list
// to list. Dragging is an extra: "Change" and its checkboxes do the same, with keyboard, phone and screen reader.
(() => {
  const page = document;

  // --- overtaken answers --------------------------------------------------------------------------------
  // Two buttons pressed at once may be answered in the other order. Every change of a board counts its rev.
  const revIn = (html, key) => {
    const found = new RegExp(`id="(?:board|points)-${key}"[^>]*data-rev="(\\d+)"`).exec(html);
    return found && Number(found[1]);
  };
  const isOvertaken = (target, html) => {
    const part = "[data-board][data-rev]";
    const shown = target.matches(part) ? target : target.querySelector(part) || target.closest(part);
    const rev = shown && revIn(html, shown.dataset.board);
    return Boolean(shown) && rev !== null && rev < Number(shown.dataset.rev);
  };
  page.addEventListener("htmx:beforeSwap", (event) => { // htmx 2
    const { target, serverResponse } = event.detail;
    if (target && isOvertaken(target, serverResponse || "")) event.detail.shouldSwap = false;
  });
  page.addEventListener("htmx:before:swap", (event) => { // htmx 4
    const { target, text } = event.detail?.ctx || {};
    if (target && isOvertaken(target, text || "")) event.preventDefault();
  });

  // --- dragging -----------------------------------------------------------------------------------------
  let dragged = null;
  const listOf = (text) => text.split(" ").filter(Boolean);
  const columnOf = (event) => {
    const column = event.target.closest?.("[data-drop]");
    return dragged && column && column.closest("[data-board]") === dragged.closest("[data-board]") ? column : null;
  };
  const mark = (column) => page.querySelectorAll("[data-drop-here]").forEach((each) => {
    if (each !== column) each.removeAttribute("data-drop-here");
  });

  page.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".point[draggable]") || null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.text);
  });
  page.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    mark(column);
    if (!column) return;
    event.preventDefault();
    column.setAttribute("data-drop-here", "");
  });
  page.addEventListener("dragend", () => { dragged = null; mark(null); });
  page.addEventListener("drop", (event) => {
    const column = columnOf(event);
    if (!column) return;
    event.preventDefault();
    const from = dragged.closest("[data-drop]");
    if (from !== column) move(dragged, listOf(from.dataset.drop), listOf(column.dataset.drop));
  });

  // It leaves the places it was dragged out of, keeps its others, and comes to those of the list it was dropped on.
  const move = (point, from, to) => {
    const board = point.closest("section[data-board]");
    const places = new Set([...listOf(point.dataset.places).filter((place) => !from.includes(place)), ...to]);
    const height = window.scrollY;
    const values = { text: point.dataset.text, places: [...places], number: point.dataset.number };
    htmx.ajax("POST", point.dataset.entry, { target: board, swap: "outerHTML", source: board, values })
      .then(() => window.scrollTo(0, height)) // the heading has the focus now, and may be far above
      .catch(() => {}); // app.js says that the server is not there
  };
})();

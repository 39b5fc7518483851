// The editor of a form: says what a swap did, and lets questions be dragged. The buttons do the same.
(() => {
  const page = document;
  let dragged = null;

  const prepare = (root) => {
    root.querySelectorAll("[data-items] > [data-question]").forEach((line) => { line.draggable = true; });
    const said = root.querySelector("[data-say]");
    if (!said) return;
    window.Fieldschool.say(said.textContent);
    said.remove();
  };

  const lineOf = (event) => event.target.closest && event.target.closest("[data-items] > [data-question]");
  const isBelow = (event, line) => {
    const box = line.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  const unmark = () => {
    page.querySelectorAll(".drop-before, .drop-after").forEach((line) => line.classList.remove("drop-before", "drop-after"));
  };

  // The place is that of the list without the dragged question, as the server counts it.
  const move = (line, isAfter) => {
    const rest = [...line.parentElement.children].filter((each) => each !== dragged);
    const place = rest.indexOf(line) + (isAfter ? 1 : 0);
    const form = page.getElementById("edit");
    window.htmx.ajax("POST", form.action, {
      source: form, target: "#editor", swap: "outerHTML", values: { move: `${dragged.dataset.question}:${place}` },
    });
  };

  page.addEventListener("dragstart", (event) => {
    dragged = lineOf(event);
    if (!dragged) return;
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.question);
  });
  page.addEventListener("dragover", (event) => {
    const line = dragged && lineOf(event);
    unmark();
    if (!line || line === dragged) return;
    event.preventDefault();
    line.classList.add(isBelow(event, line) ? "drop-after" : "drop-before");
  });
  page.addEventListener("drop", (event) => {
    const line = dragged && lineOf(event);
    if (!line || line === dragged) return;
    event.preventDefault();
    move(line, isBelow(event, line));
  });
  page.addEventListener("dragend", () => {
    unmark();
    if (dragged) dragged.classList.remove("dragged");
    dragged = null;
  });

  page.addEventListener("DOMContentLoaded", () => prepare(page));
  const afterSwap = () => prepare(page);
  page.addEventListener("htmx:afterSettle", afterSwap); // htmx 2
  page.addEventListener("htmx:after:swap", afterSwap); // htmx 4
})();

// Marking with the keyboard: digits tick key points, and what is ticked adds up to a proposal.
(() => {
  const KEPT = "fieldschool:digits";
  const WRITING = "textarea, select, input:not([type=checkbox]):not([type=radio])";

  const radios = (part) => [...part.querySelectorAll("input[type=radio]")];
  const boxes = (part) => [...part.querySelectorAll("input[data-worth]")];

  const proposal = (part) => {
    const sum = boxes(part).filter((box) => box.checked).reduce((all, box) => all + Number(box.dataset.worth), 0);
    const fits = radios(part).filter((radio) => Number(radio.value) <= sum + 0.01);
    return fits[fits.length - 1];
  };

  // The marker's own choice stands; until there is one, the points follow the key points.
  const propose = (part) => {
    const proposed = proposal(part);
    if (!proposed) return;
    part.querySelector("[data-proposed]").textContent = `(${proposed.parentElement.textContent.trim()})`;
    if (!part.dataset.chosen) proposed.checked = true;
  };

  document.addEventListener("change", (event) => {
    const part = event.target.closest("[data-part]");
    if (part && event.target.type === "radio") part.dataset.chosen = "yes";
    if (part && event.target.dataset.worth) propose(part);
    if (event.target.matches("[data-digits]")) localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
  });

  const partInHand = () => {
    const form = document.querySelector("[data-mark]");
    const focused = document.activeElement && document.activeElement.closest("[data-part]");
    return form && (focused || form.querySelector("[data-part]"));
  };

  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!isPlain || !/^[1-9]$/.test(event.key) || event.target.matches(WRITING)) return;
    const part = partInHand();
    const digits = document.querySelector("[data-digits]");
    const box = part && digits && digits.checked && boxes(part)[Number(event.key) - 1];
    if (!box) return;
    event.preventDefault();
    box.click();
    box.focus();
  });

  const start = () => {
    const digits = document.querySelector("[data-digits]");
    if (digits) digits.checked = localStorage.getItem(KEPT) !== "off";
    // A mark that is looked at again was chosen by somebody.
    document.querySelectorAll("[data-part]:not([data-ready])").forEach((part) => {
      part.dataset.ready = "yes";
      const isEmpty = !boxes(part).some((box) => box.checked);
      const chosen = radios(part).find((radio) => radio.checked);
      if (chosen && !(isEmpty && Number(chosen.value) === 0)) part.dataset.chosen = "yes";
    });
  };
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", start); // htmx 2
  document.addEventListener("htmx:after:swap", start); // htmx 4
})();

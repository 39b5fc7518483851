// A class against its plan: the time that was taught, and whether it is ahead or behind. For the desk and the console.
(() => {
  const MATTERS = 30; // seconds
  const asClock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const minutes = (text, seconds) => text.replace("%s", Math.max(1, Math.round(seconds / 60)));

  // Kind of chip and text after `seconds` of teaching, for a frame planned from `start` to `end` in a class that has
  // `total` seconds, if any. `words` has the texts onTime, ahead, behind and over.
  const judge = (seconds, { start, end, total }, words) => {
    const over = total ? seconds - Number(total) : 0;
    if (over >= MATTERS) return ["warn", `▼ ${minutes(words.over, over)}`];
    const late = seconds - Number(end);
    const early = Number(start) - seconds;
    if (late >= MATTERS) return ["warn", `▼ ${minutes(words.behind, late)}`];
    if (early >= MATTERS) return ["", `▲ ${minutes(words.ahead, early)}`];
    return ["ok", `✓ ${words.onTime}`];
  };
  const paint = (chip, [kind, text]) => {
    chip.hidden = false;
    chip.className = `chip ${kind}`;
    if (chip.textContent !== text) chip.textContent = text;
  };

  window.Fieldschool = { ...window.Fieldschool, pace: { asClock, judge, paint } };
})();

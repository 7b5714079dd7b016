// The keys of review; none of them acts while something is being typed.
// Only these act again while they are held down: a decision never does.
const HELD = new Set(["j", "k", "+", "=", "-", "_", "[", "]", "arrowleft", "arrowright", "arrowup", "arrowdown", "backspace"]);

/** Bind keys to the acts of the page; a tool on the stage gets them first. */
export function bindKeys(acts, stage) {
  const plain = {
    1: acts.accept, 2: acts.reject, 3: acts.refly, m: acts.merge, c: acts.reclass, n: acts.note, u: acts.undo,
    r: acts.reopen, o: acts.release, b: acts.bulk, d: acts.draw, g: acts.measure, f: acts.filter, p: acts.sheet, x: acts.copies,
    "?": acts.help, "？": acts.help, Escape: acts.close,
    j: () => acts.step(1), k: () => acts.step(-1), "]": () => acts.picture(1), "[": () => acts.picture(-1),
    " ": acts.blink, v: acts.turn, z: acts.onto, 0: acts.whole,
    "+": () => acts.zoom(1.4), "=": () => acts.zoom(1.4), "-": () => acts.zoom(1 / 1.4), _: () => acts.zoom(1 / 1.4),
    ArrowLeft: (event) => acts.nudge(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => acts.nudge(event.shiftKey ? 10 : 1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.altKey) {
      if (acts.pan(event.key)) event.preventDefault();
      return;
    }
    if (isTyping(event) || (event.repeat && !HELD.has(event.key.toLowerCase())) || inSheet(event)) return;
    const act = plain[event.key] ?? plain[event.key.toLowerCase()];
    if (stage.tool && onStage(event) && stage.tool.key(event)) event.preventDefault();
    else if (act) {
      event.preventDefault();
      act(event);
    }
  });
}

// A tool's keys go to the tool unless a control is focused that needs them itself.
function onStage({ target, key }) {
  return !(target.matches?.("button, a, summary, select") && (key === " " || key === "Enter"));
}

function isTyping({ target, key, shiftKey }) {
  if (!target.matches) return false;
  const field = target.matches("textarea, select, input:not([type=range])");
  if (key === "Escape") {
    if (field) target.blur();
    return false;
  }
  if (field) return true;
  // Space on a button presses it; arrows on a range itself move it by one step already.
  if (key === " ") return target.matches("button, a, summary");
  return key.startsWith("Arrow") && !shiftKey && target.matches("[type=range]");
}

// An open sheet numbers its own choices; a digit presses that choice and nothing else.
function inSheet(event) {
  const sheet = document.querySelector("#sheet > *");
  if (!sheet || event.key === "Escape" || !/^[0-9]$/.test(event.key)) return false;
  const choice = sheet.querySelectorAll(".row--wrap > button")[Number(event.key) - 1];
  event.preventDefault();
  choice?.click();
  return true;
}

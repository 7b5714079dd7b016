// The keys of review; none of them acts while something is being typed.
/** Bind keys to the acts of the page. */
export function bindKeys(acts) {
  const plain = {
    1: acts.accept, 2: acts.reject, 3: acts.refly, m: acts.merge, u: acts.undo, Escape: acts.close,
    j: () => acts.step(1), k: () => acts.step(-1), " ": acts.blink,
    ArrowLeft: (event) => acts.nudge(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => acts.nudge(event.shiftKey ? 10 : 1),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event) || inSheet(event)) return;
    const act = plain[event.key] ?? plain[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
}

function isTyping({ target, key, shiftKey }) {
  if (key === "Escape" || !target.matches) return false;
  if (target.matches("textarea, select, input:not([type=range])")) return true;
  // Space on a button presses it; arrows on the swipe itself move it by one step already.
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

// The parts of the draws' forms.
import { el } from "../lib/dom.js";

/** A labelled field; one control takes the label, several stand under it as a group. */
export function field(label, control) {
  if (control.tagName === "FIELDSET") return el("div", { class: "lab" }, label, control);
  return el("label", { class: "lab" }, label, control);
}

/** A select of [value, text]. */
export function pick(options, chosen = null, empty = null) {
  const items = options.map(([value, text]) => el("option", { value, selected: String(value) === String(chosen) }, text));
  return el("select", { class: "sel" }, empty === null ? null : el("option", { value: "" }, empty), items);
}

/** Check boxes of [value, text]; `values()` are the ticked ones. */
export function ticks(options, chosen) {
  const boxes = options.map(([value]) => el("input", { type: "checkbox", value, checked: chosen.includes(value) }));
  const node = el("fieldset", { class: "row row--wrap" }, options.map(([, text], n) => el("label", { class: "check--form" }, boxes[n], text)));
  return { node, values: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

/** A line for what was refused. */
export function warning() {
  const node = el("p", { class: "up-why", role: "alert", hidden: true });
  return {
    node,
    say(text) {
      node.textContent = text;
      node.hidden = !text;
    },
  };
}

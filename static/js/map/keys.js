// The map page's keys; nothing here is only reachable by key.

import { $ } from "../lib/dom.js";
import { typing } from "../lib/frame.js";
import { step } from "./list.js";
import { closePopover } from "./popover.js";
import { OVERLAYS, state, update } from "./state.js";

const FOLDS = { "[": "rail", "]": "panel", l: "list", L: "list" };
const KEPT = "xz-map-folds";

function folded() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));
  } catch {
    return new Set();
  }
}

/** Fold or unfold the rail, the panel or the list; remembered on this computer. */
export function fold(part, resized) {
  const set = folded();
  if (!set.delete(part)) set.add(part);
  localStorage.setItem(KEPT, JSON.stringify([...set]));
  applyFolds();
  resized();
}

export function applyFolds() {
  const set = folded();
  for (const part of new Set(Object.values(FOLDS))) $("[data-map]").classList.toggle(`no-${part}`, set.has(part));
}

function escape() {
  if (closePopover()) return;
  if (state.station) update({ station: null });
}

/** On a symbol, a link or a button Enter and the arrows keep their own meaning. */
const busy = (event) => event.target instanceof Element && event.target.closest("a, button, summary, dialog, [role=dialog], [data-cluster]");

export function addKeys({ resized, imagery }) {
  applyFolds();
  document.addEventListener("keydown", (event) => {
    if (typing(event) && !event.target.matches("[type=radio], [type=checkbox]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || $("[data-keys]").open) return;
    const number = Number(event.key);
    if (number >= 1 && number <= OVERLAYS.length) update({ overlay: OVERLAYS[number - 1] });
    else if (event.key in FOLDS) fold(FOLDS[event.key], resized);
    else if (event.key === "?") $("[data-keys]").showModal();
    else if (event.key === "Escape") escape();
    else if (event.key === "v" || event.key === "V") imagery();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !busy(event) && !typing(event) && !event.target.closest?.("#map_frame")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !busy(event) && state.station) $("[data-panel] a, [data-panel] button")?.focus();
  });
}

// On a phone: overlay and counts above the map, the panel as a sheet with three stops, filters full-screen.

import { $, LEVELS, clear, el, glyph, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { levelOf, passing } from "./model.js";
import { OVERLAYS, state, update } from "./state.js";
import { overlayWord } from "./words.js";

const STOPS = ["peek", "half", "full"];
let stop = "half";

/** Overlay choice and counts. */
export function drawOverlayBar(host) {
  const stations = passing();
  const count = (level) => stations.filter((s) => levelOf(s) === level).length;
  const options = OVERLAYS.map((o) => el("option", { value: o, selected: o === state.overlay }, overlayWord(o)));
  clear(
    host,
    el("label", { class: "row pickone" }, el("span", { class: "vh" }, t("叠加图层")), el("select", { onchange: ({ target }) => update({ overlay: target.value }) }, options), icon("caret")),
    LEVELS.map((level) => el("span", { class: `st st-${level}` }, glyph(level), count(level))),
  );
}

function setStop(next, resized) {
  stop = next;
  for (const name of STOPS) $("[data-map]").classList.toggle(`sheet-${name}`, name === stop);
  resized();
}

/** Wire the grip and the filter button. */
export function addPhone({ resized }) {
  setStop("half", () => {});
  const main = $("[data-map]");
  main.addEventListener("click", (event) => {
    if (event.target.closest("[data-grip]")) setStop(STOPS[(STOPS.indexOf(stop) + 1) % STOPS.length], resized);
    if (event.target.closest("[data-close-filter]")) main.classList.remove("filters-open");
  });
  let from = null;
  main.addEventListener("pointerdown", (event) => {
    from = event.target.closest("[data-grip]") ? event.clientY : null;
  });
  addEventListener("pointerup", (event) => {
    if (from === null) return;
    const moved = event.clientY - from;
    from = null;
    if (Math.abs(moved) < 24) return;
    const at = STOPS.indexOf(stop) + (moved < 0 ? 1 : -1);
    setStop(STOPS[Math.min(Math.max(at, 0), STOPS.length - 1)], resized);
  });
  $("[data-open-filter]")?.addEventListener("click", () => main.classList.toggle("filters-open"));
}

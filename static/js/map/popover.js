// A small list over the map: the stations of a cluster, the layers to switch.

import { $, el, glyph } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { levelOf } from "./model.js";
import { state, update } from "./state.js";

let open = null;

/** Close the pop-over; whether one was open. */
export function closePopover() {
  if (!open) return false;
  const { node, opener } = open;
  open = null;
  node.remove();
  opener?.setAttribute?.("aria-expanded", "false");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  return true;
}

/** Open a pop-over over the map, at the place of its opener. */
export function openPopover(content, opener, { label }) {
  closePopover();
  const host = $("[data-mapbox]");
  const node = el("div", { class: "popover", role: "dialog", "aria-label": label }, content);
  host.append(node);
  const [box, from] = [host.getBoundingClientRect(), opener.getBoundingClientRect()];
  const left = Math.min(Math.max(from.left - box.left + 20, 8), box.width - node.offsetWidth - 8);
  const top = Math.min(Math.max(from.top - box.top + 12, 8), box.height - node.offsetHeight - 8);
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(top, 8)}px`;
  opener.setAttribute("aria-expanded", "true");
  open = { node, opener };
  $("button, input, a", node)?.focus({ preventScroll: true });
  return node;
}

/** List the stations of a cluster. */
export function openGroup(stations, opener) {
  const choose = (code) => () => {
    closePopover();
    update({ station: code });
  };
  const rows = stations.map((s) =>
    el("li", {}, el("button", { type: "button", class: "pickrow", onclick: choose(s.code) }, glyph(levelOf(s, state.overlay)), s.name)),
  );
  const label = t("{n} 个站点", { n: stations.length });
  openPopover([el("h3", {}, label), el("ul", { class: "picklist" }, rows)], opener, { label });
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.node.contains(event.target) && !open.opener?.contains?.(event.target)) closePopover();
});

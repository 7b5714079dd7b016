// The map's own buttons: nearer, farther, the whole city, what is drawn.

import { $, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { map, showBox, still } from "./frame.js";
import { closePopover, openPopover } from "./popover.js";
import { hideScene, sceneShown } from "./scene.js";
import { state, update } from "./state.js";

function switches() {
  const row = (label, checked, onchange) => el("label", { class: "switch" }, el("input", { type: "checkbox", checked, onchange }), label);
  const shown = state.station && sceneShown(state.station);
  return [
    el("h3", {}, t("图层")),
    row(t("线索和问题的位置（放大后）"), state.marks, ({ target }) => update({ marks: target.checked })),
    shown && row(t("站点最近影像"), true, () => {
      hideScene();
      closePopover();
      update({ scene: false });
    }),
  ];
}

/** Wire the buttons; `home()` gives the box of the whole. */
export function addControls(home) {
  const animate = () => ({ animate: !still() });
  $("[data-zoom-in]").addEventListener("click", () => map.zoomIn(1, animate()));
  $("[data-zoom-out]").addEventListener("click", () => map.zoomOut(1, animate()));
  $("[data-home]").addEventListener("click", () => home() && showBox(home(), { animate: true }));
  const layers = $("[data-layers]");
  layers.addEventListener("click", () => {
    if (layers.getAttribute("aria-expanded") === "true") closePopover();
    else openPopover(switches(), layers, { label: t("图层") });
  });
}

// The bar under the map: which parts are shown, what their looks mean, and the tool that moves the picture.
import { clear, el, svg } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { farAway, grouped, isUnsure } from "./model.js";
import { groupName, groupNote } from "./words.js";

/** The switches of `map`'s parts in `bar`. */
export class LayerBar {
  constructor(bar, map, onNudge) {
    Object.assign(this, { bar, map, onNudge, hidden: new Set() });
  }

  draw(flight, station) {
    const far = farAway(flight.photos, station);
    const names = { picture: t("正射"), frames: t("照片"), track: t("航迹"), zones: t("管控环"), gaps: t("缺口") };
    const has = {
      picture: Boolean(flight.scene?.tiles), frames: flight.photos.length > 0, track: Boolean(flight.track),
      zones: true, gaps: (flight.coverage ?? []).some((row) => row.gap_area_m2 > 0),
    };
    clear(
      this.bar,
      el("span", { class: "seg", role: "group", "aria-label": t("显示") }, Object.keys(names).map((part) => this.button(part, names[part], has[part]))),
      el("span", { class: "legend" }, grouped(flight.photos).filter(([group]) => group !== "unplaced").map(([group]) => key(group)), flight.photos.some(isUnsure) ? el("span", { class: "row", title: t("位置和偏航按记录，可能差数米、差 180°") }, swatch("good fp-unsure"), t("位置存疑")) : null),
      far ? el("span", { class: "strong" }, t("{n} 张距站点超过 3 km，不在图内", { n: far })) : null,
      el("span", { class: "grow" }),
      flight.scene?.tiles && flight.may?.edit
        ? el("button", { type: "button", class: "btn btn--small", onclick: () => this.onNudge() }, t("平移正射"))
        : null,
    );
  }

  button(part, name, there) {
    const shown = there && !this.hidden.has(part);
    return el("button", {
      type: "button", "aria-pressed": String(shown), disabled: !there, "data-part": part,
      onclick: (event) => this.toggle(part, event.currentTarget),
    }, name);
  }

  toggle(part, button) {
    const shown = this.hidden.has(part);
    if (shown) this.hidden.delete(part);
    else this.hidden.add(part);
    button.setAttribute("aria-pressed", String(shown));
    this.map.toggle(part, shown);
  }
}

/** The look of a group, as a small swatch. */
export function swatch(group) {
  return svg(
    "svg", { width: 18, height: 12, viewBox: "0 0 18 12", "aria-hidden": "true" },
    svg("rect", { class: `fp fp-${group} fp-key`, x: 1, y: 1, width: 16, height: 10 }),
  );
}

function key(group) {
  return el("span", { class: "row", title: groupNote(group) }, swatch(group), group === "water" ? t("水面") : groupName(group));
}

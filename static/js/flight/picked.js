// The frame that is chosen: its picture, its facts, and what can be done with it.
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { photoFacts } from "./facts.js";
import { isPlaced } from "./model.js";

/** Draw a chosen frame into `box`, or nothing. */
export function drawPicked(box, photo, { flight, open, points }) {
  if (!photo) return clear(box);
  const picture = photo.thumb_url ? el("img", { src: photo.thumb_url, alt: "" }) : el("span", { class: "noimg" });
  const place = flight.may?.edit
    ? el("button", { type: "button", class: "btn btn--small", onclick: () => points(photo) }, isPlaced(photo) ? t("改用控制点定位") : t("用控制点定位"))
    : null;
  return clear(box, el(
    "section", { class: "sec" },
    el("h2", { class: "mono wrap-any" }, photo.filename),
    el("div", { class: "picked" },
      el("button", { type: "button", class: "picked-img", onclick: () => open(photo.id), "aria-label": t("看原图 {name}", { name: photo.filename }) }, picture),
      el("div", { class: "stack" }, el("button", { type: "button", class: "btn", onclick: () => open(photo.id) }, t("看原图")), place)),
    photoFacts(photo, flight),
  ));
}

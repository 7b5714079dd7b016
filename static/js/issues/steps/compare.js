// The evidence and a new flight's mosaic over the same ground at the same scale, parted by a swipe.
import { el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { Pane } from "../../review/pane.js";
import { pictureOf } from "../../review/picture.js";
import { View } from "../../review/view.js";

/** A picture of the evidence (left) over the tiles of a scene (right). */
export function comparison(entry, sceneId) {
  const frame = { ...entry, mime: "image/jpeg" };
  const now = pictureOf({ ...frame, url: null });
  const pane = new Pane({ created_at: null }, now, { under: pictureOf(frame), label: t("左为认定时，右为复飞") });
  const range = el("input", { type: "range", min: 0, max: 100, value: 50, "aria-label": t("左右对比") });
  const box = el("div", { class: "fly-compare" }, pane.node);
  const look = () => {
    const { width } = box.getBoundingClientRect();
    if (!width) return;
    pane.look(new View().of(now, { width, height: width * (now.side[1] / now.side[0]) }), { rings: true, outline: false }, Number(range.value) / 100);
    pane.sharpen({ after: sceneId, before: null });
  };
  range.addEventListener("input", () => pane.view && pane.part(Number(range.value) / 100));
  new ResizeObserver(look).observe(box);
  return el("div", { class: "stack" }, box, range, el("p", { class: "small dim" }, t("同一范围、同一比例：左为认定时，右为复飞；空白处没有飞到。由人判断，系统不下结论。")));
}

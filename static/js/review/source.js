// The queue of one flight or one image: a chip that can be taken away, and what was not seen in it.
import { clear, el } from "../lib/dom.js";
import { percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const NAMES = ["station", "flight", "scene"];

/** What an address narrows the queue to. */
export const narrow = (wanted) => Object.fromEntries(NAMES.map((name) => [name, wanted.get(name)]));

export const isNarrow = (wanted) => NAMES.some((name) => wanted.get(name));

/** Forget the flight or image, also in the address. */
export function widen(wanted) {
  const there = new URL(location.href);
  for (const name of ["flight", "scene", "finding"]) {
    wanted.delete(name);
    there.searchParams.delete(name);
  }
  history.replaceState(null, "", there);
}

/** What the queue is narrowed to; `drop()` shows all leads again. */
export function drawSource(box, source, drop) {
  box.hidden = !source;
  if (!source) return clear(box);
  const away = el("button", { type: "button", class: "chip-x", "aria-label": t("不限于此，看全部线索"), title: t("不限于此，看全部线索"), onclick: drop }, "×");
  return clear(box, el("a", { class: "grow", href: address(source) }, sourceText(source)), away);
}

/** Flight or image, its number and its name. */
export function sourceText({ kind, id, name }) {
  return kind === "flight" ? t("只看航次 #{id} {name}", { id, name }) : t("只看影像 #{id} {name}", { id, name });
}

/** The page of the flight or image. */
export function address({ kind, id }) {
  return kind === "flight" ? `/imagery/flights/${id}` : `/imagery/scenes/${id}`;
}

/** What each detector looked at, and what it did not. */
export function looks({ looked }) {
  if (!looked.length) return el("p", {}, t("还没有检测器看过它；没有看过，不能说没有问题。"));
  return el("ul", { class: "stack looks" }, looked.map((look) => el("li", {}, el("span", { class: "strong" }, look.station.name), ` ${look.detector}${t("：")}`, share(look))));
}

function share({ assessed_fraction: seen, abstained }) {
  if (abstained) return el("span", { class: "dim" }, t("没有评估，{why}", { why: abstained.text }));
  const text = t("看了管控范围的 {share}", { share: percent(seen, 0) });
  return 1 - seen > 0.005 ? [text, el("span", { class: "dim" }, t("，{left} 没有看到", { left: percent(1 - seen, 0) }))] : text;
}

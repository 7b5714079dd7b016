// The sheet of the public copies: what may leave the house, how it was made, what is not promised.
import { el } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { choices, sheet } from "./sheet.js";
import { pictureName } from "./words.js";

const WAITS = ["queued", "running"];

/** The sheet for one state of the copies of a lead; `make()` asks for them. */
export function copiesForm(paper, finding, make, close) {
  const lead = finding.state === "accepted" ? null : el("p", { class: "note small" }, t("这条线索没有认定为问题；图可以公开，不能写成问题。"));
  return sheet(t("公开副本"), close, el("div", { class: "copies", "data-copies": "" }, lead, body(paper, make)));
}

function body(paper, make) {
  if (WAITS.includes(paper.state)) return el("p", { role: "status" }, el("progress", { max: 100, value: paper.percent }), " ", paper.stage_text || t("排队中"));
  if (paper.state === "done") return [made(paper), left(paper), limits(paper)];
  const why = paper.error ? el("p", { role: "alert" }, t("公开副本没有做成：{why}", { why: paper.error.text })) : null;
  return [
    why,
    el("p", {}, t("整幅重新编码、降低分辨率到认不出人脸和车牌，去掉全部拍摄信息，位置取整。谁制作的记入审计。")),
    limits(paper),
    choices([[paper.error ? t("再试一次") : t("制作公开副本"), make]]),
  ];
}

function made({ copies, place }) {
  if (!copies.length) return el("p", {}, t("没有一张图可以公开。"));
  const where = place && el("p", {}, t("公开位置："), el("span", { class: "mono" }, `${place[0]}, ${place[1]}`));
  return [where, el("div", { class: "copies-row" }, copies.map(figure))];
}

function figure(copy) {
  const name = pictureName(copy);
  const facts = t("{size} cm/像素 · {width}×{height}", { size: number(copy.gsd_m * 100, copy.gsd_m < 1 ? 1 : 0), width: copy.width, height: copy.height });
  const save = el("a", { href: copy.url, download: copy.name }, t("下载"));
  return el(
    "figure",
    {},
    el("img", { src: copy.url, alt: name, loading: "lazy" }),
    el("figcaption", { class: "small" }, el("span", { class: "strong" }, name), " ", copy.day ?? "", el("br"), facts, el("br"), el("span", { class: "mid" }, copy.method.map(({ text }) => text).join(t("；"))), " ", save),
  );
}

function left({ left: others }) {
  if (!others.length) return null;
  return el("ul", { class: "stack small" }, others.map((one) => el("li", {}, t("没有副本："), `${pictureName(one)}${t("：")}${one.text}`)));
}

function limits({ limits: texts = [] }) {
  return texts.length ? el("ul", { class: "stack small mid" }, texts.map(({ text }) => el("li", {}, text))) : null;
}

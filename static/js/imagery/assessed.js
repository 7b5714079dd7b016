// What detectors could judge at each station; what they could not is hatched, never green.
import { el, svg } from "../lib/dom.js";
import { number, percent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { decisionWord } from "../review/words.js";
import { detectorName } from "./words.js";

const WIDTH = 340;

/** The section: one block a station and detector, then the leads of this scene. */
export function assessed(scene, findings) {
  const rows = scene.assessments ?? [];
  const body = rows.length ? rows.map((row) => block(row)) : el("p", { class: "mid" }, waiting(scene));
  return [
    el("h2", {}, t("检测结果")),
    body,
    findings.length ? el("h3", { class: "gap" }, t("本影像的线索")) : null,
    el("ul", { class: "stack" }, findings.map(lead)),
  ];
}

function waiting(scene) {
  if (scene.state === "refused") return t("影像已退回，没有检测。");
  if (scene.state === "cancelled") return t("入库已取消，没有检测。");
  if (scene.state === "received") return t("入库后自动检测。");
  const looked = (scene.jobs ?? []).find((job) => job.kind === "scene.detect");
  if (["cancelled", "failed"].includes(looked?.state)) return t("检测没有做完，没有评估；不等于没有问题。");
  return scene.stations?.length ? t("检测还没有完成。") : t("影像范围内没有站点，没有可检测的管控范围。");
}

function block(row) {
  const name = `${row.station?.name ?? ""} · ${detectorName(row.detector)}`;
  const head = el("div", { class: "row" }, el("span", { class: "strong grow" }, name), el("span", { class: "small dim" }, `${row.detector} ${row.version}`));
  if (row.abstained) {
    return el("div", { class: "seen" }, head, el("div", { class: "hatched" }, el("span", {}, t("不能判断：{why}", { why: row.abstained.text }))));
  }
  const seen = t("可评估 {share}", { share: percent(row.assessed_fraction, 0) });
  const left = row.assessed_fraction < 0.995 ? t("，{left} 未评估，不判定", { left: percent(1 - row.assessed_fraction, 0) }) : "";
  const found = row.found ? t("疑似 {n} 处", { n: row.found }) : t("没有疑似问题；没有线索不等于没有问题");
  return el("div", { class: "seen" }, head, bar(row.assessed_fraction), el("p", { class: "small mid" }, seen, left), el("p", {}, found), compared(row));
}

function compared({ reference_id: id }) {
  return id
    ? el("p", { class: "small" }, el("a", { href: `/imagery/scenes/${id}` }, t("与较早的影像 {id} 比较", { id })))
    : el("p", { class: "small dim" }, t("没有更早的影像，未作变化比较"));
}

function bar(share) {
  const seen = WIDTH * share;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} 10`, height: 10, preserveAspectRatio: "none", role: "img", "aria-label": percent(share, 0) },
    svg("rect", { class: "bar-bg", width: WIDTH, height: 10 }),
    svg("rect", { class: "bar", width: seen, height: 10 }),
    svg("rect", { class: "bar--hole", x: seen, width: WIDTH - seen, height: 10 }),
  );
}

function lead(finding) {
  const state = finding.state === "pending" ? t("待研判") : decisionWord(finding.state);
  const issue = finding.decided?.issue;
  return el(
    "li",
    { class: "row" },
    el("a", { class: "grow", href: `/review?finding=${finding.id}` }, t("疑似：{name}", { name: finding.name })),
    el("span", { class: "mid" }, number(finding.confidence, 2)),
    issue ? el("a", { class: "tag", href: `/issues/${issue}` }, issue) : el("span", { class: "tag" }, state),
  );
}

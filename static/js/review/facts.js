// What is known about a lead, and what is not: the panel beside the stage.
import { el, grade, gradeWord, svg, tag } from "../lib/dom.js";
import { area, distance, moment, number, percent, wind } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { decidedText, dutyName, sourceName } from "./words.js";

/** The sections of the panel above "if accepted". */
export function facts(finding) {
  return [head(finding), figures(finding), rule(finding), compared(finding), near(finding), source(finding)];
}

function head(finding) {
  const word = finding.state === "pending"
    ? t("机器提示，仅为线索；由您认定后才成为问题。")
    : decidedText(finding);
  return el(
    "div",
    { class: "sec" },
    el("div", { class: "row" }, el("h2", { class: "grow" }, t("疑似：{name}", { name: finding.name })), tag(finding.code)),
    el("p", { class: "mid" }, word),
    finding.proposal ? el("p", { class: "note small" }, proposed(finding.proposal)) : null,
  );
}

function proposed({ by, code, grade: level, note }) {
  return t("{by} 提议认定：{code} {grade} {note}", {
    by: by ?? t("影像研判员"), code: code ?? "", grade: gradeWord(level), note: note ?? "",
  });
}

function figures(finding) {
  const duty = finding.if_accepted?.responsible;
  const dutyText = duty ? [dutyName(duty.kind), duty.name && t("（{name}）", { name: duty.name })].filter(Boolean).join("") : t("无法按规则确定");
  return section("", pairs([
    [t("置信度"), el("span", { class: "row" }, bar(finding.confidence), number(finding.confidence, 2))],
    [t("以往研判"), verdicts(finding)],
    [t("面积"), area(finding.area_m2)],
    [t("最近距离"), where(finding)],
    [t("可评估"), assessed(finding)],
    [t("不能判断"), unjudged(finding)],
    [t("建议等级"), el("span", { class: "row" }, grade(finding.grade_proposed), gradeWord(finding.grade_proposed))],
    finding.state === "pending" ? [t("建议责任"), dutyText] : null,
    finding.sightings ? [t("重复出现"), t("{n} 次", { n: finding.sightings })] : null,
  ]));
}

function where({ distance_m: metres, bearing_deg: bearing }) {
  if (metres === null || metres === undefined) return t("站点没有采样口或取水口坐标");
  if (metres === 0) return t("覆盖采样口或取水口");
  return bearing === null || bearing === undefined ? distance(metres) : `${distance(metres)}${t("，")}${wind(bearing)} ${number(bearing)}°`;
}

function assessed({ assessed_fraction: share }) {
  const left = 1 - share;
  const text = t("管控范围的 {share}", { share: percent(share, 0) });
  return left > 0.005 ? [text, el("span", { class: "dim" }, t("，{left} 未评估", { left: percent(left, 0) }))] : text;
}

function unjudged({ smallest_object_m: smallest }) {
  return smallest
    ? t("小于 {size} m 的物体；成因与责任需现场核实", { size: number(smallest, smallest < 10 ? 1 : 0) })
    : t("成因与责任需现场核实");
}

/** How often people said that this detector was right: what its confidence is worth here. */
function verdicts({ reviewed }) {
  if (!reviewed?.of) return el("span", { class: "dim" }, t("此检测器还没有研判记录，置信度未经本地校准"));
  return t("此检测器研判过 {of} 条，{right} 条属实", reviewed);
}

function bar(share) {
  return svg(
    "svg",
    { width: 120, height: 8, role: "img", "aria-label": number(share, 2) },
    svg("rect", { class: "bar-bg", width: 120, height: 8 }),
    svg("rect", { class: "bar", width: 120 * share, height: 8 }),
  );
}

function rule(finding) {
  const { rule: found, detail = {} } = finding;
  const text = found ? t("规则 {id}：{name}", { id: found.id, name: found.name }) : t("没有对应的规则，按问题类型判断");
  const measured = (detail.measured ?? "") !== "" ? t("实测 {measured}，限 {limit}", { measured: detail.measured, limit: detail.limit ?? t("未设") }) : "";
  return section(t("依据"), el("p", {}, text), measured ? el("p", { class: "mid" }, measured) : null);
}

function compared(finding) {
  const { reference, scene } = finding;
  if (!reference) return section(t("与基准相比"), el("p", { class: "dim" }, t("没有基准影像：只凭本次影像判断，不能说是新出现的。")));
  return section(t("与基准相比"), el("p", {}, t("基准 {before}，本次 {after}", {
    before: moment(reference.taken_at) || t("时间未知"), after: moment(scene.taken_at) || t("时间未知"),
  })));
}

function near(finding) {
  const issues = finding.near_issues ?? [];
  if (!issues.length) return section(t("同站已有"), el("p", { class: "mid" }, t("50 m 内没有未销号的问题")));
  const items = issues.map((issue) => el(
    "li",
    {},
    el("a", { href: `/issues/${issue.number}` }, issue.title),
    el("span", { class: "dim" }, ` ${issue.distance_m < 1 ? t("同一位置") : t("距此 {d}", { d: distance(issue.distance_m) })}`),
  ));
  return section(t("同站已有"), el("ul", { class: "stack" }, items));
}

function source(finding) {
  const { scene, detector, detector_version: version } = finding;
  return section(t("来源"), pairs([
    [t("检测器"), `${detector} ${version}`],
    [t("影像"), el("a", { href: `/imagery/scenes/${scene.id}` }, sourceName(scene.source_kind), " ", el("span", { class: "mono" }, shortHash(scene.sha256)))],
    [t("拍摄"), moment(scene.taken_at) || t("时间未知")],
  ]));
}

/** The first eight and last four signs of a hash. */
export function shortHash(text) {
  return text ? `${text.slice(0, 4)} ${text.slice(4, 8)} … ${text.slice(-4)}` : "";
}

/** A section of the panel with a small head. */
export function section(title, ...parts) {
  return el("div", { class: "sec" }, title ? el("h3", {}, title) : null, parts);
}

/** A definition list from [term, value] pairs; null ones are left out. */
export function pairs(rows) {
  return el("dl", { class: "kv" }, rows.filter(Boolean).map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

// What is known about a lead, and what is not: the panel beside the stage.
import { el, grade, gradeWord, svg, tag } from "../lib/dom.js";
import { area, distance, moment, number, percent, wind } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { draftOf, keepDraft } from "./drafts.js";
import { decidedText, dutyName, sourceName, undecided } from "./words.js";

/** The sections of the panel above "if accepted". */
export function facts(finding, acts = {}) {
  if (!finding.id) return [drawingOnly(finding)];
  return [head(finding, acts), unsent(finding), figures(finding), rule(finding), compared(finding), near(finding)];
}

/** The sections below "if accepted". */
export function more(finding, acts = {}) {
  return finding.id ? [source(finding), papers(finding, acts)] : [];
}

function head(finding, acts) {
  const hint = finding.origin === "person"
    ? t("由 {name} 标绘，仍是线索；认定后才成为问题。", { name: finding.drawn_by ?? "" })
    : t("机器提示，仅为线索；由您认定后才成为问题。");
  const word = finding.state === "pending" ? hint : decidedText(finding);
  return el(
    "div",
    { class: "sec" },
    el("div", { class: "row" }, el("h2", { class: "grow" }, t("疑似：{name}", { name: finding.name })), tag(finding.code)),
    finding.code_before && finding.code_before !== finding.code ? el("p", { class: "small mid" }, t("类型由人改过，原为 {code}", { code: finding.code_before })) : null,
    el("p", { class: "mid" }, word),
    finding.proposal ? el("p", { class: "note small" }, proposed(finding.proposal)) : null,
    finding.detail?.note && finding.origin === "person" ? el("p", { class: "note small" }, finding.detail.note) : null,
    finding.detail?.position ? el("p", { class: "note small" }, t("影像位置存疑：面积可用，距离和所在环可能差数米。")) : null,
    finding.not_evidence ? el("p", { class: "note small" }, finding.not_evidence.text) : null,
    finding.withheld ? withheld(finding, acts) : null,
  );
}

// A scene without a finding: there is only ground to draw on.
function drawingOnly({ station }) {
  return section(t("在影像上标绘"), el("p", {}, t("{name}：逐处查看，发现机器漏掉的问题按 D 标出。", { name: station.name })), el("p", { class: "mid" }, t("没有标出的不等于没有问题。")));
}

function withheld(finding, acts) {
  const may = finding.actions?.includes("release");
  const open = may && el("button", { type: "button", class: "btn btn--quiet", onclick: acts.release }, t("公开"), el("kbd", {}, "O"));
  return el("p", { class: "note small row" }, el("span", { class: "grow" }, t("限制查看：区县和运维单位看不到，直到复核员公开。")), open);
}

// What this person typed and somebody else's decision kept from being sent.
function unsent(finding) {
  const words = undecided(finding) ? "" : draftOf(finding.id);
  if (!words) return null;
  const field = el("textarea", { class: "ta unsent", rows: 2, maxlength: 2000, "aria-label": t("您的意见（未提交）"), oninput: ({ target }) => keepDraft(finding.id, target.value) }, words);
  const copy = el("button", { type: "button", class: "btn btn--quiet", onclick: () => navigator.clipboard?.writeText(field.value) }, t("复制我的意见"));
  return section(t("您的意见（未提交）"), field, copy);
}

// What can be printed of it, and what may be published.
function papers({ actions = [] }, acts) {
  const sheet = actions.includes("sheet") && el("button", { type: "button", class: "btn", "data-paper": "", onclick: acts.sheet }, t("证据单 PDF"), el("kbd", {}, "P"));
  const copies = actions.includes("public") && el("button", { type: "button", class: "btn", onclick: acts.copies }, t("公开副本"), el("kbd", {}, "X"));
  if (!sheet && !copies) return null;
  return section(t("证据单与副本"), el("div", { class: "row row--wrap" }, sheet, copies), el("p", { id: "paper", class: "small", role: "status", hidden: true }));
}

function proposed({ by, code, grade: level, note }) {
  return t("{by} 提议认定：{code} {grade} {note}", {
    by: by ?? t("影像研判员"), code: code ?? "", grade: gradeWord(level), note: note ?? "",
  });
}

function figures(finding) {
  const drawn = finding.origin === "person";
  const duty = finding.if_accepted?.responsible;
  const dutyText = duty ? [dutyName(duty.kind), duty.name && t("（{name}）", { name: duty.name })].filter(Boolean).join("") : t("无法按规则确定");
  return section("", pairs([
    drawn ? null : [t("置信度"), el("span", { class: "row" }, bar(finding.confidence), number(finding.confidence, 2))],
    drawn ? null : [t("以往研判"), verdicts(finding)],
    inRing(finding),
    [t("面积"), finding.reshaped ? [area(finding.area_m2), el("span", { class: "dim" }, t("（轮廓由人改过）"))] : area(finding.area_m2)],
    [t("最近距离"), where(finding)],
    ring(finding) && [t("所在环"), ring(finding)],
    [t("可评估"), drawn ? t("由人查看，没有按面积计算") : assessed(finding)],
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

// How much of it lies where the rule looks; the outline may reach far beyond.
function inRing({ area_m2: whole, detail, reshaped }) {
  const inside = detail?.area_in_ring_m2;
  if (inside === undefined || reshaped || inside >= whole) return null;
  return [t("规则环内面积"), t("{area}（{limit} m 以内）", { area: area(inside), limit: number(detail.limit) })];
}

// Between which of the 20, 50 and 100 m rings it begins.
function ring({ distance_m: metres }) {
  if (metres === null || metres === undefined) return "";
  const outer = [20, 50, 100].find((radius) => metres <= radius);
  const inner = [100, 50, 20].find((radius) => metres > radius) ?? 0;
  return outer ? `${inner}–${outer} m` : t("100 m 以外");
}

function assessed({ assessed_fraction: share, detail }) {
  const left = 1 - share;
  const reach = detail?.area_in_ring_m2 === undefined ? 0 : Number(detail.limit);
  const text = reach
    ? t("{reach} m 范围的 {share}", { reach: number(reach), share: percent(share, 0) })
    : t("管控范围的 {share}", { share: percent(share, 0) });
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
  return section(t("依据"), el("p", {}, text), measured(detail));
}

// Without a height the distance alone proves nothing: say so instead of "19.5, limit 20".
function measured({ measured: value, limit, height, area_in_ring_m2: ringed }) {
  if ((value ?? "") === "") return null;
  const both = { measured: value, limit: limit ?? t("未设") };
  const far = height === "unknown" && ringed !== undefined;
  const words = far ? t("距离 {measured} m，规则环 {limit} m；高度未知，不能按规则核对", both) : t("实测 {measured}，限 {limit}", both);
  return el("p", { class: "mid" }, words);
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
    finding.origin === "person" ? [t("标绘"), finding.drawn_by ?? ""] : [t("检测器"), `${detector} ${version}`],
    [t("影像"), el("a", { href: `/imagery/scenes/${scene.id}` }, sourceName(scene.source_kind), " ", el("span", { class: "mono" }, shortHash(scene.sha256)))],
    [t("拍摄"), moment(scene.taken_at) || t("时间未知")],
    finding.flight ? [t("航次"), el("a", { href: `/imagery/flights/${finding.flight}` }, `#${finding.flight}`)] : null,
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

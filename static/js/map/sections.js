// The panel's plain sections: open issues, leads, facts, and what can be done.

import { el, grade, icon } from "../lib/dom.js";
import { day, number, percent } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { data } from "./model.js";
import { may } from "./panel.js";
import { sceneShown, toggleScene } from "./scene.js";

const section = (title, aside, ...body) =>
  el("div", { class: "sec" }, el("div", { class: "row" }, el("h3", { class: "grow" }, title), aside), body);

function issueRow(issue) {
  const due = issue.deadline_on && (issue.overdue ? t("逾期，限 {date}", { date: day(issue.deadline_on, data.asOf) }) : t("限 {date}", { date: day(issue.deadline_on, data.asOf) }));
  return el("li", { class: "row" }, grade(issue.grade), el("a", { class: "grow", href: `/issues/${encodeURIComponent(issue.number)}` }, issue.title), el("span", { class: "small nowrap" }, due));
}

/** Issues not closed. */
export function issuesSection(issues) {
  const all = issues.length ? el("span", { class: "small dim" }, t("{n} 件", { n: issues.length })) : null;
  return section(t("未销号问题"), all, issues.length ? el("ul", { class: "stack" }, issues.map(issueRow)) : el("p", { class: "dim" }, t("没有。")));
}

function leadRow(finding) {
  const about = [t("把握 {p}", { p: percent(finding.confidence, 0) }), finding.distance_m !== null && finding.distance_m !== undefined && t("距采样点 {d} m", { d: number(finding.distance_m) })];
  return el(
    "li", { class: "row" },
    el("span", { class: "leadmark", "aria-hidden": "true" }),
    el("a", { class: "grow", href: `/review?finding=${finding.id}` }, t("疑似 {name}", { name: finding.name })),
    el("span", { class: "small dim nowrap" }, listed(about)),
  );
}

/** The machine's hints that nobody has judged yet. */
export function leadsSection(detail) {
  if (!detail.findings.length) return null;
  return section(
    t("待研判线索"), el("span", { class: "small dim" }, t("{n} 条", { n: detail.findings.length })),
    el("ul", { class: "stack" }, detail.findings.map(leadRow)),
    el("p", { class: "small dim gap" }, t("机器提示，仅为线索；由人认定后才成为问题。")),
  );
}

const access = (a) => listed([{ road: t("车辆可达"), foot: t("步行"), boat: t("乘船") }[a?.mode] ?? a?.mode, a?.hours, a?.note]);

/** Everything else that is known, folded away. */
export function factsSection(d) {
  const rows = [
    [t("编号"), el("span", { class: "mono" }, d.code)],
    [d.kind === "water" ? t("取水口") : t("采样口"), el("span", { class: "mono" }, `${d.lon.toFixed(5)}, ${d.lat.toFixed(5)}`)],
    d.anchor_height_m !== null && [t("高度"), `${number(d.anchor_height_m, 1)} m`],
    d.duty_district && d.duty_district.code !== d.district?.code && [t("责任区县"), d.duty_district.name],
    access(d.access) && [t("到达"), access(d.access)],
    d.remote && [t("偏远"), d.remote_reason || t("是")],
    d.suspended && [t("停运"), t("是")],
    ...Object.entries(d.external_codes ?? {}).map(([k, v]) => [k, String(v)]),
  ].filter(Boolean);
  const changes = (d.changes ?? []).slice(0, 5).map((c) => el("li", { class: "small dim" }, `${day(c.at, data.asOf)} ${c.field}：${c.old || "—"} → ${c.new || "—"} ${c.by ?? ""}`));
  return el(
    "details", { class: "sec more" },
    el("summary", {}, t("站点资料")),
    el("dl", { class: "kv" }, rows.map(([k, v]) => [el("dt", {}, k), el("dd", {}, v)])),
    changes.length > 0 && [el("h3", { class: "gap" }, t("变更")), el("ul", {}, changes)],
  );
}

/** The panel's foot: one main button. */
export function actions(station, detail) {
  const review = may("Review") && station.pending_findings > 0;
  const scenes = detail?.scenes?.some((s) => s.tiles);
  const on = sceneShown(station.code);
  const buttons = [
    review && el("a", { class: "btn btn--main", href: `/review?station=${encodeURIComponent(station.code)}` }, t("研判线索"), el("span", {}, station.pending_findings)),
    scenes && el("button", { type: "button", class: "btn", "aria-pressed": String(on), onclick: () => toggleScene(detail) }, on ? t("收起影像") : t("看影像"), el("kbd", {}, "V")),
    may("Upload") && el("a", { class: review ? "btn btn--quiet" : "btn btn--main", href: `/imagery?station=${encodeURIComponent(station.code)}` }, icon("upload"), t("上传影像")),
  ].filter(Boolean);
  return buttons.length ? el("div", { class: "foot" }, buttons) : null;
}

// The plan editor: its words, and measures with their dates; begins with the version that came back.
import { clear, el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

/** Editor of the next version of the plan. */
export function planField(issue) {
  const last = issue.plans?.at(-1) ?? null;
  const text = el("textarea", { class: "ta", name: "plan_text", rows: 3, maxlength: 5000, value: last?.text ?? "" });
  const rows = el("ol", { class: "measures" });
  const add = (one = {}) => rows.append(row(one, issue, rows));
  (last?.measures?.length ? last.measures : [{}]).forEach(add);
  const back = last?.returned_reason ? el("p", { class: "up-why" }, t("版本 {n} 退回理由：{why}", { n: last.version, why: last.returned_reason })) : null;
  const node = el("div", { class: "stack" }, back,
    el("label", { class: "lab" }, t("整改方案"), text),
    rows,
    el("div", { class: "row" },
      el("button", { type: "button", class: "btn btn--quiet", onclick: () => { add(); rows.lastElementChild.querySelector("input").focus(); } }, t("加一项措施")),
      el("span", { class: "small dim" }, limit(issue))));
  return { node, value: async () => ({ plan: { text: text.value.trim(), measures: measures(rows) } }) };
}

function limit({ deadline_on: on, plan_due_on: due }) {
  return [due ? t("方案限 {on} 前报送", { on: due }) : "", on ? t("整改限期 {on}", { on }) : ""].filter(Boolean).join(" · ");
}

function row({ text = "", due_on: on = "" }, issue, rows) {
  const item = el("li", { class: "row", "data-measure": "" },
    el("input", { class: "inp grow", maxlength: 1000, value: text, "aria-label": t("措施"), placeholder: t("措施") }),
    el("input", { class: "inp", type: "date", value: on, "aria-label": t("完成日期"), max: issue.deadline_on }),
    el("button", { type: "button", class: "btn btn--quiet", "aria-label": t("去掉这一项"), onclick: () => (rows.children.length > 1 ? item.remove() : clearRow(item)) }, "×"));
  return item;
}

function clearRow(item) {
  for (const input of item.querySelectorAll("input")) input.value = "";
}

function measures(rows) {
  const filled = [...rows.children].map((item) => [...item.querySelectorAll("input")].map((one) => one.value.trim()));
  return filled.filter(([text, on]) => text || on).map(([text, on]) => ({ text, due_on: on }));
}

/** The versions of the plan, the newest first: what was returned stays with its reason. */
export function drawPlans(box, issue, asOfDay) {
  box.hidden = !issue.plans?.length;
  if (box.hidden) return clear(box);
  const [newest, ...older] = [...issue.plans].reverse();
  const state = newest.filing_no ? t("版本 {n}，备案生效", { n: newest.version }) : newest.returned_reason ? t("版本 {n}，已退回", { n: newest.version }) : t("版本 {n}，待备案", { n: newest.version });
  return clear(box,
    el("div", { class: "row" }, el("h2", { class: "grow" }, t("整改方案")), el("span", { class: "small mid" }, state)),
    paper(newest, issue, asOfDay),
    older.length ? el("details", { class: "small" }, el("summary", {}, t("以前的 {n} 个版本", { n: older.length })), older.map((plan) => paper(plan, issue, asOfDay))) : null);
}

function paper(plan, issue, asOfDay) {
  const proven = new Set((issue.evidence ?? []).filter((e) => e.kind === "after" && e.round === issue.rounds).map((e) => e.measure));
  const said = (no) => (!plan.filing_no ? "" : proven.has(no) ? t("有整改后照片") : t("待整改后照片"));
  return el("div", { class: "doc" },
    el("header", {}, el("span", { class: "strong grow" }, plan.text), el("span", { class: "small dim nowrap" }, plan.filing_no || t("版本 {n}", { n: plan.version }))),
    el("ol", {}, plan.measures.map(({ no, text, due_on: on }) => el("li", {}, el("span", { class: "dim" }, String(no)), el("span", {}, text), el("span", { class: "mid" }, asOfDay(on)), el("span", { class: "small mid" }, said(no))))),
    plan.returned_reason ? el("p", { class: "up-why" }, t("退回：{why}", { why: plan.returned_reason })) : null,
    el("p", { class: "small dim doc-by" }, t("报送：{who} {at}", { who: plan.author, at: asOfDay(plan.filed_at) })));
}

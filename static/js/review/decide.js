// "If accepted" and the decision forms: what will happen stands there before a key is pressed.
import { clear, el, gradeWord } from "../lib/dom.js";
import { day, distance } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { days, modeName, reasons } from "./words.js";

/** The block "若认定" with type and grade to choose and the note; `types` is the taxonomy. */
export class Verdict {
  constructor(box, note) {
    Object.assign(this, { box, note, types: [], finding: null });
    this.code = el("select", { class: "sel", id: "v-code", onchange: () => this.onCode() });
    this.grade = el("select", { class: "sel", id: "v-grade" }, [1, 2, 3].map((n) => el("option", { value: n }, gradeWord(n))));
  }

  put(finding) {
    this.finding = finding;
    const fitting = this.types.filter((type) => [finding.station.kind, "both", ""].includes(type.kind_of_station ?? ""));
    const known = fitting.some((type) => type.code === finding.code);
    const all = known ? fitting : [{ code: finding.code, name: finding.name }, ...fitting];
    clear(this.code, all.map((type) => el("option", { value: type.code }, `${type.code} ${type.name}`)));
    this.code.value = finding.proposal?.code ?? finding.code;
    this.grade.value = String(finding.proposal?.grade ?? finding.grade_proposed ?? 2);
    this.note.value = "";
    this.draw();
  }

  onCode() {
    const type = this.type;
    if (type?.grade) this.grade.value = String(type.grade);
    this.draw();
  }

  get type() {
    return this.types.find((type) => type.code === this.code.value);
  }

  draw() {
    const after = this.finding.if_accepted;
    const own = this.code.value === this.finding.code;
    const plan = own && after ? after : { ...this.type, responsible: null, told: [] };
    clear(
      this.box,
      el("dt", {}, el("label", { for: "v-code" }, t("类型"))), el("dd", {}, this.code),
      el("dt", {}, el("label", { for: "v-grade" }, t("等级"))), el("dd", {}, this.grade),
      el("dt", {}, t("方式")), el("dd", {}, term(plan)),
      el("dt", {}, t("告知")), el("dd", {}, listed(plan.told ?? []) || t("认定后按类型的责任规则确定")),
    );
  }

  /** What is sent with an acceptance or a proposal. */
  values() {
    return { code: this.code.value, grade: Number(this.grade.value), note: this.note.value.trim() };
  }
}

function term(plan) {
  if (plan.deadline_days === null || plan.deadline_days === undefined) return modeName(plan.mode) || t("按类型确定");
  const length = days(plan.deadline_days, plan.deadline_unit);
  const words = [modeName(plan.mode), length].filter(Boolean).join(t("，"));
  return plan.deadline_on ? [words, t("，至 "), el("b", {}, day(plan.deadline_on))] : words;
}

/** The form that asks for the reason of a rejection; `send(reason)` is called with it. */
export function rejectForm(note, send, close) {
  const items = reasons().map(([code, word], at) => el(
    "button",
    { type: "button", class: "btn", "data-reason": code, onclick: () => pick(code) },
    word,
    el("kbd", {}, String(at + 1)),
  ));
  const warn = el("p", { class: "small", role: "alert", hidden: true }, t("选“其他”时，在右侧研判意见里写明原因。"));
  function pick(code) {
    warn.hidden = code !== "other" || note.value.trim() !== "";
    if (warn.hidden) send(code);
    else note.focus();
  }
  return sheet(t("为什么不是问题"), close, el("div", { class: "row row--wrap" }, items), warn);
}

/** The form that asks which issue a lead belongs to; `send(number)` is called with it. */
export function mergeForm(issues, send, close) {
  if (!issues.length) return sheet(t("并入已有"), close, el("p", { class: "mid" }, t("本站没有未销号的问题可以并入。")));
  const items = issues.map((issue, at) => el(
    "button",
    { type: "button", class: "btn", onclick: () => send(issue.number) },
    issue.title,
    el("span", { class: "dim" }, issue.distance_m === undefined ? issue.number : t("距此 {d}", { d: distance(issue.distance_m) })),
    el("kbd", {}, String(at + 1)),
  ));
  return sheet(t("并入哪一个问题"), close, el("div", { class: "row row--wrap" }, items));
}

function sheet(title, close, ...parts) {
  const shut = el("button", { type: "button", class: "btn btn--quiet", onclick: close }, t("返回"), el("kbd", {}, "Esc"));
  return el("div", { class: "decide-sheet", role: "dialog", "aria-label": title }, el("div", { class: "row" }, el("h2", { class: "grow" }, title), shut), parts);
}

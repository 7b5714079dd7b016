// "If accepted" and the decision forms: what will happen stands there before a key is pressed.
import { clear, el, gradeWord } from "../lib/dom.js";
import { day, distance } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { draftOf } from "./drafts.js";
import { choices, sheet } from "./sheet.js";
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
    this.note.value = draftOf(finding.id);
    this.draw();
  }

  /** Choose another type, as the key C does. */
  choose(type) {
    this.code.value = type.code;
    this.onCode();
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
  const items = reasons().map(([code, word]) => [word, () => pick(code)]);
  const warn = el("p", { class: "small", role: "alert", hidden: true }, t("选“其他”时，在右侧研判意见里写明原因。"));
  function pick(code) {
    warn.hidden = code !== "other" || note.value.trim() !== "";
    if (warn.hidden) send(code);
    else note.focus();
  }
  return sheet(t("为什么不是问题"), close, choices(items), warn);
}

/** The form that asks which issue a lead belongs to; `send(number)` is called with it; `more`: others are on their way. */
export function mergeForm(issues, send, close, more) {
  const none = more ? t("正在取本站的问题…") : t("本站没有未销号的问题可以并入。");
  const items = issues.map((issue) => [
    issue.title,
    () => send(issue.number),
    issue.distance_m === undefined ? issue.number : t("距此 {d}", { d: distance(issue.distance_m) }),
  ]);
  return sheet(t("并入哪一个问题"), close, el("div", { "data-merge": "" }, issues.length ? choices(items) : el("p", { class: "mid" }, none)));
}

/** The form that asks why a decided finding is opened again; `send(note)` is called with it. */
export function reopenForm(finding, send, close) {
  const field = el("input", { class: "inp", "data-first": "", maxlength: 2000, "aria-label": t("重新研判的原因"), placeholder: t("原因（必填，进入记录）") });
  const go = el("button", { type: "submit", class: "btn btn--main" }, t("重新研判"), el("kbd", {}, "Enter"));
  const form = el("form", { class: "row" }, field, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send(field.value.trim());
    else field.focus();
  });
  const issue = finding.decided?.issue;
  const consequence = { accepted: t("问题 {issue} 若还没有后续操作，将撤销并保留编号和记录；已有后续的，只能在问题里处理。", { issue }), merged: t("证据将从问题 {issue} 中撤出；问题已有后续操作的不能撤。", { issue }) }[finding.state];
  return sheet(t("重新研判这条线索"), close, form, consequence && el("p", { class: "small mid" }, consequence));
}

/** The form that confirms a release. */
export function releaseForm(send, close) {
  const words = t("公开后，区县和运维单位能看到这条线索及其问题、图片和计数。此操作记入审计，不能收回。");
  return sheet(t("公开这条线索"), close, el("p", {}, words), choices([[t("公开"), send]]));
}

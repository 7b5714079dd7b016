// One field for each thing that a step asks for: {node, value(say)} where value is part of the body.
import { el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { days } from "../words.js";
import { parentField } from "./parent.js";
import { photosField } from "./photos.js";
import { planField } from "./plan.js";

const LINES = { note: () => t("意见"), reason: () => t("理由"), case_result: () => t("办理结果") };
const SHORT = {
  no_position: () => t("照片没有位置的原因（有位置可不填）"),
  responsible_person: () => t("责任人"),
};

/** The fields of an offered step, in its order. */
export function fieldsOf(offer, issue, attached) {
  return offer.fields.map((name) => (name === "evidence" ? photosField(offer, issue, attached) : field(name, offer, issue)));
}

function field(name, offer, issue) {
  if (LINES[name]) return plain(LINES[name](), el("textarea", { class: "ta", name, rows: 3, maxlength: 2000 }));
  if (SHORT[name]) return plain(SHORT[name](), el("input", { class: "inp", name, maxlength: 500 }));
  if (name === "deadline_on") return until(offer, issue);
  if (name === "plan") return planField(issue);
  if (name === "parent") return parentField(issue);
  return name === "verifiers" ? verifiers(issue) : responsible(issue);
}

export function labelled(text, input, hint = null) {
  return el("label", { class: "lab" }, text, input, hint ? el("span", { class: "small dim" }, hint) : null);
}

function plain(text, input) {
  return {
    node: labelled(text, input),
    value: async () => (input.value.trim() ? { [input.name]: input.value.trim() } : {}),
  };
}

// An extension needs a day; an order has the type's own unless somebody says otherwise.
function until(offer, issue) {
  const later = offer.step === "extend" || offer.step === "ask_extension";
  const input = el("input", { class: "inp", type: "date", name: "deadline_on", required: later, min: issue.clock?.today });
  const rule = t("不填按类型：{days}", { days: days(issue.deadline_days, issue.deadline_unit) });
  const hint = later ? t("原限期 {on}；只能延期一次", { on: issue.deadline_on ?? "—" }) : rule;
  return { node: labelled(later ? t("新限期") : t("限期"), input, hint), value: async () => (input.value ? { deadline_on: input.value } : {}) };
}

function verifiers(issue) {
  const people = issue.choices?.verifiers ?? [];
  const boxes = people.map(({ id, name }) => el("label", { class: "check--form" }, el("input", { type: "checkbox", name: "verifiers", value: String(id) }), name));
  const words = t("核查人：须 {n} 名，不能是整改方的人", { n: issue.duty?.verifiers_needed ?? 1 });
  const node = el("fieldset", { class: "lab" }, el("legend", {}, words), el("div", { class: "row row--wrap" }, boxes.length ? boxes : t("没有可指定的人")));
  const chosen = () => [...node.querySelectorAll("input:checked")].map((one) => Number(one.value));
  return { node, value: async () => (chosen().length ? { verifiers: chosen() } : {}) };
}

function responsible(issue) {
  const options = (issue.choices?.responsible ?? []).map(({ key, name }) => el("option", { value: key }, name));
  const select = el("select", { class: "sel", name: "responsible" }, el("option", { value: "" }, t("不变：{name}", { name: issue.responsible?.name ?? t("未定") })), options);
  return { node: labelled(t("责任单位"), select), value: async () => (select.value ? { responsible: select.value } : {}) };
}

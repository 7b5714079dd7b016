// One input for each thing that a step asks for.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { addEvidence } from "./proof.js";

const LINES = { note: () => t("意见"), reason: () => t("理由"), case_result: () => t("办理结果") };
const SHORT = {
  no_position: () => t("照片没有位置的原因（有位置可不填）"),
  responsible_person: () => t("责任人"),
  parent: () => t("并入的问题编号"),
};

/** The labelled input of one field. */
export function field(name, issue) {
  if (LINES[name]) return labelled(LINES[name](), el("textarea", { class: "ta", name, rows: 3, maxlength: 2000 }));
  if (SHORT[name]) return labelled(SHORT[name](), el("input", { class: "inp", name, maxlength: 500 }));
  if (name === "deadline_on") return labelled(t("限期（不填按类型规则）"), el("input", { class: "inp", type: "date", name }));
  if (name === "evidence") return addEvidence();
  if (name === "plan") return plan();
  return choices(name, issue.choices?.[name] ?? []);
}

function labelled(text, input) {
  return el("label", { class: "lab" }, text, input);
}

function choices(name, items) {
  if (name !== "verifiers") {
    const options = items.map(({ key, name: word }) => el("option", { value: key }, word));
    return labelled(t("责任单位（不填则不变）"), el("select", { class: "sel", name }, el("option", { value: "" }, ""), options));
  }
  const boxes = items.map(({ id, name: word }) => el("label", { class: "check--form" }, el("input", { type: "checkbox", name: "verifiers", value: String(id) }), word));
  return el("fieldset", {}, el("legend", {}, t("核查人（不选为本人）")), boxes);
}

function plan() {
  const rows = el("div", { class: "stack" });
  const add = () => rows.append(el("div", { class: "row row--wrap", "data-measure": "" },
    labelled(t("措施"), el("input", { class: "inp", maxlength: 1000 })),
    labelled(t("完成日期"), el("input", { class: "inp", type: "date" }))));
  add();
  const more = el("button", { type: "button", class: "btn btn--quiet", onclick: add }, t("加一项措施"));
  return el("div", { class: "stack" }, labelled(t("整改方案"), el("textarea", { class: "ta", name: "plan", rows: 4, maxlength: 5000 })), rows, more);
}

/** What was filled in, as the server takes it; empty fields are left out. */
export function valuesOf(form) {
  const values = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.type === "checkbox") {
      if (input.checked) values.verifiers = [...(values.verifiers ?? []), Number(input.value)];
    } else if (input.name === "plan") {
      values.plan = { text: input.value.trim(), measures: measures(form) };
    } else if (input.value.trim()) {
      values[input.name] = input.value.trim();
    }
  }
  return values;
}

function measures(form) {
  const rows = [...form.querySelectorAll("[data-measure]")].map((row) => [...row.querySelectorAll("input")].map((one) => one.value.trim()));
  return rows.filter(([text, on]) => text || on).map(([text, on]) => ({ text, due_on: on }));
}

// One step for the chosen issues: each is decided by itself, and of each it is said what became of it.
import { post, query } from "../../lib/api.js";
import { $, $$, clear, el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { pickAll, picked } from "./table.js";

const dialog = $("#step-dialog");
const form = $("#step-form");
let step = "";
let taken = false;

/** Show what can be done with what is chosen. */
export function showPicked() {
  const chosen = picked();
  const numbers = new Set(chosen.map((issue) => issue.number));
  for (const row of $$("#issues tbody tr")) row.setAttribute("aria-selected", String(numbers.has($("input", row).value)));
  $("#main").classList.toggle("has-picked", chosen.length > 0);
  $("#bulk").hidden = !chosen.length;
  $("#picked").textContent = t("已选 {n} 条", { n: chosen.length });
  $("#export-picked").href = query("/api/v1/issue-export", { format: "xlsx", numbers: [...numbers].join(",") });
}

function open(button) {
  step = button.dataset.step;
  form.reset();
  $("#step-title").textContent = button.textContent;
  $("#step-about").textContent = t("对所选 {n} 条逐条办理；不能办理的保持不变，并说明原因。", { n: picked().length });
  for (const label of $$("[data-for]", form)) label.hidden = !label.dataset.for.split(" ").includes(step);
  clear($("#told"));
  $("#step-go").hidden = false;
  dialog.showModal();
}

function given() {
  const fields = $$("[data-for]:not([hidden]) [name]", form);
  return Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]).filter(([, value]) => value));
}

async function go() {
  const items = picked().map(({ number, version }) => ({ number, version }));
  $("#step-go").disabled = true;
  try {
    const { done, left } = await post("issue-steps", { step, items, ...given() });
    taken = done.length > 0;
    $("#step-go").hidden = true;
    clear(
      $("#told"),
      el("li", {}, el("b", {}, t("已办理 {n} 条，未办理 {m} 条", { n: done.length, m: left.length }))),
      left.map((row) => el("li", {}, el("span", { class: "mono" }, row.number), el("span", { class: "why" }, row.text))),
      done.map((row) => el("li", {}, el("span", { class: "mono" }, row.number), " → ", row.state_text)),
    );
  } catch (error) {
    clear($("#told"), el("li", { role: "alert" }, error.message, " ", el("span", { class: "mono dim" }, error.code)));
  } finally {
    $("#step-go").disabled = false;
  }
}

/** Wire the bar; `again()` reads the page anew after something was decided. */
export function wireBulk(again) {
  $("#issues").addEventListener("change", ({ target }) => {
    if (target.id === "pick-all") pickAll(target.checked);
    showPicked();
  });
  for (const button of $$("[data-step]")) button.addEventListener("click", () => open(button));
  $("#step-go").addEventListener("click", go);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "close") event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    if (taken) again();
    taken = false;
  });
  $("#unpick").addEventListener("click", () => {
    pickAll(false);
    $("#pick-all").checked = false;
    showPicked();
  });
  $("#print-picked").addEventListener("click", () => print());
}

// The ledger's filters: between the form and the address; choices with their counts.
import { $, $$, clear, el, gradeWord } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";
import { kindName, wayName } from "../words.js";

const CHOICES = ["grade", "district", "company", "class_code", "code", "station", "kind", "source"];
const PLAIN = [...CHOICES, "due", "principled", "found_from", "found_to", "q", "sort"];
const RARE = ["code", "station", "kind", "source", "principled", "found_from", "found_to"];
// What a filter of several states counts; the others are states themselves.
const UNSTARTED = ["confirmed", "reopened"];
const RUNNING = [...UNSTARTED, "fix_on_spot", "assigned", "plan_filed", "plan_returned", "rectifying", "extended", "returned"];
const GROUPS = {
  not_closed: [...RUNNING, "close_applied", "verify", "approval", "transferred"],
  running: RUNNING,
  verifying: ["close_applied", "verify"],
};
const NAMES = { grade: (key) => gradeWord(Number(key)), kind: kindName, source: wayName };

export const form = $("#filters");

function pressed(name) {
  for (const button of $$("[data-state]")) button.setAttribute("aria-pressed", String(button.dataset.state === name));
}

/** What is not among the choices yet stands as itself, so that nothing of the address is lost. */
function choose(name, value) {
  const box = form.elements[name];
  if (box.tagName === "SELECT" && value && ![...box.options].some((o) => o.value === value)) {
    box.append(el("option", { value }, NAMES[name]?.(value) ?? value));
  }
  box.value = value;
}

/** Put an address's query into the form. */
export function readAddress(search) {
  const wanted = new URLSearchParams(search);
  pressed(wanted.get("state") ?? "");
  for (const name of PLAIN) choose(name, wanted.get(name) ?? (name === "sort" ? "urgent" : ""));
  form.elements.overdue.checked = wanted.get("overdue") === "1";
  if (RARE.some((name) => wanted.get(name))) $("#more").open = true;
  mark();
}

/** The form as the API's query; what is empty says nothing. */
export function readForm() {
  const asked = Object.fromEntries(PLAIN.map((name) => [name, form.elements[name].value.trim()]));
  const state = $("[data-state][aria-pressed=true]")?.dataset.state ?? "";
  return { state, overdue: form.elements.overdue.checked ? "1" : "", ...asked };
}

function mark() {
  for (const name of PLAIN) form.elements[name].classList.toggle("is-set", name !== "sort" && Boolean(form.elements[name].value));
}

/** The conditions in words; empty when there are none. */
export function words() {
  const asked = readForm();
  const said = (name) => {
    const box = form.elements[name];
    return box.tagName === "SELECT" ? (box.selectedOptions[0]?.dataset.name ?? box.selectedOptions[0]?.textContent) : box.value;
  };
  const dates = { found_from: t("认定自"), found_to: t("至") };
  return [
    asked.state && ($(`[data-state="${CSS.escape(asked.state)}"]`)?.firstChild.textContent ?? asked.state),
    asked.overdue && t("已逾期"),
    ...PLAIN.filter((name) => name !== "sort" && asked[name]).map((name) => [dates[name], said(name)].filter(Boolean).join(" ")),
  ].filter(Boolean).join(t("、"));
}

/** How many the chosen states have; also writes the count beside every state. */
export function counted(counts, chosen) {
  const of = (name) => Object.entries(counts).reduce((sum, [state, n]) => sum + (!name || (GROUPS[name] ?? [name]).includes(state) ? n : 0), 0);
  for (const button of $$("[data-state]")) $(".n", button).textContent = of(button.dataset.state);
  return of(chosen);
}

/** Offer what there is to choose, each with how many it would give. */
export function fill(facets) {
  for (const name of CHOICES) {
    const box = form.elements[name];
    const value = box.value;
    const rows = Array.isArray(facets[name])
      ? facets[name]
      : Object.entries(facets[name]).map(([key, n]) => ({ key, name: NAMES[name](key), n }));
    const label = (row) => (name === "code" ? `${row.key} ${row.name}` : row.name);
    const options = rows.map((row) => el("option", { value: row.key, dataset: { name: label(row) } }, `${label(row)} (${row.n})`));
    clear(box, el("option", { value: "" }, box.dataset.all), options);
    choose(name, value);
  }
  $("#n-overdue").textContent = facets.overdue["1"];
  mark();
}

/** Call `ask` whenever something else is asked for. */
export function onAsk(ask) {
  let waiting;
  const changed = () => {
    clearTimeout(waiting);
    mark();
    ask();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
  form.addEventListener("change", ({ target }) => target.name && target.name in readForm() && changed());
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, 300);
  });
  for (const button of $$("[data-state]")) {
    button.addEventListener("click", () => {
      pressed(button.dataset.state);
      changed();
    });
  }
}

// The ledger: a table whose filters stand in the address.
import { get, query } from "../lib/api.js";
import { $, $$, clear, el, grade, gradeWord, icon, tag } from "../lib/dom.js";
import { day, recent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { dutyName } from "../review/words.js";
import { days, remainingChip } from "./words.js";

const FILTERS = ["state", "station", "code", "overdue"];
// What a filter of several states counts; the others are states themselves.
const GROUPS = {
  running: ["confirmed", "reopened", "fix_on_spot", "assigned", "plan_filed", "plan_returned", "rectifying", "extended", "returned"],
  verifying: ["close_applied", "verify"],
};
const form = $("#filters");
const asOf = $("#main").dataset.asOf;
let ticket = 0;

function readAddress() {
  const wanted = new URLSearchParams(location.search);
  for (const button of $$("[data-state]")) {
    button.setAttribute("aria-pressed", String(button.dataset.state === (wanted.get("state") ?? "")));
  }
  form.elements.station.value = wanted.get("station") ?? "";
  form.elements.code.value = wanted.get("code") ?? "";
  form.elements.overdue.checked = wanted.get("overdue") === "1";
}

function readForm() {
  return {
    state: $("[data-state][aria-pressed=true]")?.dataset.state ?? "",
    station: form.elements.station.value,
    code: form.elements.code.value,
    overdue: form.elements.overdue.checked ? "1" : "",
  };
}

async function load() {
  const filters = readForm();
  history.replaceState(null, "", query(location.pathname, filters));
  ticket += 1;
  const mine = ticket;
  try {
    const { items, counts } = await get(query("issues", filters));
    if (mine === ticket) draw(items, counts, filters);
  } catch (error) {
    state("link", t("台账暂时取不到"), error.message, [
      el("button", { class: "btn", type: "button", onclick: load }, t("现在重试")),
      el("span", { class: "mono dim" }, error.code),
    ]);
  }
}

function draw(items, counts, filters) {
  for (const button of $$("[data-state]")) {
    const name = button.dataset.state;
    const wanted = GROUPS[name] ?? [name];
    $(".n", button).textContent = Object.entries(counts ?? {}).reduce((sum, [state, n]) => sum + (!name || wanted.includes(state) ? n : 0), 0);
  }
  $("#count").textContent = t("{n} 条", { n: items.length });
  const body = $("#issues tbody");
  clear(body, [...items].sort(byUrgency).map(row));
  $("#issues").hidden = !items.length;
  clear($("#state"));
  if (!items.length) nothing(filters);
}

// Overdue first, then what is due soonest, closed ones last.
function byUrgency(a, b) {
  const rank = (issue) => (issue.closed_at ? 1e6 : (issue.days_left ?? 1e5));
  return rank(a) - rank(b) || b.grade - a.grade || a.number.localeCompare(b.number);
}

function row(issue) {
  const address = `/issues/${issue.number}`;
  return el(
    "tr",
    {},
    el("td", {}, tag(issue.state_text)),
    el("td", {}, remainingChip(issue)),
    el("td", { class: "cell-title" }, el("a", { href: address }, issue.title), el("span", { class: "mono dim only-phone" }, issue.number)),
    el("td", { class: "mono no-phone" }, issue.number),
    el("td", { class: "no-phone" }, issue.station.name),
    el("td", { class: "no-phone" }, el("span", { class: "row" }, grade(issue.grade), gradeWord(issue.grade))),
    el("td", { class: "no-phone" }, issue.responsible?.name || dutyName(issue.responsible?.kind)),
    el("td", { class: "no-phone" }, term(issue)),
    el("td", { class: "no-phone dim" }, recent(issue.found_at, asOf)),
  );
}

function term({ deadline_on: on, deadline_days: count, deadline_unit: unit }) {
  if (on) return day(on, asOf);
  return count ? days(count, unit) : t("未设");
}

function nothing(filters) {
  const active = FILTERS.filter((name) => filters[name]);
  if (!active.length) {
    state("check", t("台账里还没有问题"), t("研判台认定的线索会成为问题，出现在这里。没有问题不等于都看过：看地图上的站点环境图层。"), [
      el("a", { class: "btn", href: "/review" }, t("去研判")),
      el("a", { class: "btn btn--quiet", href: "/?overlay=site" }, t("看站点环境")),
    ]);
    return;
  }
  state("filter", t("没有符合条件的问题"), t("当前条件：{words}。", { words: words(filters) }), [
    el("button", { class: "btn btn--main", type: "button", onclick: reset }, t("清空全部条件")),
  ]);
}

function words(filters) {
  const station = form.elements.station.selectedOptions[0]?.textContent;
  const code = form.elements.code.selectedOptions[0]?.textContent;
  return [filters.state && $(`[data-state="${filters.state}"]`)?.firstChild.textContent, filters.station && station, filters.code && code, filters.overdue && t("已逾期")]
    .filter(Boolean)
    .join("、");
}

function reset() {
  history.replaceState(null, "", location.pathname);
  readAddress();
  load();
}

function state(name, title, text, buttons) {
  $("#issues").hidden = true;
  const section = el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row row--wrap" }, buttons));
  clear($("#state"), section);
}

async function fillChoices() {
  const [stations, types] = await Promise.all([
    get("stations").catch(() => ({ items: [] })),
    get("taxonomy").catch(() => ({ items: [] })),
  ]);
  form.elements.station.append(...stations.items.map((s) => el("option", { value: s.code }, s.name)));
  form.elements.code.append(...types.items.map((type) => el("option", { value: type.code }, `${type.code} ${type.name}`)));
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", load);
for (const button of $$("[data-state]")) {
  button.addEventListener("click", () => {
    for (const other of $$("[data-state]")) other.setAttribute("aria-pressed", String(other === button));
    load();
  });
}
await fillChoices();
readAddress();
await load();

// The queue of leads: filters in the address, one lead beside the list, keys to decide.
import { get, query } from "../lib/api.js";
import { $, $$, clear, el, icon, tag } from "../lib/dom.js";
import { recent } from "../lib/format.js";
import { typing } from "../lib/frame.js";
import { t } from "../lib/i18n.js";
import { Pane } from "./pane.js";

const FIELDS = ["source", "rule", "company", "month"];
const HIDDEN = ["orders", "mode", "order", "station", "code"];
const STEP = 200;
const form = $("#filters");
const main = $("#main");
const address = new URLSearchParams(location.search);
const pane = new Pane($("#pane"), { decide: main.dataset.decide === "yes", asOf: main.dataset.asOf, decided: load });
const small = matchMedia("(max-width: 760px)");
let leads = [];
let chosen = address.get("lead");
let ticket = 0;

function filters() {
  const wanted = { state: $("[data-state][aria-pressed=true]").dataset.state || "all" };
  for (const name of FIELDS) wanted[name] = form.elements[name].value;
  for (const name of HIDDEN) wanted[name] = address.get(name) ?? "";
  return wanted;
}

async function load() {
  const wanted = filters();
  history.replaceState(null, "", query(location.pathname, { ...wanted, lead: chosen ?? "" }));
  ticket += 1;
  const mine = ticket;
  try {
    const { items, counts, total } = await get(query("leads", { ...wanted, limit: STEP }));
    if (mine === ticket) draw(items, counts, total);
  } catch (error) {
    state("link", t("线索暂时取不到"), error.message, el("button", { class: "btn", type: "button", onclick: load }, t("现在重试")));
  }
}

function draw(items, counts, total) {
  const before = leads.findIndex((lead) => lead.number === chosen);
  leads = items;
  for (const button of $$("[data-state]")) {
    const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
    $(".n", button).textContent = button.dataset.state ? (counts[button.dataset.state] ?? 0) : all;
  }
  $("#count").textContent = total > items.length ? t("显示 {n} / {all} 条", { n: items.length, all: total }) : t("{n} 条", { n: total });
  // After a decision the next one stands where the decided one stood.
  // On a phone the pane covers the list, so nothing is opened until it is tapped.
  const there = leads.some((lead) => lead.number === chosen);
  if (!there) chosen = small.matches ? null : leads[Math.min(Math.max(before, 0), leads.length - 1)]?.number;
  clear($("#leads tbody"), leads.map(row));
  $("#leads").hidden = !leads.length;
  clear($("#state"));
  if (!leads.length) {
    state("check", t("没有线索"), t("当前条件下没有线索。规则核查、现场检查、热线和视频的线索会出现在这里；影像的在研判页。"), el("button", { class: "btn", type: "button", onclick: reset }, t("清空全部条件")));
  }
  show();
}

function row(lead) {
  return el(
    "tr",
    { dataset: { lead: lead.number }, onclick: () => pick(lead.number) },
    el("td", {}, tag(lead.state_name)),
    el("td", { class: "cell-text", title: lead.text }, lead.text || lead.name),
    el("td", { class: "no-phone" }, lead.station.name),
    el("td", { class: "no-phone" }, lead.rule_name || lead.source_name),
    el("td", { class: "no-phone" }, lead.measured),
    el("td", { class: "no-phone dim" }, recent(lead.found_at, main.dataset.asOf)),
  );
}

function pick(number) {
  chosen = number;
  history.replaceState(null, "", query(location.pathname, { ...filters(), lead: chosen }));
  show();
}

function show() {
  for (const line of $$("#leads tbody tr")) {
    const mine = line.dataset.lead === chosen;
    line.setAttribute("aria-selected", String(mine));
    if (mine) line.scrollIntoView({ block: "nearest" });
  }
  pane.show(leads.find((lead) => lead.number === chosen));
}

function move(by) {
  const at = leads.findIndex((lead) => lead.number === chosen);
  const next = leads[Math.min(leads.length - 1, Math.max(0, at + by))];
  if (next) pick(next.number);
}

function reset() {
  for (const name of HIDDEN) address.delete(name);
  for (const name of FIELDS) form.elements[name].value = "";
  press("");
  load();
}

function press(state) {
  for (const button of $$("[data-state]")) button.setAttribute("aria-pressed", String(button.dataset.state === state));
}

function state(name, title, text, button) {
  $("#leads").hidden = true;
  clear($("#state"), el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row" }, button)));
}

const KEYS = { j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1), a: () => pane.ask("confirm"), r: () => pane.ask("reject"), m: () => pane.ask("merge") };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") pane.ask("");
  const act = KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  event.preventDefault();
  act();
});
for (const name of FIELDS) form.elements[name].value = address.get(name) ?? "";
const asked = address.get("state");
if (asked) press(asked === "all" ? "" : asked);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", load);
for (const button of $$("[data-state]")) {
  button.addEventListener("click", () => {
    press(button.dataset.state);
    load();
  });
}
await load();

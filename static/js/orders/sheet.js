// The monthly check sheet: each sampled order gets one verdict by a named person.
import { get, post, query } from "../lib/api.js";
import { $, clear, el, icon } from "../lib/dom.js";
import { day, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { judgementName } from "./words.js";

const form = $("#filters");
const asOf = $("#main").dataset.asOf;

function why(text) {
  $("#why").textContent = text;
  $("#why").hidden = !text;
}

function wanted() {
  return { month: form.elements.month.value, company: form.elements.company.value };
}

async function load() {
  history.replaceState(null, "", query(location.pathname, wanted()));
  const button = $("#draw");
  if (button) button.disabled = !wanted().company;
  try {
    const { items } = await get(query("orders/samples", wanted()));
    const all = items.flatMap((sample) => sample.items);
    $("#count").textContent = t("已核 {a} / {b}", { a: all.filter((item) => item.verdict).length, b: all.length });
    clear($("#sheets"), items.length ? items.map(sheet) : nothing());
  } catch (error) {
    why(error.message);
  }
}

function nothing() {
  return el("section", { class: "state state--solo" }, icon("list"), el("h1", {}, t("这个月还没有抽样")), el("p", {}, t("选一家运维单位，点“抽样”。种子和工单池的摘要会写入记录，任何人都能重算。")));
}

function sheet(sample) {
  return el(
    "section",
    { class: "sheet stack" },
    el("h2", {}, t("{company} {month}：{n} 张中抽 {k} 张", { company: sample.company, month: sample.month, n: sample.pool_size, k: sample.items.length })),
    el("p", { class: "small mid" }, t("{by} 于 {at} 抽取", { by: sample.made_by, at: moment(sample.made_at, asOf) })),
    el("p", { class: "hash" }, t("种子 {seed} · 工单池 {pool}", { seed: sample.seed, pool: sample.pool })),
    el("table", { class: "tbl" }, el("tbody", {}, sample.items.map(line))),
  );
}

function line(item) {
  const { order } = item;
  return el(
    "tr",
    {},
    el("td", { class: "num dim" }, String(item.place)),
    el("td", { class: "mono" }, el("a", { href: `/orders/${order.id}`, target: "_blank" }, order.number)),
    el("td", { class: "no-phone" }, order.kind_name),
    el("td", { class: "no-phone" }, order.station.name),
    el("td", { class: "no-phone" }, day(order.planned_at, asOf)),
    el("td", {}, item.verdict ? judged(item) : judge(item)),
  );
}

function judged(item) {
  return el("span", {}, el("b", {}, judgementName(item.verdict)), ` ${item.judged_by} ${moment(item.judged_at, asOf)}`, item.note ? el("p", { class: "small mid" }, item.note) : null);
}

function judge(item) {
  const note = el("input", { class: "inp", maxlength: 2000, placeholder: t("说明（有问题、存疑时必填）"), "aria-label": t("说明") });
  const say = async (verdict) => {
    why("");
    try {
      await post(`orders/samples/items/${item.id}`, { verdict, note: note.value });
      await load();
    } catch (error) {
      why(error.message);
    }
  };
  const button = (verdict) => el("button", { class: "btn btn--small", type: "button", onclick: () => say(verdict) }, judgementName(verdict));
  return el("span", { class: "judge" }, note, ["ok", "problem", "unclear"].map(button));
}

async function draw() {
  why("");
  try {
    await post("orders/samples", wanted());
    await load();
  } catch (error) {
    why(error.message);
  }
}

const address = new URLSearchParams(location.search);
for (const name of ["month", "company"]) if (address.get(name)) form.elements[name].value = address.get(name);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", load);
$("#draw")?.addEventListener("click", draw);
await load();

// A month's work orders: filters in the address, figures above, rows below.
import { get, post, query } from "../lib/api.js";
import { $, clear, el, icon, tag } from "../lib/dom.js";
import { clock, day, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { figures } from "./figures.js";
import { stay } from "./words.js";

const NAMES = ["month", "company", "kind", "which", "q", "station", "person"];
const STEP = 100;
const form = $("#filters");
const main = $("#main");
const address = new URLSearchParams(location.search);
let shown = [];
let ticket = 0;

function filters() {
  const wanted = {};
  for (const name of NAMES) wanted[name] = form.elements[name]?.value ?? address.get(name) ?? "";
  return wanted;
}

async function load(offset = 0) {
  const wanted = filters();
  history.replaceState(null, "", query(location.pathname, wanted));
  ticket += 1;
  const mine = ticket;
  try {
    const [list, numbers] = await Promise.all([
      get(query("orders", { ...wanted, limit: STEP, offset })),
      get(query("orders/funnel", { month: wanted.month, company: wanted.company })),
    ]);
    if (mine !== ticket) return;
    shown = offset ? [...shown, ...list.items] : list.items;
    clear($("#figures"), figures(numbers));
    draw(list.total);
  } catch (error) {
    state("link", t("工单暂时取不到"), error.message, el("button", { class: "btn", type: "button", onclick: () => load() }, t("现在重试")));
  }
}

function draw(total) {
  $("#count").textContent = t("{n} 张工单", { n: total });
  clear($("#orders tbody"), shown.map(row));
  $("#orders").hidden = !shown.length;
  $("#more").hidden = shown.length >= total;
  clear($("#state"));
  if (!shown.length) {
    state("file", t("没有工单"), t("这个月没有符合条件的工单。运维单位每月导入一次。"), el("button", { class: "btn", type: "button", onclick: reset }, t("清空全部条件")));
  }
}

function row(order) {
  const asOf = main.dataset.asOf;
  return el(
    "tr",
    {},
    el("td", { class: "mono" }, el("a", { href: `/orders/${order.id}` }, order.number)),
    el("td", {}, order.kind_name),
    el("td", {}, order.station.name),
    el("td", { class: "no-phone" }, order.company),
    el("td", { class: "no-phone" }, order.person),
    el("td", { class: "no-phone" }, day(order.planned_at, asOf)),
    el("td", { class: "no-phone" }, order.started_at ? moment(order.started_at, asOf) : t("缺")),
    el("td", { class: "no-phone num" }, stay(order.started_at, order.finished_at)),
    el("td", { class: "no-phone" }, closed(order)),
    order.leads === null ? null : el("td", {}, checked(order)),
  );
}

function closed({ closed_at: at, late }) {
  const word = at ? `${day(at, main.dataset.asOf)} ${clock(at)}` : t("未闭环");
  return late ? el("span", { class: "row" }, word, tag(t("超时"))) : word;
}

function checked(order) {
  if (!order.checked) return el("span", { class: "dim" }, t("未核查"));
  if (order.leads) return el("span", { class: "tag tag--hit" }, t("{n} 条线索", { n: order.leads }));
  return order.covered ? el("span", { class: "dim" }, t("通过")) : el("span", { class: "tag tag--not_assessed" }, t("资料不全"));
}

function reset() {
  for (const name of NAMES) {
    address.delete(name);
    if (form.elements[name] && name !== "month") form.elements[name].value = "";
  }
  load();
}

function state(name, title, text, button) {
  $("#orders").hidden = true;
  $("#more").hidden = true;
  clear($("#state"), el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text), el("div", { class: "row" }, button)));
}

async function recheck() {
  const { month, company } = filters();
  $("#recheck").disabled = true;
  try {
    const done = await post("orders/check", { month, company });
    await load();
    $("#count").textContent = t("已核查 {orders} 张，命中 {hits} 处，新增线索 {new} 条", done);
  } catch (error) {
    $("#count").textContent = error.message;
  } finally {
    $("#recheck").disabled = false;
  }
}

for (const name of NAMES) {
  if (form.elements[name] && address.get(name)) form.elements[name].value = address.get(name);
}
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => load());
$("#more button").addEventListener("click", () => load(shown.length));
$("#recheck")?.addEventListener("click", recheck);
await load();

// The inspectors' library: who may be drawn, and for which stations never.
import { get } from "../lib/api.js";
import { $, clear, el, icon, tag } from "../lib/dom.js";
import { listed, t } from "../lib/i18n.js";
import { entryForm } from "./entry.js";
import { kindName } from "./words.js";

const may = Boolean($("#add"));
let choices = null;

async function load() {
  try {
    const { items } = await get("inspectors");
    choices ??= await get("draws/choices");
    draw(items);
  } catch (error) {
    state("link", t("检查人员库暂时取不到"), error.message);
  }
}

function draw(items) {
  $("#count").textContent = t("{n} 人", { n: items.length });
  clear($("#inspectors tbody"), items.map(row));
  $("#inspectors").hidden = !items.length;
  clear($("#state"));
  clear($("#entry"));
  if (!items.length) state("user", t("库里还没有检查人员"), t("每个站点至少要有两名不须回避、资质有效的检查人员，名单才能冻结。"));
}

function row(item) {
  const recusals = [...item.districts.map(districtName), ...item.former.map(({ company }) => organisationName(company)), ...item.relatives.map(organisationName)];
  const expired = !item.qualified_until || item.qualified_until < choices.today;
  return el(
    "tr",
    {},
    el("td", { class: "mono" }, item.number),
    el("td", {}, item.name, " ", item.active ? null : tag(t("停用"))),
    el("td", { class: "no-phone" }, item.organisation_name),
    el("td", { class: "no-phone" }, listed(item.kinds.map(kindName)), " ", el("span", { class: "dim" }, item.certificate)),
    el("td", {}, item.qualified_until ?? "—", " ", expired ? tag(t("不进名单")) : null),
    el("td", { class: "no-phone" }, listed(recusals)),
    el("td", { class: "no-phone" }, listed(item.leave.map(({ from, until }) => `${from}–${until}`))),
    el("td", {}, may ? el("button", { class: "btn btn--quiet", type: "button", onclick: () => open(item) }, t("修改")) : null),
  );
}

const districtName = (code) => choices.districts.find((one) => one.code === code)?.name ?? code;
const organisationName = (key) => choices.organisations.find((one) => one.key === key)?.name ?? choices.stations.find((one) => one.code === key)?.name ?? key;

function open(item) {
  clear($("#entry"), entryForm(item, choices, { done: load, close: () => clear($("#entry")) }));
  $("#entry").scrollIntoView({ block: "nearest" });
  $("#entry input")?.focus();
}

function state(name, title, text) {
  $("#inspectors").hidden = true;
  clear($("#state"), el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("p", {}, text)));
}

$("#add")?.addEventListener("click", () => open(null));
await load();

// One work order: what was written, its photos, what every rule said, the leads it gave.
import { get, query } from "../lib/api.js";
import { $, clear, el, status, tag } from "../lib/dom.js";
import { clock, day, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { photoState, stay, verdictName } from "./words.js";

const main = $("#main");
const asOf = main.dataset.asOf;

function facts(order) {
  const at = (value) => (value ? moment(value, asOf) : t("缺"));
  const age = order.consumable_age_days;
  const rows = [
    [t("站点"), el("a", { href: `/?station=${encodeURIComponent(order.station.code)}` }, order.station.name)],
    [t("运维单位"), order.company],
    [t("人员"), order.person || t("缺")],
    [t("计划"), clock(order.planned_at) === "00:00" ? day(order.planned_at, asOf) : at(order.planned_at)],
    [t("到站"), at(order.started_at)],
    [t("离站"), [at(order.finished_at), " ", stay(order.started_at, order.finished_at)]],
    [t("闭环"), [at(order.closed_at), order.due_at ? [" / ", t("要求 {at} 前", { at: at(order.due_at) })] : null]],
    order.instrument ? [t("仪器"), order.instrument] : null,
    order.consumable ? [t("耗材"), age === null ? order.consumable : t("{name}，已用 {n} 个自然日", { name: order.consumable, n: age })] : null,
    order.parameters ? [t("监测项目"), order.parameters] : null,
  ];
  return [
    el("h2", {}, t("工单内容")),
    el("dl", { class: "kv" }, rows.filter(Boolean).map(([word, value]) => [el("dt", {}, word), el("dd", {}, value)])),
    el("p", { class: "order-text" }, order.text || t("没有填写工作内容")),
  ];
}

function photos(order) {
  const shown = order.photos.map((photo) => el(
    "figure",
    {},
    photo.thumb
      ? el("a", { href: photo.url, target: "_blank", rel: "noopener" }, el("img", { src: photo.thumb, alt: photo.name, loading: "lazy" }))
      : el("span", { class: "wait" }, photoState(photo.state)),
    el("figcaption", { class: "small mid" }, photo.name, photo.taken_at ? [" · ", moment(photo.taken_at, asOf)] : null, " ", el("span", { class: "hash" }, photo.look_hash)),
  ));
  return [el("h2", {}, t("照片")), shown.length ? el("div", { class: "photos" }, shown) : el("p", { class: "dim" }, t("工单没有写照片"))];
}

function checks(order) {
  if (order.leads === null) return [];
  const words = order.checked ? null : el("p", { class: "dim" }, t("规则还没有运行"));
  const rows = order.checks.map((check) => el(
    "tr",
    {},
    el("td", {}, el("span", { class: `tag tag--${check.verdict}` }, verdictName(check.verdict))),
    el("td", {}, check.name, check.text ? el("p", { class: "small mid" }, check.text) : null),
    el("td", { class: "small nowrap" }, check.measured),
    el("td", { class: "small dim nowrap" }, check.limit),
  ));
  const head = [t("结果"), t("规则"), t("实测"), t("限值")].map((word) => el("th", { scope: "col" }, word));
  return [
    el("h2", {}, t("按规则核查")),
    words ?? el("table", { class: "tbl checks" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
    el("p", { class: "small dim" }, t("“未能核查”是资料不全，不等于没有问题。")),
  ];
}

async function leads(order) {
  if (!order.leads) return [];
  const { items } = await get(query("leads", { order: order.id, state: "all" }));
  return [
    el("h2", {}, t("线索")),
    el("ul", { class: "stack" }, items.map((lead) => el(
      "li",
      {},
      tag(lead.state_name),
      " ",
      el("a", { href: query("/leads", { state: "all", lead: lead.number, order: order.id }) }, lead.text || lead.name),
      lead.issue ? [" → ", el("a", { href: `/issues/${lead.issue.number}` }, lead.issue.number)] : null,
    ))),
  ];
}

try {
  const order = await get(`orders/${main.dataset.order}`);
  clear($("#head"), order.late === true ? status("warn", { word: t("超时闭环"), chip: true }) : null, order.covered === false && order.checked ? tag(t("资料不全")) : null);
  clear($("#facts"), facts(order));
  clear($("#photos"), photos(order));
  clear($("#checks"), checks(order));
  clear($("#leads"), await leads(order));
  for (const id of ["checks", "leads"]) $(`#${id}`).hidden = !$(`#${id}`).childElementCount;
} catch (error) {
  clear($("#facts"), el("p", { class: "up-why", role: "alert" }, error.message));
}

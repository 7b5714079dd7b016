// One entry of the inspectors' library as a form.
import { patch, post } from "../lib/api.js";
import { clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field, pick, ticks, warning } from "./fields.js";
import { kindName } from "./words.js";

const EMPTY = { name: "", organisation: "", certificate: "", qualified_until: "", kinds: ["air", "water"], districts: [], former: [], relatives: [], leave: [], active: true };

/** The form for an entry, or for a new one; `done()` shows the library anew. */
export function entryForm(item, choices, { done, close }) {
  const start = item ?? EMPTY;
  const organisations = choices.organisations.map(({ key, name }) => [key, name]);
  const name = el("input", { class: "inp", maxlength: 64, required: true, value: start.name });
  const home = pick(organisations, start.organisation);
  const certificate = el("input", { class: "inp", maxlength: 96, value: start.certificate });
  const until = el("input", { class: "inp", type: "date", value: start.qualified_until ?? "" });
  const kinds = ticks(["air", "water"].map((kind) => [kind, kindName(kind)]), start.kinds);
  const districts = ticks(choices.districts.map((one) => [one.code, one.name]), start.districts);
  const former = rows(start.former, (entry) => {
    const [company, last] = [pick(organisations, entry.company), date(entry.until, t("离职日期"))];
    return { nodes: [company, last], value: () => ({ company: company.value, until: last.value }) };
  });
  const places = [...organisations, ...choices.stations.map(({ code, name: text }) => [code, text])];
  const relatives = rows(start.relatives, (entry) => {
    const place = pick(places, entry);
    return { nodes: [place], value: () => place.value };
  });
  const leave = rows(start.leave, (entry) => {
    const [from, to] = [date(entry.from, t("离岗起")), date(entry.until, t("离岗止"))];
    return { nodes: [from, to], value: () => ({ from: from.value, until: to.value }) };
  });
  const active = el("input", { type: "checkbox", checked: start.active });
  const warn = warning();
  const send = async (event) => {
    event.preventDefault();
    const body = {
      name: name.value, organisation: home.value, certificate: certificate.value, qualified_until: until.value || null,
      kinds: kinds.values(), districts: districts.values(), former: former.values(), relatives: relatives.values(), leave: leave.values(), active: active.checked,
    };
    try {
      if (item) await patch(`inspectors/${item.number}`, { ...body, version: item.version });
      else await post("inspectors", body);
      await done();
    } catch (error) {
      warn.say(error.message);
    }
  };
  return el(
    "form",
    { class: "step-form announce", onsubmit: send },
    el("h2", {}, item ? t("修改 {number}", { number: item.number }) : t("添加检查人员")),
    el("div", { class: "two" }, field(t("姓名"), name), field(t("单位"), home)),
    el("div", { class: "two" }, field(t("证书编号"), certificate), field(t("资质有效至"), until)),
    el("div", { class: "two" }, field(t("资质范围"), kinds.node), field(t("须回避的区县"), districts.node)),
    group(t("曾任职单位和离职日期"), former),
    group(t("亲属所在单位或站点（本人申报）"), relatives),
    group(t("离岗"), leave),
    el("label", { class: "check--form" }, active, t("在库，可被抽取")),
    warn.node,
    el("div", { class: "row" }, el("button", { class: "btn btn--main", type: "submit" }, t("保存")), el("button", { class: "btn btn--quiet", type: "button", onclick: close }, t("返回"))),
  );
}

const date = (value, label) => el("input", { class: "inp", type: "date", required: true, value: value ?? "", "aria-label": label });

/** Any number of small lines, each with a button that takes it away. */
function rows(entries, make) {
  const list = [];
  const node = el("div", { class: "stack" });
  const draw = () => clear(node, list.map((one) => el("div", { class: "row row--wrap" }, one.nodes, el("button", { class: "btn btn--quiet", type: "button", onclick: () => { list.splice(list.indexOf(one), 1); draw(); } }, t("去掉")))));
  const add = (entry) => { list.push(make(entry)); draw(); };
  entries.forEach(add);
  return { node, add: () => add({}), values: () => list.map((one) => one.value()) };
}

function group(title, part) {
  return el("div", { class: "lab" }, title, part.node, el("p", {}, el("button", { class: "btn", type: "button", onclick: part.add }, t("加一行"))));
}

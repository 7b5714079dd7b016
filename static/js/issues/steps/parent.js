// The issue to merge into: the open ones of the same station, found by number or words.
import { get, query } from "../../lib/api.js";
import { clear, el } from "../../lib/dom.js";
import { t } from "../../lib/i18n.js";

/** A search over the station's open issues; a number can be typed as well. */
export function parentField(issue) {
  const list = el("datalist", { id: "parents" });
  const input = el("input", { class: "inp", name: "parent", list: "parents", maxlength: 32, autocomplete: "off" });
  const told = el("span", { class: "small dim" }, t("正在找本站未结束的问题…"));
  load(issue).then((items) => {
    clear(list, items.map((one) => el("option", { value: one.number }, `${one.title} · ${one.state_text}`)));
    told.textContent = items.length ? t("本站另有 {n} 个未结束的问题，可输编号或名称", { n: items.length }) : t("本站没有其他未结束的问题");
  });
  const node = el("label", { class: "lab" }, t("并入哪个问题"), input, told, list);
  return { node, value: async () => (input.value.trim() ? { parent: input.value.trim() } : {}) };
}

async function load(issue) {
  const answer = await get(query("issues", { station: issue.station.code, state: "not_closed" })).catch(() => ({ items: [] }));
  return answer.items.filter((one) => one.number !== issue.number);
}

// Choosing another type: a list that shrinks while one types, for re-class and for drawn leads.
import { clear, el, gradeWord } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { sheet } from "./sheet.js";

const MOST = 9;

/** The types that can occur at a kind of station. */
export function fitting(types, kind) {
  return types.filter((type) => [kind, "both", ""].includes(type.kind_of_station ?? ""));
}

/** A field and the list of types that match it; `pick(type)` is called with the one chosen. */
export function typePicker(types, pick, { first = "" } = {}) {
  const list = el("ul", { class: "types", id: "types" });
  const field = el("input", {
    class: "inp", "data-first": "", type: "text", autocomplete: "off", value: first,
    "aria-label": t("类型代码或名称"), placeholder: t("输入代码或名称，↓ 选择，Enter 确定"), "aria-controls": "types",
  });
  let found = [];
  let at = 0;
  const draw = () => clear(list, found.map((type, place) => entry(type, place === at, () => pick(type))));
  const search = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    const whole = (type) => `${type.code} ${type.name}`.toLowerCase();
    found = types.filter((type) => words.every((word) => whole(type).includes(word))).slice(0, MOST);
    at = 0;
    draw();
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + found.length) % Math.max(found.length, 1);
      draw();
    } else if (event.key === "Enter" && found[at]) pick(found[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  search();
  return el("div", { class: "picker" }, field, list);
}

function entry(type, current, act) {
  return el(
    "li",
    { "aria-current": current ? "true" : null },
    el("button", { type: "button", class: "q-btn", tabindex: -1, onclick: act }, el("span", {}, type.name), el("span", { class: "dim" }, `${type.code} · ${gradeWord(type.grade)}`)),
  );
}

/** The sheet of the key C. */
export function reclassForm(types, finding, pick, close) {
  const other = fitting(types, finding.station.kind).filter((type) => type.code !== finding.code);
  const hint = finding.actions?.includes("reclass")
    ? t("选定后马上保存并记入记录；线索仍待研判。")
    : t("选定后在右侧“若认定”里生效，按 1 提议时一并提交。");
  return sheet(t("改为哪一类"), close, typePicker(other, pick), el("p", { class: "small mid" }, hint));
}

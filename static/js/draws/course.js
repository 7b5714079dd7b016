// How far a draw is: the path above, the documents in their order beside.
import { clear, el, svg } from "../lib/dom.js";
import { day, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { recordName } from "./words.js";

/** Draw the path: announced, frozen, committed, drawn, public. */
export function drawPath(list, draw, asOf) {
  const at = (kind, nth = 0) => draw.records.filter((row) => row.kind === kind)[nth]?.at;
  const stages = [
    [t("公告"), at("announcement")], [t("冻结名单"), at("pools")], [t("两方承诺"), at("commit", 1)], [t("抽取"), at("seed")],
    [t("结果公开"), draw.proof_published_at],
  ];
  const next = stages.findIndex(([, when]) => !when);
  clear(list, stages.map(([name, when], n) => {
    const place = when ? "past" : n === next && draw.state !== "void" ? "now" : "";
    const note = when ? day(when, asOf) : n === next && draw.state === "void" ? t("作废") : "\u00a0";
    const quiet = n === 0 || n === next || n === stages.length - 1 ? "" : " skip-phone";
    return el("li", { class: place + quiet, "aria-current": place === "now" ? "step" : null }, el("b", {}, name), el("span", {}, note));
  }));
}

/** The documents of a draw, newest on top. */
export function course(draw, asOf) {
  return [...draw.records].sort((one, other) => other.seq - one.seq).map((row, n) => entry(row, n === 0, asOf));
}

function entry(row, newest, asOf) {
  return el(
    "li",
    { class: newest ? "now" : row.kind === "seed" ? "sys" : "" },
    svg("svg", { class: "dot", viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("circle", { cx: 6, cy: 6, r: 4.5 })),
    el(
      "div",
      {},
      el("span", { class: "strong" }, recordName(row)),
      row.note ? el("p", {}, row.note) : null,
      el("p", {}, [moment(row.at, asOf), row.actor].filter(Boolean).join(" · ")),
      row.sha256 ? el("span", { class: "hash", title: row.sha256 }, `${row.sha256.slice(0, 8)}…${row.sha256.slice(-4)}`) : null,
    ),
  );
}

// The record: newest first, each with who, when, what was said, and its hash.
import { el, svg } from "../lib/dom.js";
import { day, moment } from "../lib/format.js";
import { listed, t } from "../lib/i18n.js";
import { actionName } from "./words.js";

/** The events as a list, newest on top. */
export function timeline(events, asOf) {
  return [...events].sort((a, b) => b.seq - a.seq).map((event, at) => entry(event, at === 0, asOf));
}

// What a step changed, as its record says it: dates, filing and close-out numbers, verifiers.
function facts({ asked, before, deadline_on: on, filing_no: filed, close_no: closed, verifiers, of }, asOf) {
  return [
    asked ? t("申请延至 {on}", { on: day(asked, asOf) }) : "",
    before && on ? t("限期由 {from} 改为 {to}", { from: day(before, asOf), to: day(on, asOf) }) : "",
    filed ? t("备案号 {no}", { no: filed }) : "",
    closed ? t("销号编号 {no}", { no: closed }) : "",
    Array.isArray(verifiers) ? t("核查人 {who}", { who: listed(verifiers) }) : "",
    typeof of === "string" ? of : "",
  ].filter(Boolean).join(t("；"));
}

function entry(event, newest, asOf) {
  const note = [event.payload?.note || event.payload?.reason || "", facts(event.payload ?? {}, asOf)].filter(Boolean).join(t("；"));
  const files = event.payload?.evidence?.length ? t("附 {n} 个文件", { n: event.payload.evidence.length }) : "";
  return el(
    "li",
    { class: newest ? "now" : event.actor ? "" : "sys" },
    svg("svg", { class: "dot", viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("circle", { cx: 6, cy: 6, r: 4.5 })),
    el(
      "div",
      {},
      el("div", { class: "row" }, el("span", { class: "strong" }, actionName(event))),
      note || files ? el("p", {}, [note, files].filter(Boolean).join(t("；"))) : null,
      el("p", {}, `${moment(event.at, asOf)} · ${event.actor || t("系统")}`),
      el("span", { class: "hash", title: event.hash }, `${event.hash.slice(0, 4)}…${event.hash.slice(-4)}`),
    ),
  );
}

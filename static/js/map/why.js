// Why a station has its colour: every failing test, worst first, each with value, limit and link.

import { el, glyph, status } from "../lib/dom.js";
import { moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { data, levelOf, rank } from "./model.js";
import { OVERLAYS, state } from "./state.js";
import { overlayWord, whyWord } from "./words.js";

const FAILING = new Set(["alarm", "warn", "att"]);

/** The reasons of the chosen overlay, worst first; the overall one gathers all tests. */
function reasonsOf(detail) {
  const own = detail.reasons[state.overlay] ?? [];
  const all = own.length || state.overlay !== "overall" ? own : OVERLAYS.slice(1).flatMap((o) => detail.reasons[o] ?? []);
  return [...all].sort((a, b) => rank(a.level) - rank(b.level));
}

function line(reason) {
  const since = reason.since && t("自 {time} 起", { time: moment(reason.since, data.asOf) });
  const text = reason.link ? el("a", { href: reason.link }, reason.text) : el("span", {}, reason.text);
  return el("li", {}, glyph(reason.level), text, since && el("small", {}, since));
}

function sentence(level, failing, unseen) {
  if (level === "ok") return unseen ? t("已判定的各项均在限内") : t("各项均在限内");
  if (!FAILING.has(level)) return t("没有可判定的数据");
  const why = whyWord(level);
  return failing.length > 1
    ? t("{why}：{n} 项不达标，按最差一项判定", { why, n: failing.length })
    : t("{why}：1 项不达标", { why });
}

/** The block that explains the station's colour under the chosen overlay. */
export function why(station, detail) {
  const level = levelOf(station);
  const reasons = detail ? reasonsOf(detail) : [];
  const failing = reasons.filter((r) => FAILING.has(r.level));
  const unseen = reasons.some((r) => r.level === "none");
  const shown = failing.length ? failing : reasons;
  const first = station.statuses[state.overlay]?.reason;
  return el(
    "section",
    { class: `why why--${level}`, "aria-label": t("判定原因") },
    el("div", { class: "row row--wrap" }, status(level), el("span", { class: "strong" }, sentence(level, failing.length ? failing : [0], unseen))),
    shown.length ? el("ul", {}, shown.map(line)) : !detail && first && el("ul", {}, line({ level, text: first })),
  );
}

/** What the other overlays say. */
export function otherTests(station, detail) {
  const others = OVERLAYS.filter((o) => o !== state.overlay && o !== "overall");
  const row = (overlay) => {
    const level = levelOf(station, overlay);
    const text = station.statuses[overlay]?.reason || detail?.reasons?.[overlay]?.[0]?.text;
    return [el("dt", {}, overlayWord(overlay)), el("dd", { class: "row row--top" }, glyph(level, 12), el("span", { class: "grow" }, text || status(level).textContent))];
  };
  return el("div", { class: "sec" }, el("h3", {}, state.overlay === "overall" ? t("各项") : t("其余各项")), el("dl", { class: "kv" }, others.map(row)));
}

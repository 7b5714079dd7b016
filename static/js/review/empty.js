// Nothing waits, or nothing could be fetched: what is known, and the next step.
import { query } from "../lib/api.js";
import { $, clear, el, icon } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { address, looks } from "./source.js";

/** No lead waits. That is not "no problem": stations with uncovered ground are named. */
export function empty(page, unseen) {
  const stations = Array.isArray(unseen) ? unseen : [];
  const count = Array.isArray(unseen) ? unseen.length : (unseen ?? 0);
  const more = count
    ? t("没有线索不等于没有问题：其中 {n} 个站点还没有可评估的影像。", { n: count })
    : t("没有线索不等于没有问题：只有拍到并评估过的范围才算看过。");
  const codes = stations.map((station) => station.code ?? station).join(",");
  const look = count ? el("a", { class: "btn", href: codes ? `/?stations=${codes}` : "/?overlay=site" }, t("看这 {n} 个站点", { n: count })) : null;
  const seen = el("a", { class: "btn btn--quiet", href: "/issues" }, t("看问题台账"));
  put(page, state("check", t("没有待研判的线索"), more, [look, seen]));
}

/** No lead of one flight or image waits; what was looked at in it and what was not stands there. */
export function emptySource(page, source) {
  const flight = source.kind === "flight";
  const title = flight ? t("这个航次没有待研判的线索") : t("这幅影像没有待研判的线索");
  const all = query("/review", { [source.kind]: source.id, state: "all" });
  put(page, state("eye", title, [t("没有线索不等于没有问题。"), looks(source)], [
    el("a", { class: "btn", href: all }, t("看已判的线索")),
    el("a", { class: "btn", href: address(source) }, flight ? t("看这个航次") : t("看这幅影像")),
    el("a", { class: "btn btn--quiet", href: "/review" }, t("看全部待研判")),
  ]));
}

/** The queue could not be fetched. */
export function failure(page, error, again) {
  page.classList.add("is-empty");
  const retry = el("button", { class: "btn", type: "button", onclick: again }, t("现在重试"));
  page.classList.remove("is-loading");
  put(page, state("link", t("线索暂时取不到"), error.message, [retry, el("span", { class: "mono dim" }, error.code ?? "")]));
}

function put(page, section) {
  clear($("#empty", page), section);
}

function state(name, title, text, buttons) {
  return el("section", { class: "state state--solo" }, icon(name), el("h1", {}, title), el("div", {}, text), el("div", { class: "row row--wrap" }, buttons));
}

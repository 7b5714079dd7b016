// What proves the issue: pictures of the same ground before and after, the words, the rule.
import { el } from "../lib/dom.js";
import { day, moment } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pairs } from "../review/facts.js";

const ORDER = ["baseline", "current", "crop", "index", "mask", "before", "progress", "proof", "after", "verify", "lookback"];

/** The section with the pictures, two a row; what is still missing says so. */
export function evidence(issue, asOf) {
  const items = [...(issue.evidence ?? [])].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const shown = items.filter((item) => (item.mime ?? "image/").startsWith("image/"));
  return [
    el("div", { class: "row" }, el("h2", { class: "grow" }, t("证据")), el("span", { class: "dim small" }, t("{n} 张", { n: shown.length }))),
    el("div", { class: "pair" }, shown.map((item) => figure(item, asOf)), items.some(isAfter) ? null : wait(issue)),
    others(items.filter((item) => !shown.includes(item))),
  ];
}

function isAfter(item) {
  return item.kind === "proof" || item.kind === "after";
}

function label(item) {
  if (isAfter(item)) return t("整改后");
  const words = { baseline: t("基准"), current: t("发现时"), index: t("指数"), before: t("整改前"), progress: t("整改中"), verify: t("核查"), lookback: t("回头看") };
  return words[item.kind] ?? t("证据");
}

function figure(item, asOf) {
  const at = item.taken_at ?? item.at;
  const words = [label(item), at ? day(at, asOf) : "", item.measure ? t("措施 {n}", { n: item.measure }) : "", isAfter(item) && item.lon === undefined ? t("没有位置，未核对") : ""].filter(Boolean).join(" · ");
  const title = at ? moment(at) : words;
  return el(
    "figure",
    {},
    el("a", { href: item.url, target: "_blank", rel: "noopener" }, el("img", { src: item.url, alt: words, title, loading: "lazy" })),
    el("figcaption", { class: "small mid" }, words, " ", el("span", { class: "hash" }, shortSha(item))),
  );
}

function shortSha(item) {
  const sha = item.sha256 ?? "";
  return sha ? `${sha.slice(0, 4)}…${sha.slice(-4)}` : "";
}

function wait(issue) {
  const text = issue.rectified_on === null && !issue.closed_at ? t("整改后照片待上传") : t("没有整改后照片，以核查意见为准");
  return el("p", { class: "wait" }, text);
}

function others(items) {
  if (!items.length) return null;
  const links = items.map((item, at) => el("li", {}, el("a", { href: item.url }, item.filename ?? t("附件 {n}", { n: at + 1 }))));
  return el("ul", { class: "stack small" }, links);
}

/** The words of the issue with rule, measured value and limit. */
export function description(issue) {
  const rows = [
    issue.rule_ref ? [t("规则"), issue.rule_ref] : null,
    issue.measured ? [t("实测"), issue.measured] : null,
    issue.limit ? [t("限值"), issue.limit] : null,
    [t("坐标"), el("span", { class: "mono" }, `${issue.lon.toFixed(5)}, ${issue.lat.toFixed(5)} (WGS-84)`)],
  ];
  return [el("h2", {}, t("问题描述与位置")), el("p", {}, issue.description || issue.name), pairs(rows)];
}

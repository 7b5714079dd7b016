// The month's funnel: orders, leads, issues, on the spot; every figure leads to its rows.
import { query } from "../lib/api.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { rate } from "./words.js";

/** The figures as links; those who see no leads get the orders' alone. */
export function figures(data) {
  const here = { month: data.month, company: data.company };
  const orders = (more) => query("/orders", { ...here, ...more });
  const leads = (more) => query("/leads", { ...here, orders: "1", ...more });
  const shown = [figure(number(data.orders), t("工单"), orders({}))];
  if (data.leads !== undefined) {
    shown.push(
      figure(number(data.leads), t("线索"), leads({ state: "all" })),
      figure(number(data.issues), t("立案问题"), leads({ state: "confirmed" })),
      figure(number(data.on_spot), t("立行立改"), leads({ state: "confirmed", mode: "on_spot" })),
      figure(number(data.waiting), t("线索待判"), leads({ state: "triage" })),
      figure(rate(data.coverage), t("核查覆盖率（{a}/{b}）", { a: data.covered, b: data.orders }), orders({ which: "uncovered" })),
      figure(rate(data.confirm_rate), t("线索属实率"), leads({ state: "rejected" })),
      figure(rate(data.on_spot_share), t("立行立改占比"), leads({ state: "confirmed", mode: "on_spot" })),
    );
  }
  shown.push(figure(rate(data.on_time_rate), t("按时闭环率（{a}/{b}）", { a: data.on_time, b: data.due }), orders({ which: "late" })));
  if (data.sampled) shown.push(figure(`${data.judged}/${data.sampled}`, t("人工抽查已核"), query("/orders/check", here)));
  return shown;
}

function figure(value, word, href) {
  return el("a", { href }, el("b", {}, value), el("span", {}, word));
}

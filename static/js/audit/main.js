// The record's head: print it, and walk the chain on request.
import { get } from "../lib/api.js";
import { $ } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const verdict = $("#verdict");
const button = $("#verify");

function say(text, good) {
  verdict.textContent = text;
  verdict.hidden = false;
  verdict.dataset.good = good ? "yes" : "no";
}

function words({ ok, checked, against_head: compared, broken }) {
  if (!ok) {
    const where = broken.issue ? `（${broken.issue}）` : "";
    return t("第 {position} 条记录{where}：{why}。它之前的 {n} 条完好。", { position: broken.position, where, why: broken.why, n: checked });
  }
  const whole = t("{n} 条记录完好，链条未断。", { n: checked });
  return whole + (compared ? t("与已导出的链头相符。") : t("没有导出的链头可比：末尾若被截断，看不出来。"));
}

button.addEventListener("click", async () => {
  button.disabled = true;
  say(t("正在核验…"), true);
  try {
    const report = await get("audit/verification");
    say(words(report), report.ok);
  } catch (error) {
    say(error.message, false);
  } finally {
    button.disabled = false;
  }
});
$("#print").addEventListener("click", () => window.print());

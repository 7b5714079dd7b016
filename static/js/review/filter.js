// Which leads are listed: by confidence, by type, by what became of them.
import { $, clear, el } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** The filter of the queue; `changed(reload)` is called when it is moved. */
export class Filter {
  constructor(wanted, changed) {
    this.state = wanted.get("state") ?? "pending";
    this.range = $("#f-conf");
    this.code = $("#f-code");
    this.range.value = wanted.get("min") ?? "0";
    $("#f-state").value = this.state;
    this.range.addEventListener("input", () => changed(false));
    this.code.addEventListener("change", () => changed(false));
    $("#f-more").addEventListener("click", ({ target }) => {
      const open = target.closest(".sec").classList.toggle("is-open");
      target.setAttribute("aria-expanded", String(open));
    });
    $("#f-state").addEventListener("change", ({ target }) => {
      this.state = target.value;
      changed(true);
    });
  }

  get least() {
    return Number(this.range.value);
  }

  /** The findings that pass. */
  of(findings) {
    return findings.filter((finding) => finding.confidence >= this.least && (!this.code.value || finding.code === this.code.value));
  }

  /** Show the limit, the types there are, and how many are hidden. */
  draw(findings) {
    $("#f-least").textContent = number(this.least, 2);
    const types = [...new Map(findings.map((finding) => [finding.code, finding.name]))];
    const chosen = this.code.value;
    clear(this.code, el("option", { value: "" }, t("全部类型")), types.map(([code, name]) => el("option", { value: code }, `${code} ${name}`)));
    this.code.value = types.some(([code]) => code === chosen) ? chosen : "";
    const hidden = findings.length - this.of(findings).length;
    $("#f-hidden").textContent = hidden ? t("另有 {n} 条被筛选隐藏", { n: hidden }) : "";
  }

  focus() {
    this.range.focus();
  }
}

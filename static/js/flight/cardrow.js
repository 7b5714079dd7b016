// What the page shows of files on their way into the flight: counts and bytes, and what would not go.
import { clear, el } from "../lib/dom.js";
import { bytes } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { advice } from "../imagery/advice.js";

const SHOWN = 20;

/** How far an upload is, by what the server has accepted: {arrived, count, accepted, total}. */
export function progressOf({ items }) {
  return {
    arrived: items.filter((item) => ["received", "skipped"].includes(item.state)).length,
    count: items.length,
    accepted: items.reduce((sum, item) => sum + item.accepted, 0),
    total: items.reduce((sum, item) => sum + item.file.size, 0),
  };
}

/** The words of a progress. */
export function progressWords({ arrived, count, accepted, total }) {
  return t("{arrived} / {count} 个已收全，服务器已收 {done} / {all}", { arrived, count, done: bytes(accepted), all: bytes(total) });
}

/** One row for everything that was dropped together. */
export class CardRow {
  constructor(card, queue) {
    Object.assign(this, { card, queue });
    this.node = el("li", { class: "up" });
  }

  draw() {
    const { items, error } = this.card;
    const progress = progressOf(this.card);
    const stalled = items.some((item) => item.state === "sending" && item.stalled);
    clear(
      this.node,
      el("div", { class: "row" }, el("span", { class: "up-name grow" }, t("本次上传")), this.controls(items)),
      el("progress", { class: "bar-p", max: String(progress.total || 1), value: String(progress.accepted), "aria-label": t("本次上传") }),
      el("p", { class: "small mid" }, progressWords(progress)),
      stalled ? el("p", { class: "small mid" }, t("连接中断，恢复后自动继续")) : null,
      error ? problem(error) : null,
      items.filter((item) => item.state === "failed").slice(0, SHOWN).map((item) => this.failed(item)),
    );
  }

  failed(item) {
    const again = button(t("重试"), () => this.queue.resume(item));
    const drop = button(t("不传这个"), () => this.queue.cancel(item));
    return el("div", { class: "up-bad" }, el("span", { class: "mono wrap-any" }, item.path), problem(item.error), again, drop);
  }

  controls(items) {
    const sending = items.filter((item) => ["sending", "waiting"].includes(item.state));
    const paused = items.filter((item) => item.state === "paused");
    if (sending.length) return button(t("暂停"), () => sending.forEach((item) => this.queue.pause(item)));
    return paused.length ? button(t("继续"), () => paused.forEach((item) => this.queue.resume(item))) : null;
  }
}

function problem(error) {
  return el("p", { class: "up-why", role: "alert" }, el("b", {}, error.text || error.message || t("与服务器的连接中断")), " ", el("span", { class: "mid" }, advice(error)));
}

function button(text, act) {
  return el("button", { class: "btn btn--quiet btn--small", type: "button", onclick: act }, text);
}

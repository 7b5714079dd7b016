// A party's secret: made in this browser, kept by its owner; only its hash is sent.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { field } from "./fields.js";
import { commitOf } from "./seed.js";
import { hex } from "./sha256.js";

const SHAPE = /^[0-9a-f]{64}$/;

/** The commit form's part: make, keep, confirm; `value()` is the commit or nothing. */
export function makeSecret(draw, ready) {
  const secret = hex(crypto.getRandomValues(new Uint8Array(32)));
  const kept = el("input", { type: "checkbox", onchange: () => ready(kept.checked) });
  const shown = el("input", { class: "inp mono", readonly: true, value: secret, "aria-label": t("您的秘密"), onfocus: () => shown.select() });
  const text = `${draw.number}\n${secret}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const node = el(
    "div",
    { class: "stack" },
    el("p", { class: "mid" }, t("下面这串秘密刚在您的浏览器里随机生成，还没有发给任何人。提交的只是它的哈希（承诺）：别人看不出秘密，您也不能再换。")),
    el("p", { class: "mid" }, t("请另存好，只由您保管，揭示之前不要给任何人看。丢了就不能揭示，抽查只能作废。")),
    field(t("您的秘密"), shown),
    el("p", { class: "row row--wrap" }, el("a", { class: "btn", href: address, download: `${draw.number}-secret.txt` }, t("另存为文件"))),
    el("label", { class: "check--form" }, kept, t("已另存，由我保管")),
    el("p", { class: "small dim" }, t("承诺"), " ", el("span", { class: "mono hashes" }, commitOf(secret, draw.number))),
  );
  return { node, value: () => (kept.checked ? commitOf(secret, draw.number) : "") };
}

/** The reveal form's part: paste or choose the file; it is checked here before it is sent. */
export function giveSecret(draw, ready) {
  const given = el("input", { class: "inp mono", autocomplete: "off", spellcheck: "false", "aria-label": t("您的秘密") });
  const note = el("p", { class: "small mid" }, t("粘贴当时另存的秘密，或选择那个文件。"));
  const commit = draw.seed.commits[draw.mine];
  const check = () => {
    const value = given.value.trim().toLowerCase();
    const fits = SHAPE.test(value) && commitOf(value, draw.number) === commit;
    note.textContent = fits ? t("与您的承诺相符。") : value ? t("与您的承诺不符。") : t("粘贴当时另存的秘密，或选择那个文件。");
    ready(fits);
  };
  const read = async (event) => {
    const found = (await event.target.files[0]?.text())?.match(/[0-9a-f]{64}/);
    given.value = found ? found[0] : "";
    check();
  };
  given.addEventListener("input", check);
  const node = el("div", { class: "stack" }, field(t("您的秘密"), given), el("input", { type: "file", accept: ".txt", "aria-label": t("选择秘密文件"), onchange: read }), note);
  return { node, value: () => given.value.trim().toLowerCase() };
}

// How the person wants to be told outside the app: mail or not, and the quiet hours.
import { get, post } from "../lib/api.js";
import { $ } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const form = $("#wishes");

function show(wishes) {
  form.elements.mail.checked = wishes.mail;
  form.elements.quiet_from.value = wishes.quiet_from;
  form.elements.quiet_until.value = wishes.quiet_until;
}

async function keep(event) {
  event.preventDefault();
  const { mail, quiet_from: from, quiet_until: until } = form.elements;
  try {
    show(await post("notices/wishes", { mail: mail.checked, quiet_from: from.value, quiet_until: until.value }));
    $("#kept").textContent = t("已保存");
  } catch (error) {
    $("#kept").textContent = error.message;
  }
}

export async function startWishes() {
  show(await get("notices/wishes"));
  form.hidden = false;
  form.addEventListener("submit", keep);
  form.addEventListener("input", () => ($("#kept").textContent = ""));
}

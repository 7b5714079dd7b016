// One rule: what would change is shown before it is sent, with a reason.
import { post } from "../lib/api.js";
import { $, $$, clear, el } from "../lib/dom.js";

const form = $("#rule");
const send = $("#send");

function changes() {
  const fields = $$("[data-was]", form).filter((field) => field.value !== field.dataset.was);
  return fields.map((field) => [field.name, field.dataset.was, field.value]);
}

function show() {
  const found = changes();
  const line = ([name, was, is]) => el("p", { class: "small wraps" }, el("span", { class: "mono dim" }, name), " ", el("del", {}, was || "—"), " → ", el("ins", {}, is || "—"));
  clear($("#diff"), found.map(line));
  send.disabled = !found.length || !$("#reason").value.trim();
}

async function save(event) {
  event.preventDefault();
  send.disabled = true;
  const { table, key, version } = form.dataset;
  const content = Object.fromEntries(changes().map(([name, , is]) => [name, is]));
  const body = { version: Number(version), reason: $("#reason").value, content };
  if ($("#valid-from").value) body.valid_from = $("#valid-from").value;
  try {
    await post(`rules/${encodeURIComponent(table)}/${encodeURIComponent(key)}`, body);
    location.reload();
  } catch (error) {
    $("#refusal").textContent = error.message;
    $("#refusal").hidden = false;
    show();
  }
}

if (send) {
  form.addEventListener("input", show);
  form.addEventListener("submit", save);
}

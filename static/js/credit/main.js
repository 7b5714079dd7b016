// Credit records: every form is one call; what was decided is shown by loading the page anew.
import { post } from "../lib/api.js";
import { $, $$ } from "../lib/dom.js";

const why = $("#why");

/** The fields of a form as the API takes them; the pressed button says yes or no. */
function body(form, button) {
  const said = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "submit" || field.value === "") continue;
    said[field.name] = field.dataset.as === "number" ? Number(field.value) : field.value;
  }
  if (button?.name) said[button.name] = button.value === "true";
  return said;
}

function refuse(message) {
  why.textContent = message;
  why.hidden = false;
  why.scrollIntoView({ block: "nearest" });
}

async function send(form, button) {
  const buttons = $$("button", form);
  for (const one of buttons) one.disabled = true;
  try {
    await post(form.dataset.post, body(form, button));
    location.reload();
  } catch (error) {
    refuse(error.message);
    for (const one of buttons) one.disabled = false;
  }
}

for (const form of $$("form[data-post]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}
$("#print")?.addEventListener("click", () => window.print());

// Review: a queue of leads, one on the stage, a decision with one key, ten seconds to take it back.
import { get } from "../lib/api.js";
import { $, $$ } from "../lib/dom.js";
import { actsOf } from "./acts.js";
import { Verdict } from "./decide.js";
import { Desk } from "./desk.js";
import { keepDraft } from "./drafts.js";
import { bindKeys } from "./keys.js";
import { Papers } from "./papers.js";
import { Sending } from "./send.js";
import { Stage } from "./stage.js";
import { Undo } from "./undo.js";

const AWAY_MS = 60_000;

const stage = new Stage($("#stage"), $("#swipe"));
const verdict = new Verdict($("#verdict"), $("#note"));
const desk = new Desk({ page: $("#main"), stage, verdict, undo: new Undo() });
const sending = new Sending(desk);
const papers = new Papers(desk);
const acts = actsOf(desk, sending, papers);
desk.acts = acts;
desk.sending = sending;
desk.papers = papers;

for (const button of $$("[data-mode]")) button.addEventListener("click", () => acts.mode(button.dataset.mode));
for (const button of $$("[data-part]")) {
  button.addEventListener("click", () => button.setAttribute("aria-pressed", String(stage.toggle(button.dataset.part))));
}
for (const button of $$("[data-act]")) {
  button.addEventListener("click", () => ({ in: () => acts.zoom(1.6), out: () => acts.zoom(1 / 1.6), whole: acts.whole, onto: acts.onto, draw: acts.draw, measure: acts.measure, help: acts.help })[button.dataset.act]());
}
for (const button of $$("[data-sort]")) {
  button.addEventListener("click", () => {
    desk.sort = button.dataset.sort;
    desk.load();
  });
}
$("#note").addEventListener("input", ({ target }) => desk.id && keepDraft(desk.id, target.value));

// Who comes back to the page after a while sees what others have decided meanwhile.
let left = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) left = Date.now();
  else if (left && Date.now() - left > AWAY_MS) desk.load();
});

bindKeys(acts, stage);
desk.types = (await get("taxonomy").catch(() => ({ items: [] }))).items;
verdict.types = desk.types;
await desk.load();

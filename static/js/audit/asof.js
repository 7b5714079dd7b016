// What the record had said of an issue by the end of a day.
import { get, query } from "../lib/api.js";
import { $, clear, el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

const box = $("#as-of");
const said = $("[data-said]", box);
let ticket = 0;

async function show(on) {
  ticket += 1;
  const mine = ticket;
  if (!on) return clear(said);
  const path = `issues/${encodeURIComponent(box.dataset.issue)}/as-of`;
  try {
    const answer = await get(query(path, { on }));
    if (mine === ticket) draw(answer);
  } catch (error) {
    clear(said, el("p", { class: "small" }, error.message));
  }
}

function draw({ on, events, fields, hash, position }) {
  if (!events) return clear(said, el("p", { class: "small dim" }, t("截至 {on} 没有任何记录。", { on })));
  const rows = fields.map(({ label, text }) => [el("dt", {}, label), el("dd", {}, text)]);
  const proof = t("依据截至当日的 {n} 条记录，末条在链上第 {position} 位，{hash}…", { n: events, position, hash: hash.slice(0, 12) });
  clear(said, el("dl", { class: "kv" }, rows), el("p", { class: "small dim" }, proof));
}

$("input", box).addEventListener("change", (event) => show(event.target.value));

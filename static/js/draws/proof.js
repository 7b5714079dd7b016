// The public proof: fetch the draw's file, replay it here, and say whether it is what it says.
import { Difference } from "./canon.js";
import { proof } from "./proofview.js";
import { word } from "./proofwords.js";
import { lastChange, replay } from "./replay.js";

const box = document.querySelector("#replay");
const verdict = document.querySelector("#verdict");

function say(state, text) {
  verdict.dataset.state = state;
  verdict.textContent = text;
}

/** Hold a file that fits itself against what this page says was published, if it says anything. */
function judge(draw) {
  const found = { poolHash: draw.pool_hash, commits: draw.commits.join(","), lastChange: lastChange(draw.changes) };
  for (const [name, value] of Object.entries(found)) {
    const place = document.querySelector(`#said-${name}`);
    if (place) place.textContent = value;
  }
  const published = box.dataset;
  const words = { poolHash: "other_pools", commits: "other_commits", lastChange: "other_changes" };
  const other = Object.keys(words).find((name) => published[name] && published[name] !== found[name]);
  const whole = Object.keys(words).every((name) => published[name]);
  const counts = { objects: draw.pools.objects.length, drawn: draw.result.drawn.length };
  if (other) say("differs", word(words[other]));
  else say(whole ? "same" : "itself", word(whole ? "same" : "itself", counts));
}

function show(bytes) {
  const place = document.querySelector("#proof");
  place.replaceChildren();
  try {
    const draw = replay(bytes);
    place.append(...proof(draw));
    judge(draw);
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    say("differs", word("differs", { path: error.path, why: word(`why_${error.why}`) }));
  }
}

async function load() {
  try {
    const answer = await fetch(box.dataset.file);
    if (!answer.ok) throw new Error(String(answer.status));
    show(new Uint8Array(await answer.arrayBuffer()));
  } catch (error) {
    say("unread", word("unreadable", { why: error.message }));
  }
}

document.querySelector("#other").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) show(new Uint8Array(await file.arrayBuffer()));
});
await load();

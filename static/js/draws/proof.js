// The public proof: fetch the draw's file, replay it here, and say whether it is what it says.
import { Difference } from "./canon.js";
import { proof } from "./proofview.js";
import { word } from "./proofwords.js";
import { replay } from "./replay.js";

const box = document.querySelector("#replay");
const verdict = document.querySelector("#verdict");

function say(state, text) {
  verdict.dataset.state = state;
  verdict.textContent = text;
}

function show(bytes) {
  const place = document.querySelector("#proof");
  place.replaceChildren();
  try {
    const draw = replay(bytes);
    place.append(...proof(draw));
    const known = box.dataset.poolHash;
    const hash = document.querySelector("#pool-hash");
    if (hash) hash.textContent = draw.pool_hash;
    if (known && known !== draw.pool_hash) say("differs", word("other_pools"));
    else say("same", word("same", { objects: draw.pools.objects.length, drawn: draw.result.drawn.length }));
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

// The keys of the issue page: P print, E report or go on, G then L the ledger.
import { typing } from "../lib/frame.js";

const SECOND_MS = 1500;

/** Listen for the page's keys. */
export function issueKeys({ print, progress, ledger }) {
  let gone = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    const key = event.key.toLowerCase();
    const after = event.timeStamp - gone < SECOND_MS;
    gone = key === "g" ? event.timeStamp : 0;
    const act = { p: print, e: progress, l: after ? ledger : null }[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

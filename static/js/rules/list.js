// The table of rules: what is typed leaves the rows that say it.
import { $, $$ } from "../lib/dom.js";

$("#find").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const row of $$("#rules tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});

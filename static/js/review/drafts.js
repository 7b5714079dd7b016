// What was typed and not sent, kept by finding until it is sent, also over a reload.
const KEY = "review-drafts";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** The words kept for a finding. */
export const draftOf = (id) => read()[id] ?? "";

/** Keep words for a finding; empty ones are forgotten. */
export function keepDraft(id, words) {
  const all = read();
  if (words.trim()) all[id] = words;
  else delete all[id];
  try {
    sessionStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // no room or not allowed: the field itself still holds the words
  }
}

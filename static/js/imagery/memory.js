// What a reload must not forget: which flight a half-sent folder belongs to and which photos arrived.
const PREFIX = "xunzhan.flight/";

/** The flight a folder was being sent to, as {id, done}, or null. */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keep a folder's flight, and one more photo of it that has arrived. */
export function remember(key, id, mark = null) {
  const done = recall(key)?.done ?? [];
  if (mark && !done.includes(mark)) done.push(mark);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ id, done }));
  } catch {
    // A full or forbidden store costs the resume after a reload, nothing else.
  }
}

/** The folder is complete: nothing is left to resume. */
export function settle(key) {
  localStorage.removeItem(PREFIX + key);
}

// The words of the proof stand in the page, so that it needs no catalogue and no server.

const words = new Map([...document.querySelectorAll("#words [data-word]")].map((item) => [item.dataset.word, item.textContent]));

/** The word of a key; `{name}` is replaced by the parameter of that name. */
export function word(key, params = {}) {
  const text = words.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

// Chinese source texts are the message ids; English comes from the compiled catalogue, fetched once.

export const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";

async function load() {
  const address = document.documentElement.dataset.messages;
  if (lang === "zh" || !address) return {};
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

const catalogue = await load();

/** The text in the page's language; `{name}` is replaced by the parameter of that name. */
export function t(text, params = {}) {
  const words = catalogue[text] || text;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** The name of something that has two: English only where there is one. */
export function nameOf(thing) {
  if (!thing) return "";
  return (lang === "en" && thing.name_en) || thing.name_zh || thing.name || "";
}

/** Join words as the language does. */
export function listed(words) {
  return words.filter(Boolean).join(lang === "zh" ? "、" : ", ");
}

// Proof of a rectification: photos chosen in the form, sent by tus, named by their upload ids.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { makeUpload, start } from "../imagery/tus.js";

/** The field for photos. */
export function addEvidence() {
  return el(
    "label",
    { class: "lab", "data-files": "" },
    t("整改佐证：照片或 PDF，可多个，单个不超过 30 MB"),
    el("input", { class: "inp", type: "file", multiple: true, accept: ".jpg,.jpeg,.png,.pdf" }),
  );
}

/** Send the chosen photos one after the other; returns them as evidence. */
export async function sendEvidence(field, issue, say) {
  const ids = [];
  const files = [...field.querySelector("input").files];
  for (const file of files) {
    say(t("正在上传 {name}（{at} / {all}）", { name: file.name, at: ids.length + 1, all: files.length }));
    ids.push({ id: await one(file, issue), taken_at: new Date(file.lastModified).toISOString() });
  }
  say("");
  return ids;
}

function one(file, issue) {
  // Only a name: an upload that declares no station and no flight is left for the form to take.
  const metadata = { filename: file.name };
  return new Promise((resolve, reject) => {
    const upload = makeUpload(file, metadata, `issue/${issue.number}`, {
      accepted: () => {},
      done: resolve,
      failed: (error) => reject(Object.assign(new Error(error.text || t("文件没有传完，请再试")), error)),
    });
    start(upload);
  });
}

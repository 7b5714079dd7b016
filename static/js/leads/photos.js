// Photos of a lead, sent one after the other by tus; returns their upload ids.
import { t } from "../lib/i18n.js";
import { makeUpload, start } from "../imagery/tus.js";

export async function sendPhotos(files, say) {
  const ids = [];
  for (const file of files) {
    say(t("正在上传 {name}（{at} / {all}）", { name: file.name, at: ids.length + 1, all: files.length }));
    ids.push(await one(file));
  }
  say("");
  return ids;
}

function one(file) {
  return new Promise((resolve, reject) => {
    const upload = makeUpload(file, { filename: file.name }, "lead", {
      accepted: () => {},
      done: resolve,
      failed: (error) => reject(new Error(error.text || t("文件没有传完，请再试"))),
    });
    start(upload);
  });
}

// What to do about a refusal; the server's own sentence says what is wrong.
import { t } from "../lib/i18n.js";

/** The next step for an error {status, code}. */
export function advice({ status, code }) {
  if (!status) return t("网络恢复后会从断点继续；也可以点“重试”。");
  if (status === 401 || status === 403) return t("请重新登录，或换有上传权限的账号；已收的部分会保留。");
  if (status === 413) return t("请按站点范围裁剪后再传，或请管理员调整上限。");
  if (status === 410 || status === 404) return t("服务器上的断点已过期，请重新选择文件再传。");
  if (status === 409) return t("服务器的断点与本机不一致，点“重试”会按服务器的断点继续。");
  if (status === 429) return t("请求过快，稍等一分钟再点“重试”。");
  if (status === 460 || code === "upload.checksum") return t("传输中出错，点“重试”重发这一段。");
  if (status >= 500) return t("服务器暂时不能处理，稍后点“重试”，会从断点继续。");
  return t("请更正后重新选择文件。");
}

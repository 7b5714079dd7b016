// All keys of the desk, on `?`.
import { el } from "../lib/dom.js";
import { t } from "../lib/i18n.js";

/** Open the list of keys as a modal dialog; Esc or `?` closes it. */
export function openHelp() {
  const dialog = el("dialog", { class: "keys", "aria-label": t("全部按键") }, el("h2", {}, t("全部按键")), el("div", { class: "keys-cols" }, groups().map(group)));
  dialog.append(el("form", { method: "dialog" }, el("button", { class: "btn" }, t("关闭"), el("kbd", {}, "Esc"))));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => event.key === "?" && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

function group([title, rows]) {
  return el("section", {}, el("h3", {}, title), el("dl", {}, rows.map(([keys, word]) => [el("dt", {}, keys.map((key) => el("kbd", {}, key))), el("dd", {}, word)])));
}

function groups() {
  return [
    [t("研判"), [
      [["1"], t("认定为问题（影像研判员：提议认定）")], [["2"], t("不是问题，再按数字选原因")], [["3"], t("看不清，补飞")],
      [["M"], t("并入已有问题")], [["C"], t("改类型，单独保存")], [["N"], t("写研判意见")], [["U"], t("10 秒内撤回")], [["R"], t("重新研判已判的线索")],
      [["O"], t("向区县和运维单位公开")], [["B"], t("成批处理相似线索")], [["P"], t("生成证据单")], [["X"], t("公开副本")],
    ]],
    [t("走查"), [[["J"], t("下一条")], [["K"], t("上一条")], [["F"], t("筛选")], [["["], t("上一张证据图")], [["]"], t("下一张证据图")]]],
    [t("看图"), [
      [["Space"], t("闪烁；闪烁时切换一次")], [["V"], t("卷帘、并排轮换")], [["←", "→"], t("移卷帘 1%，加 Shift 移 10%")],
      [["+", "−"], t("放大、缩小")], [["Z"], t("放大到这条线索")], [["0"], t("看整幅")], [["Alt", "←"], t("移动画面")],
    ]],
    [t("标绘与测量"), [
      [["D"], t("标出漏掉的、重画或切去轮廓")], [["G"], t("量距离、面积、影长测高")], [["←", "↑", "→"], t("移动十字，加 Shift 快移")],
      [["Space"], t("落点")], [["Enter"], t("结束")], [["Backspace"], t("退一点")], [["Esc"], t("放弃、收起、返回")],
    ]],
  ];
}

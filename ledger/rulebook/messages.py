"""The rulebook's coded refusals in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "rules.not_found": ("规则表里没有 {key}", "There is no {key} in the table"),
        "rules.not_loaded": (
            "规则库尚未载入；请在服务器上运行 flask rules load",
            "The rulebook is not loaded; run flask rules load on the server",
        ),
        "rules.read_only": (
            "表 {table} 随版本发布，不能在这里修改",
            "Table {table} comes with the release and is not edited here",
        ),
        "rules.not_allowed": (
            "只有管辖全市的市局复核员可以修改规则",
            "Only a bureau reviewer for the whole city edits the rules",
        ),
        "rules.changed": (
            "这条规则刚被修改（第 {version} 版），请看过新版再改",
            "This rule has just changed (version {version}); look at it before editing",
        ),
        "rules.reason_missing": ("请写明修改理由", "Say why the rule is changed"),
        "rules.nothing_changed": ("没有改动", "Nothing was changed"),
        "rules.fixed_column": (
            "栏目 {column} 不能修改",
            "Column {column} cannot be changed",
        ),
        "rules.bad_value": (
            "栏目 {column} 的值“{value}”无效：{wanted}",
            "“{value}” is no value of column {column}: {wanted}",
        ),
        "rules.unknown_code": (
            "栏目 {column} 所指的 {value} 不存在",
            "Column {column} names {value}, which does not exist",
        ),
        "rules.starts_early": (
            "生效日期不能早于 {day}：规则不溯及既往",
            "It cannot count before {day}: no rule reaches back",
        ),
        "rules.ends_early": (
            "失效日期不能早于生效日期",
            "It cannot end before it begins",
        ),
    }
)

"""What loading the demo says when it refuses."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "demo.production": (
            "生产环境不装演示数据和演示账号；请去掉 XUNZHAN_PRODUCTION，或换一个数据库",
            "production never loads the demo or its accounts; unset XUNZHAN_PRODUCTION or use "
            "another database",
        ),
        "demo.loaded": (
            "演示数据（{name}）已经装好，没有再装一遍",
            "the demo ({name}) is loaded already; nothing was done",
        ),
        "demo.not_empty": (
            "数据库里已有 {stations} 个站点和 {people} 个账号，演示数据只装进空库",
            "the database already holds {stations} stations and {people} accounts; the demo is "
            "loaded into an empty one only",
        ),
    }
)

"""Coded refusals and words of the record's checks, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "audit.role_postgresql": (
            "数据库角色只在 PostgreSQL 上设置；内置模式没有角色",
            "Database roles are set on PostgreSQL; embedded mode has none",
        ),
        "audit.role_name": (
            "“{value}”不能作为角色名：小写字母、数字和下划线",
            "“{value}” cannot name a role: small letters, digits, underscores",
        ),
        "audit.role_missing": (
            "没有角色 {value}；给出 APP_DB_PASSWORD 即可新建",
            "There is no role {value}; it is made when APP_DB_PASSWORD is given",
        ),
        "audit.role_owner": (
            "角色 {value} 可以自行取消保护（超级用户或表的所有者），不能用来运行服务",
            "Role {value} could take the guards away itself (superuser or owner); it cannot run "
            "the service",
        ),
        "audit.nothing_yet": (
            "还没有任何记录，没有可导出的链头",
            "Nothing is recorded yet; there is no head to export",
        ),
        "audit.too_long": (
            "记录超过 {limit} 条，请在服务器上运行 flask audit verify",
            "There are more than {limit} records; run flask audit verify on the server",
        ),
        "audit.reason.missing": ("缺少这一条", "it is missing"),
        "audit.reason.inserted": ("这一条是插入的", "it was put in"),
        "audit.reason.payload": ("内容被改动", "its content was changed"),
        "audit.reason.hash": ("这一条被改动或换了位置", "it was changed or moved"),
        "audit.reason.previous": (
            "前后不相连，或与导出的链头不符",
            "it does not follow the one before, or differs from an exported head",
        ),
        "audit.reason.cut": ("末尾被截断", "the tail was cut"),
        "audit.reason.state": ("台账的状态与记录不符", "the ledger's state differs"),
        "audit.reason.grade": ("台账的等级与记录不符", "the ledger's grade differs"),
        "audit.reason.deadline_on": ("台账的期限与记录不符", "the ledger's deadline differs"),
        "audit.reason.responsible": (
            "台账的责任单位与记录不符",
            "the ledger's responsible party differs",
        ),
    }
)

"""The funnel of one month: orders → leads → issues, with the rates of KPI 4 to 6, by one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session

from ledger.models import Issue, Lead, OrderSampleItem, WorkOrder
from ledger.orders.months import first_day


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Counts, and rates that are None where nothing is under the line."""

    orders: int
    checked: int
    """The rules ran over them."""
    covered: int
    """… and none was skipped for missing data."""
    due: int
    on_time: int
    sampled: int
    judged: int
    leads: int
    waiting: int
    rejected: int
    merged: int
    issues: int
    on_spot: int

    @property
    def coverage(self) -> float | None:
        """KPI 4b: checked of all."""
        return _share(self.covered, self.orders)

    @property
    def on_time_rate(self) -> float | None:
        """KPI 4a: closed in time of those due."""
        return _share(self.on_time, self.due)

    @property
    def confirm_rate(self) -> float | None:
        """KPI 5: made an issue of those decided on."""
        return _share(self.issues, self.leads - self.waiting)

    @property
    def on_spot_share(self) -> float | None:
        """KPI 6: handled on the spot of the issues."""
        return _share(self.on_spot, self.issues)


def funnel(
    session: Session,
    month: str,
    *,
    company_id: int | None = None,
    seen_orders: ColumnElement[bool] | None = None,
    seen_leads: ColumnElement[bool] | None = None,
) -> Funnel:
    """Return a month's figures, of one company or of all.

    Parameters
    ----------
    seen_orders, seen_leads : condition, optional
        What the caller may see (``ledger.access.visible``); default everything.

    Raises
    ------
    Refused
        ``order.bad_month``.
    """
    first_day(month)
    orders = [WorkOrder.month == month, true() if seen_orders is None else seen_orders]
    leads = [*of_orders(month), true() if seen_leads is None else seen_leads]
    if company_id is not None:
        orders.append(WorkOrder.company_id == company_id)
        leads.append(Lead.company_id == company_id)
    row = session.execute(_query(orders, leads)).mappings().one()
    return Funnel(**{name: int(value or 0) for name, value in row.items()})


def of_orders(month: str) -> list[ColumnElement[bool]]:
    """Return the conditions of the leads that a month's orders gave."""
    return [Lead.period == month, Lead.rule.like("WO-%")]


def _query(orders: list[Any], leads: list[Any]) -> Select[Any]:
    """One statement: both aggregates side by side."""
    of_order = (
        select(
            func.count().label("orders"),
            _sum(WorkOrder.checked_at.is_not(None)).label("checked"),
            _sum(WorkOrder.covered).label("covered"),
            _sum(WorkOrder.late.is_not(None)).label("due"),
            _sum(WorkOrder.late.is_(False)).label("on_time"),
        )
        .where(*orders)
        .subquery()
    )
    of_lead = (
        select(
            func.count(Lead.id).label("leads"),
            _sum(Lead.state == "triage").label("waiting"),
            _sum(Lead.state == "rejected").label("rejected"),
            _sum(Lead.state == "merged").label("merged"),
            _sum(Lead.state == "confirmed").label("issues"),
            _sum((Lead.state == "confirmed") & (Issue.mode == "on_spot")).label("on_spot"),
        )
        .select_from(Lead)
        .outerjoin(Issue, Issue.id == Lead.issue_id)
        .where(*leads)
        .subquery()
    )
    of_sample = (
        select(
            func.count(OrderSampleItem.id).label("sampled"),
            _sum(OrderSampleItem.verdict != "").label("judged"),
        )
        .select_from(OrderSampleItem)
        .join(WorkOrder, WorkOrder.id == OrderSampleItem.order_id)
        .where(*orders)
        .subquery()
    )
    beside = of_order.join(of_lead, true()).join(of_sample, true())
    return select(of_order, of_lead, of_sample).select_from(beside)


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

"""Work orders, their checks, imports and samples as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.models import OrderImport, OrderPhoto, OrderSample, OrderSampleItem, WorkOrder
from ledger.orders import Funnel
from ledger.orders.importing import Preview
from ledger.orders.rules import names
from webapp.serial.imports import problems_json
from webapp.serial.moments import moment
from webapp.serial.people import organisation_name
from webapp.serial.stations import station_brief

TIMES = ("planned_at", "due_at", "started_at", "finished_at", "closed_at")


def order_json(order: WorkOrder, lang: Lang, leads: int | None) -> dict[str, Any]:
    """Return an order for a list; ``leads`` is None for those who see none."""
    return {
        "id": order.id,
        "number": order.number,
        "month": order.month,
        "kind": order.kind,
        "kind_name": messages.text(f"order.kind.{order.kind}", lang),
        "station": station_brief(order.station, lang),
        "company": organisation_name(order.company, lang),
        "person": order.person,
        "late": order.late,
        "checked": order.checked_at is not None,
        "covered": order.covered if leads is not None else None,
        "leads": leads,
        **{name: moment(getattr(order, name)) for name in TIMES},
    }


def order_detail(
    order: WorkOrder, lang: Lang, *, leads: int | None, checks: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an order with its words, photos and the verdicts that the reader may see."""
    return order_json(order, lang, leads) | {
        "text": order.text,
        "instrument": order.instrument,
        "consumable": order.consumable,
        "consumable_age_days": order.consumable_age_days,
        "parameters": order.parameters,
        "checked_at": moment(order.checked_at),
        "photos": [photo_json(photo) for photo in order.photos],
        "checks": [check_json(entry, lang) for entry in checks],
    }


def photo_json(photo: OrderPhoto) -> dict[str, Any]:
    """Return a photo with the addresses of its pictures, where they came."""
    of = f"?of=order:{photo.order_id}"
    return {
        "name": photo.name,
        "state": photo.state,
        "why": photo.why,
        "sha256": photo.sha256,
        "look_hash": photo.look_hash,
        "taken_at": moment(photo.taken_at),
        "url": photo.stored_sha and f"/api/v1/media/{photo.stored_sha}{of}",
        "thumb": photo.thumb_sha and f"/api/v1/media/{photo.thumb_sha}{of}",
    }


def check_json(entry: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Return one rule's verdict with its words."""
    rule, verdict = names().get(entry["rule"]), entry["verdict"]
    said = ""
    if verdict == "hit":
        said = messages.text(entry["why"], lang, **dict(entry.get("params") or {}))
    elif verdict == "not_assessed":
        said = messages.text(f"order.missing.{entry['why']}", lang)
    kept = {name: entry[name] for name in ("rule", "check", "verdict", "measured", "limit")}
    return kept | {"name": rule.name(lang) if rule else entry["rule"], "text": said}


def funnel_json(funnel: Funnel, *, leads: bool) -> dict[str, Any]:
    """Return a month's figures; those who see no leads get the orders' alone."""
    orders = {
        "orders": funnel.orders,
        "due": funnel.due,
        "on_time": funnel.on_time,
        "on_time_rate": funnel.on_time_rate,
    }
    if not leads:
        return orders
    names_ = ("checked", "covered", "sampled", "judged", "leads", "waiting", "rejected", "merged")
    rates = ("issues", "on_spot", "coverage", "confirm_rate", "on_spot_share")
    return orders | {name: getattr(funnel, name) for name in (*names_, *rates)}


def preview_json(seen: Preview, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return every row with its values, what it would do, and its problems."""
    return {
        "ok": seen.ok,
        "counts": seen.counts,
        "months": seen.months,
        "columns": [{"header": c.header, "field": c.field} for c in seen.columns],
        "fields": dict(fields),
        "rows": [
            {
                "number": row.number,
                "values": {name: _plain(value) for name, value in row.values.items()},
                "action": row.action,
                "changed": list(row.changed),
                "problems": problems_json(row.problems),
            }
            for row in seen.rows
        ],
        "problems": problems_json(seen.problems),
        "notes": problems_json(seen.notes),
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return f"{value:%Y-%m-%d %H:%M}"
    return ", ".join(value) if isinstance(value, list) else value


def import_json(made: OrderImport, lang: Lang) -> dict[str, Any]:
    """Return an import: its file, its counts, what became of its photos."""
    return {
        "id": made.id,
        "company": organisation_name(made.company, lang),
        "filename": made.filename,
        "sha256": made.sha256,
        "state": made.state,
        "counts": made.counts,
        "photos": made.photos,
        "why": messages.text(made.photos["why"], lang) if made.photos.get("why") else "",
        "made_by": made.made_by.name,
        "made_at": moment(made.made_at),
    }


def sample_json(sample: OrderSample, lang: Lang) -> dict[str, Any]:
    """Return a sample with its seed, so that anybody can draw it again."""
    return {
        "id": sample.id,
        "month": sample.month,
        "company": organisation_name(sample.company, lang),
        "seed": sample.seed,
        "pool": sample.pool,
        "pool_size": sample.pool_size,
        "made_by": sample.made_by.name,
        "made_at": moment(sample.made_at),
        "items": [item_json(item, lang) for item in sample.items],
    }


def item_json(item: OrderSampleItem, lang: Lang) -> dict[str, Any]:
    """Return one sampled order and its verdict."""
    return {
        "id": item.id,
        "place": item.place,
        "order": order_json(item.order, lang, 0),
        "verdict": item.verdict,
        "note": item.note,
        "judged_by": item.judged_by.name if item.judged_by else "",
        "judged_at": moment(item.judged_at),
    }

"""The demo's organisations: the city bureau, a bureau a district, three O&M companies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ledger.models import Organisation

COMPANIES = (
    ("om-1", "运维一公司", "O&M company one"),
    ("om-2", "运维二公司", "O&M company two"),
    ("om-3", "运维三公司", "O&M company three"),
)


def create_organisations(
    session: Session,
    *,
    city_code: str,
    districts: Sequence[tuple[str, str]],
    neighbour_zh: str,
) -> dict[str, Organisation]:
    """Create them; return the ones that accounts belong to.

    Parameters
    ----------
    districts : sequence of (code, zh name)
        The own districts; the first one is the demo's district account.
    """
    city = Organisation(
        key=f"bureau-{city_code}",
        kind="city_bureau",
        name_zh="市生态环境局",
        name_en="City ecology bureau",
    )
    bureaus = [
        Organisation(
            key=f"bureau-{code}",
            kind="district_bureau",
            name_zh=f"{name}生态环境分局",
            name_en="",
            district_code=code,
        )
        for code, name in districts
    ]
    companies = [
        Organisation(key=key, kind="om_company", name_zh=zh, name_en=en)
        for key, zh, en in COMPANIES
    ]
    neighbour = Organisation(
        key="neighbour-1", kind="neighbour", name_zh=neighbour_zh, name_en="Neighbouring city"
    )
    session.add_all([city, *bureaus, *companies, neighbour])
    session.flush()
    return {
        "city": city,
        "district": bureaus[0],
        "company": companies[0],
        "neighbour": neighbour,
    }

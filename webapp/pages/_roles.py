"""The words for role keys."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROLE_WORDS = {
    "leader": _l("局领导"),
    "bureau_reviewer": _l("复核员"),
    "supervisor": _l("督办员"),
    "image_reviewer": _l("影像研判员"),
    "district": _l("区县人员"),
    "om_manager": _l("运维主管"),
    "om_tech": _l("运维人员"),
    "pilot": _l("飞手"),
    "neighbour": _l("周边地区人员"),
    "public": _l("公众"),
}

"""The words for role keys."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

ROLE_WORDS = {
    "leader": _("局领导"),
    "bureau_reviewer": _("复核员"),
    "supervisor": _("督办员"),
    "image_reviewer": _("影像研判员"),
    "district": _("区县人员"),
    "om_manager": _("运维主管"),
    "om_tech": _("运维人员"),
    "pilot": _("飞手"),
    "neighbour": _("周边地区人员"),
    "public": _("公众"),
}

"""The words of the bare-soil detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.colours_of_satellite": (
            "像元大于 1 米的卫星影像，各波段单独拉伸过，仅凭颜色分不出裸土，不作判断；"
            "请提供蓝、红、近红外和短波红外波段，或无人机、航空影像。",
            "With pixels over 1 m this is a satellite's picture, whose bands were stretched one by "
            "one, so bare ground cannot be told by colour alone and nothing is claimed; give "
            "blue, red, near and shortwave infrared, or a drone's or aerial picture.",
        ),
    }
)

"""What the review desk says when it refuses: re-opening, releasing, drawing, types, copies."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "finding.reopen_reason": (
            "重新研判要写明原因，记录里会保留",
            "Say why the finding is opened again; the record keeps it",
        ),
        "finding.reopen_followed": (
            "问题 {number} 已有后续操作，不能只在研判台改回；请到问题里处理",
            "Issue {number} has moved on, so the decision is not simply undone here; go on in the "
            "issue",
        ),
        "finding.not_withheld": (
            "这条线索没有限制查看，无需公开",
            "The finding is not withheld; there is nothing to release",
        ),
        "finding.shape_invalid": (
            "轮廓无效（{reason}）；请重画一个不自交的多边形",
            "The outline is not valid ({reason}); draw a polygon that does not cross itself",
        ),
        "finding.shape_too_many": (
            "轮廓有 {count} 个顶点，最多 {limit} 个",
            "The outline has {count} corners, at most {limit} are taken",
        ),
        "finding.shape_empty": (
            "切去之后什么也不剩；如果整条线索不成立，请判为“不是问题”",
            "Nothing is left after the cut; if the finding is wrong as a whole, reject it",
        ),
        "finding.shape_outside": (
            "轮廓不在影像范围内，影像没有拍到那里",
            "The outline lies outside the image; it does not show that place",
        ),
        "finding.shape_elsewhere": (
            "新轮廓与原来的位置不相交，那是另一处；请作为新线索标绘",
            "The new outline does not meet the old one; draw it as a finding of its own",
        ),
        "finding.drawn_far": (
            "标绘处距站点 {distance_m} m，超过 {limit_m} m，不属于这个站点",
            "The drawing is {distance_m} m from the station, more than {limit_m} m; "
            "it is not that station's",
        ),
        "finding.drawn_not_shown": (
            "影像 {scene} 没有登记这个站点，不能为它标绘",
            "Scene {scene} does not show that station; nothing can be drawn for it",
        ),
        "finding.same_code": (
            "这条线索已经是 {value} 类",
            "The finding is of type {value} already",
        ),
        "finding.publish_withheld": (
            "这条线索限制查看，复核员公开之前不能制作公开副本",
            "The finding is withheld; there are no public copies before a bureau reviewer "
            "releases it",
        ),
        "finding.drawn_known": (
            "这里已有同类线索 {finding}，请直接研判那一条",
            "There is a finding of this type here already, {finding}; decide about that one",
        ),
    }
)

from pathlib import Path

from ledger import nearby


def test_the_page_names_the_distance_within_which_issues_are_near():
    page = Path("static/js/review/facts.js").read_text("utf-8")
    assert f'"{nearby.NEAR_M:g} m 内没有未销号的问题"' in page

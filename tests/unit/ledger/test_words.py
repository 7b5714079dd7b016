import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.words import MAX_NAME, cleaned, file_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("2018-07-23 水库.tif", "2018-07-23 水库.tif"),
        ("../../etc/passwd", "passwd"),
        (r"C:\card\DJI_0001.JPG", "DJI_0001.JPG"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (".hidden.tif", "hidden.tif"),
        ("a\x00b\x1b[31m.tif", "ab[31m.tif"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("{{7*7}}<img src=x>.png", "{{7_7}}_img src=x_.png"),
    ],
)
def test_a_file_name_is_kept_as_a_harmless_word(given_name, kept):
    assert file_name(given_name) == kept


def test_a_long_name_keeps_its_suffix():
    assert file_name("长" * 500 + ".tif") == "长" * (MAX_NAME - 4) + ".tif"


@given(st.text())
def test_no_text_makes_a_name_that_leaves_its_folder(text):
    name = file_name(text)
    assert 0 < len(name) <= MAX_NAME
    assert not {"/", "\\", "\x00"} & set(name)
    assert not name.startswith(".")
    name.encode("utf-8")


@given(st.text(), st.integers(1, 50))
def test_cleaned_text_can_be_stored_everywhere_and_cleaning_twice_is_once(text, limit):
    once = cleaned(text, limit)
    assert len(once) <= limit
    assert "\x00" not in once
    once.encode("utf-8")
    assert cleaned(once, limit) == once

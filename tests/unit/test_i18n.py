from __future__ import annotations

import importlib
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from geo import messages
from ledger.models.people import ROLES
from settings import ROOT
from webapp.pages._roles import ROLE_WORDS

PO = ROOT / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
ROOMS = ("geo", "imagery", "ledger", "workers", "webapp")
HAN = re.compile(r"[\u3400-\u9fff]")
FIELDS = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
CALL = re.compile(r"""(?<![\w.])t\(\s*(?:"((?:[^"\\]|\\.)*)"|([^)\n]{0,30}))""")
KEYBOARD_AND_NAMES = {"中文"}
"""Chinese that stands in English on purpose: the name of the language to switch to."""


@cache
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


@cache
def extracted() -> frozenset[str]:
    with (ROOT / "webapp" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    rows = []
    for folder, stem in ((ROOT / "webapp", "webapp"), (ROOT / "static" / "js", "static/js")):
        prefixed = [(_below(pattern, stem), m) for pattern, m in methods if _below(pattern, stem)]
        rows += extract_from_dir(
            folder,
            prefixed,
            {_below(p, stem): o for p, o in options.items() if _below(p, stem)},
            keywords=DEFAULT_KEYWORDS | {"t": None},
        )
    return frozenset(text for _, _, text, _, _ in rows if isinstance(text, str))


def _below(pattern: str, stem: str) -> str | None:
    return pattern.removeprefix(f"{stem}/") if pattern.startswith(f"{stem}/") else None


def scripts():
    return sorted(p for p in (ROOT / "static" / "js").rglob("*.js"))


def test_every_text_of_pages_and_scripts_stands_in_the_catalogue():
    ids = {m.id for m in english() if m.id}
    assert extracted() - ids == set(), "run `make i18n` and translate what is new"


def test_the_catalogue_holds_no_text_that_no_page_uses():
    ids = {m.id for m in english() if m.id}
    assert ids - extracted() == set(), "run `make i18n`"
    assert list(english().obsolete) == []


def test_every_text_is_translated_and_none_is_a_guess():
    assert [m.id for m in english() if m.id and not m.string] == []
    assert [m.id for m in english() if m.id and m.fuzzy] == []


def test_no_translation_is_still_chinese():
    left = [m.id for m in english() if m.id and HAN.search(str(m.string))]
    assert left == []


def test_a_translation_fills_the_same_fields_as_its_source():
    wrong = [
        m.id
        for m in english()
        if m.id and sorted(FIELDS.findall(m.id)) != sorted(FIELDS.findall(str(m.string)))
    ]
    assert wrong == []


def test_scripts_translate_literals_only_and_every_one_is_in_the_catalogue():
    ids = {m.id for m in english() if m.id}
    wrong = []
    for path in scripts():
        for text, other in CALL.findall(path.read_text("utf-8")):
            defined_here = path.name == "i18n.js" and other.startswith("text")
            if (other and not defined_here) or (text and text not in ids):
                wrong.append(f"{path.name}: {text or other}")
    assert wrong == []


def _code_only(path) -> str:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"(?m)(^|\s)//.*$", "", text)
    return CALL.sub("", text)


def test_scripts_hold_no_chinese_outside_translated_texts():
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in scripts()
        for line in _code_only(path).splitlines()
        if HAN.search(line) and 'lang === "zh"' not in line and "? [" not in line
    ]
    assert wrong == []


def _code_of_template(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)


def test_templates_hold_no_chinese_outside_translated_texts():
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in sorted((ROOT / "webapp" / "templates").rglob("*.html"))
        for line in _code_of_template(path.read_text("utf-8")).splitlines()
        if HAN.search(line) and not any(word in line for word in KEYBOARD_AND_NAMES)
    ]
    assert wrong == []


@pytest.fixture(scope="module")
def codes() -> list[str]:
    """Every code of the message catalogue, after importing whatever registers one."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if re.search(r"(?m)^(messages\.)?register\(", path.read_text("utf-8")):
                parts = path.relative_to(ROOT).with_suffix("").parts
                importlib.import_module(".".join(p for p in parts if p != "__init__"))
    return messages.codes()


def test_every_coded_message_is_chinese_in_chinese_and_english_in_english(codes):
    assert len(codes) > 50
    wrong = [
        code
        for code in codes
        if not messages.text(code, "zh").strip()
        or not messages.text(code, "en").strip()
        or HAN.search(messages.text(code, "en"))
    ]
    assert wrong == []


def test_every_role_has_its_word():
    assert set(ROLE_WORDS) == set(ROLES)

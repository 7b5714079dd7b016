import pytest

from geo import messages
from geo.errors import Conflict, Forbidden, NotFound, Refused, XunzhanError

CODE = "test.only_here"
messages.register({CODE: ("缺 {what}", "no {what}")})


def test_a_code_has_one_sentence_in_each_language():
    assert messages.text(CODE, what="坐标") == "缺 坐标"
    assert messages.text(CODE, "en", what="position") == "no position"


def test_a_refusal_never_dies_of_its_own_words():
    assert messages.text(CODE, "en") == "no ?"
    assert messages.text("test.never_registered") == "test.never_registered"


def test_a_parameter_may_have_a_word_in_each_language():
    messages.register({"test.kind": ("类型{kind}", "kind {kind}")})
    kind = {"zh": "断流", "en": "dried out"}
    assert messages.text("test.kind", "zh", kind=kind) == "类型断流"
    assert messages.text("test.kind", "en", kind=kind) == "kind dried out"


def test_words_are_data_not_templates():
    assert messages.text(CODE, "en", what="{what.__class__}") == "no {what.__class__}"


def test_the_same_code_with_other_words_is_a_mistake_of_ours():
    messages.register({CODE: ("缺 {what}", "no {what}")})
    with pytest.raises(ValueError, match="twice"):
        messages.register({CODE: ("少 {what}", "no {what}")})
    with pytest.raises(ValueError, match="different fields"):
        messages.register({"test.other": ("{a}", "{b}")})


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (Refused, ValueError),
        (NotFound, LookupError),
        (Forbidden, PermissionError),
        (Conflict, RuntimeError),
    ],
)
def test_every_refusal_is_also_the_builtin_it_is(kind, builtin):
    error = kind(CODE, what="x")
    assert isinstance(error, XunzhanError)
    assert isinstance(error, builtin)
    assert (error.code, error.params, error.text("en")) == (CODE, {"what": "x"}, "no x")
    assert str(error) == f"{CODE}: no x"

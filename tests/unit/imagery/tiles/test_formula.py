from __future__ import annotations

import numpy as np
import pytest

from geo.errors import Refused
from imagery.tiles import formula


def test_a_formula_gives_what_numpy_gives():
    a, b = np.float32([[1, 2], [3, 4]]), np.float32([[5, 6], [7, 8]])
    planes = {"A": a, "B": b}
    told = formula.parse("-0.5*(A-B)/(A+B)+(B**2.0)-+A", planes)(planes)
    assert told == pytest.approx(-0.5 * (a - b) / (a + b) + b**2 - a)
    assert told.dtype == np.float32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A+",
        "C",
        "A.real",
        "A[0]",
        "A if B else A",
        "__import__('os')",
        "A(B)",
        "A@B",
        "A//B",
        "A<B",
        "'x'*A",
        "True",
        "1j",
        "9**9**9",
        "A**B",
        "A**-1",
        "A**99",
        "lambda: A",
        "[A]",
        "f'{A}'",
        "A\0",
        "A" + "+A" * 200,
        "(" * 250,
        "A:=B",
    ],
)
def test_what_is_not_on_the_list_is_refused(text):
    with pytest.raises(Refused, match=r"tiles\.formula"):
        formula.parse(text, ("A", "B"))

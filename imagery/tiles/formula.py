"""Formulas of bands, such as spyndex's ``(N-R)/(N+R)``, read by a whitelist and never by ``eval``.

For the library's own use: no address takes a formula, only the names of
:mod:`imagery.tiles.layers`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any

from geo.errors import Refused

_LONGEST = 300
_LARGEST_POWER = 4
_TWO: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_ONE: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
Formula = Callable[[Mapping[str, Any]], Any]


def parse(text: str, names: Collection[str]) -> Formula:
    """Return a function from planes by name to the formula's value, plane by plane.

    Parameters
    ----------
    text : str
        Names, numbers, ``+ - * / **`` with powers of at most 4, brackets; at most 300 characters.
    names : collection of str
        What may stand in it.

    Raises
    ------
    Refused
        ``tiles.formula``.
    """
    if len(text) > _LONGEST:
        raise Refused("tiles.formula", formula=text[:60])
    try:
        return _built(ast.parse(text, mode="eval").body, frozenset(names))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Refused("tiles.formula", formula=text[:60]) from error


def _built(node: ast.expr, names: frozenset[str]) -> Formula:
    if isinstance(node, ast.Name) and node.id in names:
        return operator.itemgetter(node.id)
    if isinstance(node, ast.Constant):
        return _number(node.value)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _ONE:
        one, inner = _ONE[type(node.op)], _built(node.operand, names)
        return lambda planes: one(inner(planes))
    if isinstance(node, ast.BinOp) and type(node.op) in _TWO:
        two, left, right = _TWO[type(node.op)], _built(node.left, names), _built(node.right, names)
        if isinstance(node.op, ast.Pow):
            _check_power(node.right)
        return lambda planes: two(left(planes), right(planes))
    raise ValueError(type(node).__name__)


def _number(value: object) -> Formula:
    if type(value) not in {int, float}:
        raise ValueError("not a number")
    return lambda _planes: value


def _check_power(node: ast.expr) -> None:
    """A power is a small constant: ``9**9**9`` must not be worked out, not even once."""
    value = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(value, int | float) or not 0 <= value <= _LARGEST_POWER:
        raise ValueError("power")

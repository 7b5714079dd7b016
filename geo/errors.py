"""The one base of every refusal in the project.

::

    XunzhanError
    ├── Refused            the input is wrong: say what, where and what to do   (HTTP 422)
    ├── NotFound           not there, or not for this person                     (HTTP 404)
    ├── Forbidden          there, but this person may not do that                (HTTP 403)
    └── Conflict           somebody or something else was first                  (HTTP 409)

The HTTP status is decided in ``webapp/errors.py`` alone.
"""

from __future__ import annotations

from geo import messages


class XunzhanError(Exception):
    """A coded refusal whose sentence exists in Chinese and English.

    Parameters
    ----------
    code : str
        Stable dotted English code, registered with :func:`geo.messages.register`.
    **params
        Values of the fields of the sentence; plain JSON values only.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def text(self, lang: messages.Lang = "zh") -> str:
        """Return the refusal in words."""
        return messages.text(self.code, lang, **self.params)

    def __str__(self) -> str:
        return f"{self.code}: {self.text('en')}"


class Refused(XunzhanError, ValueError):
    """The input is wrong; nothing was stored."""


class NotFound(XunzhanError, LookupError):
    """The thing does not exist, or not for this person."""


class Forbidden(XunzhanError, PermissionError):
    """This person may not do that."""


class Conflict(XunzhanError, RuntimeError):
    """Somebody or something else was first; nothing was overwritten."""

"""Reads XML as a stream of elements: no DTD, no entities, bounded in depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from geo.errors import Refused

_CHUNK = 65536
_MAX_DEPTH = 64

Event = tuple[bool, str, dict[str, str], str]
"""Whether an element begins, its local name, its attributes, and (at its end) its own text."""


class _Target:
    """Collects what the parser meets."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._text: list[list[str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._text) >= _MAX_DEPTH:
            raise Refused("log.xml_refused")
        self._text.append([])
        named = {_local(key): value for key, value in attributes.items()}
        self.events.append((True, _local(tag), named, ""))

    def data(self, text: str) -> None:
        if self._text:
            self._text[-1].append(text)

    def end(self, tag: str) -> None:
        self.events.append((False, _local(tag), {}, "".join(self._text.pop())))

    def close(self) -> None:
        """Do nothing: what was met has been taken."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def events(file: IO[bytes]) -> Iterator[Event]:
    """Yield the elements' begins and ends.

    Raises
    ------
    Refused
        ``log.xml_refused``: a DTD, an entity, more than 64 levels, or not well-formed.
    """
    target = _Target()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    try:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
            yield from target.events
            target.events.clear()
        parser.close()
        yield from target.events
    except Refused:
        raise
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("log.xml_refused") from error

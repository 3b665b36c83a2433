"""A finding: one problem where it stands in a file, fit to be shown."""

import re
from dataclasses import dataclass

from matcher.domain import Problem

_SHOWN = 200
_NOT_TO_SHOW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Finding:
    """``column`` is called as in the file; it and ``value`` are for a problem of one cell."""

    problem: Problem
    column: str | None = None
    value: str = ""


def shown(text: str) -> str:
    """The start of ``text``, with a replacement sign for what cannot be shown or encoded."""
    return _NOT_TO_SHOW.sub("\ufffd", text[:_SHOWN])


def unshowable(text: str) -> bool:
    """Whether there is anything in ``text`` that no text should hold: controls, stray bytes."""
    return not text.isprintable() and _NOT_TO_SHOW.search(text) is not None

"""Numbers as people write them here: ``1250``, ``1.250,50``, ``1250.5``, ``kr. 1.250,-``."""

import re
from decimal import Decimal

_NUMBER = re.compile(
    r"(?:(?:kr\.?|dkk)\s*)?"
    r"(?P<sign>[-−]?)"
    r"(?P<whole>[1-9][0-9]{0,2}(?:[.\s][0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?:[.,](?P<part>[0-9]+|-))?"
    r"(?:\s*(?:kr\.?|dkk))?",
    re.IGNORECASE,
)
_READ_AS_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def read_number(text: str) -> float | None:
    """The number, with a decimal comma or point; ``None`` when it is none.

    A comma is always the decimal mark. A point before exactly three digits parts thousands, as in
    Danish (``1.250`` is 1250).
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    whole = re.sub(r"[.\s]", "", found["whole"])
    part = (found["part"] or "").strip("-") or "0"
    return float(f"{'-' if found['sign'] else ''}{whole}.{part}")


def write_number(value: float, *, comma: bool) -> str:
    """The text that ``read_number`` reads as exactly ``value``, without an exponent."""
    text = f"{Decimal(repr(value)):f}".removesuffix(".0")
    if comma:
        return text.replace(".", ",")
    return f"{text}0" if _READ_AS_THOUSANDS.fullmatch(text) else text

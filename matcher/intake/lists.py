"""Lists inside one cell: ``|`` between the items; a backslash keeps a literal ``|`` or itself."""

import re
from collections.abc import Iterable

_ITEM = re.compile(r"(?:\\[|\\]|[^|])+")
_KEPT = re.compile(r"\\([|\\])")
_TO_KEEP = re.compile(r"([|\\])")


def split(text: str) -> tuple[str, ...]:
    """The items in the order written, trimmed, each once, none empty."""
    items = text.split("|") if "\\" not in text else _split_escaped(text)
    return tuple(dict.fromkeys(item for item in map(str.strip, items) if item))


def join(items: Iterable[str]) -> str:
    """The cell that ``split`` reads as ``items``."""
    return "|".join(_TO_KEEP.sub(r"\\\1", item) for item in items)


def _split_escaped(text: str) -> list[str]:
    return [_KEPT.sub(r"\1", item) for item in _ITEM.findall(text)]

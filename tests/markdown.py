"""Markdown: the parts of our documents that can be checked: blocks, links, headings."""

import re
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def blocks(document: Path, language: str) -> list[str]:
    """The text of each fenced block in ``language``."""
    text = document.read_text(encoding="utf-8")
    return [body for name, body in _FENCE.findall(text) if name == language]


def links(document: Path) -> list[str]:
    """Where the links outside of code point to."""
    return _LINK.findall(_prose(document))


def anchors(document: Path) -> set[str]:
    """The names under which the headings can be linked to."""
    return {_anchor(title) for _, title in _HEADING.findall(_prose(document))}


def sections(document: Path) -> dict[str, str]:
    """The text under each heading, down to the next."""
    parts = _HEADING.split(document.read_text(encoding="utf-8"))
    return dict(zip(parts[2::3], parts[3::3], strict=True))


def _prose(document: Path) -> str:
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")

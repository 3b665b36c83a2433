"""Markdown: the parts of our documents that can be checked: commands, links, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command that a document shows, and the output that it promises."""

    command: str
    output: str


def blocks(document: Path, language: str) -> list[str]:
    """The text of each fenced block in ``language``."""
    text = document.read_text(encoding="utf-8")
    return [body for name, body in _FENCE.findall(text) if name == language]


def shown(block: str) -> Iterator[Shown]:
    """The commands of a console block: each begins with ``$``, its output follows."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = f"{command[:-1].rstrip()} {more.strip()}"
        yield Shown(command, output.rstrip())


def promised(output: str) -> re.Pattern[str]:
    """What a shown output allows: ``…`` is any text, a line of it alone any lines."""
    lines = (re.escape(line.rstrip()).replace("…", ".*?") for line in output.splitlines())
    pattern = "\n".join(r"(?:.*\n?)*?" if line == ".*?" else line for line in lines)
    return re.compile(pattern)


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

"""Shown: the commands that documents show, and the outputs that they promise.

``python -m tests.shown`` (``make docs``) puts what the commands print now where a document shows
something else; ``…`` then has to be put again where an output differs every time.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import markdown
from tests.source_tree import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PUBLIC = Path(os.environ.get("SAMSPIL_SHARED", ROOT.parent / "shared"))
# Wide enough that no table breaks its lines.
WIDTH = "110"


@dataclass(frozen=True, slots=True)
class Shown:
    """A command that a document shows, and the output that it promises."""

    command: str
    output: str

    def allows(self, printed: str) -> bool:
        """Whether ``printed`` is the output: ``…`` is any text, a line of it alone any lines."""
        return _pattern(self.output).fullmatch(f"{printed}\n") is not None


def commands(document: Path) -> Iterator[Shown]:
    """What the console blocks show: each command begins with ``$``, its output follows."""
    for block in markdown.blocks(document, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield Shown(command, output.rstrip())


def checkout(folder: Path) -> Path:
    """An empty folder that stands where a checkout would, with the public data beside it."""
    if PUBLIC.is_dir():
        (folder / "shared").symlink_to(PUBLIC.resolve())
    place = folder / "samspil"
    place.mkdir()
    return place


def printed(command: str, place: Path) -> str:
    """What a person in ``place`` sees of ``command``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMSPIL_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    answer = subprocess.run(
        shlex.split(command),
        cwd=place,
        env={**kept, "PATH": path, "COLUMNS": WIDTH},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "\n".join(line.rstrip() for line in answer.stdout.rstrip().splitlines())


def rewrite(document: Path) -> None:
    """Put what the commands print now where ``document`` shows something else."""
    text = document.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        place = checkout(Path(folder))
        for one in commands(document):
            now = printed(one.command, place)
            if not one.allows(now):
                before, after = (f"$ {one.command}\n{shown}\n" for shown in (one.output, now))
                text = text.replace(before, after)
    document.write_text(text, encoding="utf-8")


def _pattern(output: str) -> re.Pattern[str]:
    """Each line with its end, so that no text can be read in two ways: a document that is wrong is
    told at once."""
    lines = (re.escape(line.rstrip()).replace("…", ".*?") + r"\n" for line in output.splitlines())
    return re.compile("".join(r"(?:.*\n)*?" if line == r".*?\n" else line for line in lines))


if __name__ == "__main__":
    for one in DOCUMENTS:
        rewrite(one)

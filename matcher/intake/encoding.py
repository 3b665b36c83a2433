"""The encoding of a file's bytes: UTF-8 with or without a mark, else Windows-1252."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from matcher.intake.codes import IntakeCode, IntakeRefused, problem

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_UNDECODED = re.compile("[\udc80-\udcff]")


class Encoding(StrEnum):
    """The codecs that a spreadsheet may come in, by Python's names."""

    UTF_8 = "utf-8"
    UTF_8_MARKED = "utf-8-sig"
    WINDOWS_1252 = "cp1252"


@dataclass(slots=True)
class _Tally:
    """Characters outside ASCII: those that UTF-8 explains, and bytes that it does not."""

    explained: int = 0
    undecoded: int = 0

    def count(self, text: str) -> None:
        if text.isascii():
            return
        undecoded = len(_UNDECODED.findall(text))
        self.undecoded += undecoded
        self.explained += len(text) - len(text.encode("ascii", "ignore")) - undecoded


def sniff(chunks: Iterable[bytes]) -> Encoding:
    """The encoding of the whole byte stream, read once and never held.

    1. A byte order mark decides. 2. Bytes that are all valid UTF-8 are UTF-8. 3. Of the others
    the majority decides: text in Windows-1252 hardly ever forms valid UTF-8 sequences, so a file
    with more valid sequences than stray bytes is UTF-8 with a few damaged rows, which are refused
    one by one when they are read (decode with ``surrogateescape``).

    Raises ``IntakeRefused`` for an empty, binary or UTF-16 stream and for a workbook.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    tally, marked, empty = _Tally(), False, True
    for chunk in chunks:
        if empty and chunk:
            _refuse_other_formats(chunk)
            marked, empty = chunk.startswith(codecs.BOM_UTF8), False
        if b"\0" in chunk:
            raise IntakeRefused(problem(IntakeCode.FILE_IS_BINARY))
        tally.count(decoder.decode(chunk))
    if empty:
        raise IntakeRefused(problem(IntakeCode.FILE_EMPTY))
    tally.count(decoder.decode(b"", final=True))
    if marked:
        return Encoding.UTF_8_MARKED
    return Encoding.UTF_8 if tally.explained >= tally.undecoded else Encoding.WINDOWS_1252


def undecoded(text: str) -> bool:
    """Whether ``text`` holds bytes that its encoding could not explain."""
    return not text.isascii() and _UNDECODED.search(text) is not None


def _refuse_other_formats(start: bytes) -> None:
    if start.startswith(_UTF16_MARKS):
        raise IntakeRefused(problem(IntakeCode.FILE_IS_UTF16))
    if start.startswith(_WORKBOOK_MARKS):
        raise IntakeRefused(problem(IntakeCode.FILE_IS_WORKBOOK))

"""Ordinary words: everyday Danish and English words, which are no misspellings of a term."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from matcher.vocabulary.inflection import ordinary_forms

FILE = "ordinary_words.bin"
_NUMBER = 4


@dataclass(frozen=True, eq=False, repr=False)
class OrdinaryWords:
    """A set of words known by their CRC-32 alone: one of 60,000 other words passes for one."""

    hashes: frozenset[int]

    def __contains__(self, word: str) -> bool:
        """Whether a folded word, or what it is a plain inflection of, is an ordinary word."""
        return any(_hash(form) in self.hashes for form in ordinary_forms(word))


def packed(words: Iterable[str]) -> bytes:
    """The CRC-32 of each word, once, in order, as 32-bit numbers, the lowest byte first."""
    hashes = sorted(set(map(_hash, words)))
    return struct.pack(f"<{len(hashes)}I", *hashes)


def load_ordinary_words() -> OrdinaryWords:
    """The words from the packaged table."""
    table = resources.files("matcher.vocabulary").joinpath("data", FILE).read_bytes()
    return OrdinaryWords(frozenset(struct.unpack(f"<{len(table) // _NUMBER}I", table)))


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())

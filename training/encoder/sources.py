"""Sources: the public sentence pairs and dictionaries, read where they lie."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.encoder.folding import folded

_ENTRY = re.compile(r"^(.*?) \{.*?\} ?(?:\((.*)\))? ?(?:SEE: .*)?:: ?(.*)$")
_NOTES = re.compile(r"\{.*?\}|\[.*?\]|\(.*?\)")
_ENDINGS = (
    *("e", "r", "n", "t", "s", "er", "en", "et", "es", "te", "de", "st", "ene", "ers", "ens"),
    *("ets", "ede", "ste", "ere", "est", "erne", "enes", "ende", "ernes"),
)
_SHORTEST_STEM = 3
_SHORTEST_WORD = 4
_SENSES = 2
TESTS = ("tatoeba-test.da.txt", "tatoeba-test.en.txt", "ntrex.da.txt", "ntrex.en.txt")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same said in both languages; ``meant`` is the English that the teacher reads."""

    danish: str
    english: str
    meant: str


def sentences(folder: Path) -> list[Pair]:
    """Tatoeba's sentence pairs (``tatoeba-train.tsv``, CC-BY 2.0 FR)."""
    with (folder / "tatoeba-train.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [Pair(row[0], row[1], row[1]) for row in rows]


def dictionary(folder: Path) -> list[Pair]:
    """Wiktionary's translations (``wiktionary-en-da.txt``, CC BY-SA 3.0), one sense a pair.

    The teacher reads the word with its gloss, so that it knows which sense is meant.
    """
    lines = (folder / "wiktionary-en-da.txt").read_text(encoding="utf-8").splitlines()
    return [pair for line in lines for pair in _translations(line)]


def synonyms(folder: Path, known: Iterable[Pair]) -> list[Pair]:
    """Words that DanNet (``dannet-omw.tab``, DanNet licence) puts beside one in the dictionary:
    where that has one translation only, they share it."""
    senses = _senses(known)
    sets: dict[str, list[str]] = {}
    for line in (folder / "dannet-omw.tab").read_text(encoding="utf-8").splitlines():
        concept, _, rest = line.partition("\t")
        kind, _, lemma = rest.partition("\t")
        if kind == "lemma":
            sets.setdefault(concept, []).append(lemma.replace("_", " "))
    return [
        Pair(word, sense[0].english, sense[0].meant)
        for words in sets.values()
        for word in words
        if folded(word) not in senses
        for sense in [senses[folded(other)] for other in words if folded(other) in senses][:1]
        if len(sense) == 1
    ]


def inflections(folder: Path, known: Iterable[Pair]) -> list[Pair]:
    """Words of the frequency list (``frequency-da-50k.txt``, CC BY-SA 4.0) that are one ending
    away from a word in the dictionary: they mean what it means."""
    senses = _senses(known)
    lines = (folder / "frequency-da-50k.txt").read_text(encoding="utf-8").splitlines()
    words = dict.fromkeys(folded(line.split(" ")[0]) for line in lines)
    return [
        Pair(word, sense.english, sense.meant)
        for word in words
        if word not in senses and " " not in word and len(word) >= _SHORTEST_WORD
        for sense in senses.get(_stem(word, senses), [])[:_SENSES]
    ]


def held_out(folder: Path) -> frozenset[str]:
    """Every sentence of the two test sets, folded: nothing of it may be trained on."""
    lines = (
        line for name in TESTS for line in (folder / name).read_text(encoding="utf-8").splitlines()
    )
    return frozenset(map(folded, lines)) - {""}


def without(pairs: Iterable[Pair], sentences: frozenset[str]) -> list[Pair]:
    """The pairs of which neither side is one of ``sentences`` (folded)."""
    return [
        pair
        for pair in pairs
        if sentences.isdisjoint(map(folded, {pair.danish, pair.english, pair.meant}))
    ]


def _senses(known: Iterable[Pair]) -> dict[str, list[Pair]]:
    """The entries of each single Danish word."""
    senses: dict[str, list[Pair]] = {}
    for pair in known:
        if " " not in pair.danish:
            senses.setdefault(folded(pair.danish), []).append(pair)
    return senses


def _translations(line: str) -> Iterator[Pair]:
    entry = _ENTRY.match(line)
    if entry is None:
        return
    english, gloss, danish = entry[1], entry[2], _NOTES.sub("", entry[3])
    meant = f"{english}: {gloss}" if gloss else english
    for word in map(str.strip, re.split(r"[,;]", danish)):
        if word:
            yield Pair(word, english, meant)


def _stem(word: str, known: dict[str, list[Pair]]) -> str:
    """The known word that ``word`` is an inflection of, by its shortest ending; else ''."""
    for ending in _ENDINGS:
        stem = word[: -len(ending)]
        if not word.endswith(ending) or len(stem) < _SHORTEST_STEM:
            continue
        undoubled = stem[:-1] if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] else stem
        for candidate in (stem, stem + "e", undoubled):
            if candidate in known:
                return candidate
    return ""

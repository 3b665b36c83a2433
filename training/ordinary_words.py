"""Ordinary words: the table of everyday words that are never taken for a misspelled term."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from matcher.vocabulary.normal import words
from matcher.vocabulary.ordinary import packed

_SHORTEST = 3
_SEVERAL = 2
_GLOSS = re.compile(r"\s*[{(\[].*")


def danish(frequencies: Path) -> Iterator[str]:
    """The words of a file of ``word count`` lines, one word a line."""
    with frequencies.open(encoding="utf-8") as stream:
        for line in stream:
            yield line.split(" ", 1)[0]


def both_sides(dictionary: Path) -> Iterator[str]:
    """Head words and translations of a file of ``head {class} (gloss) :: translation`` lines."""
    with dictionary.open(encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("#") or "::" not in line:
                continue
            head, _, translations = line.partition("::")
            yield _GLOSS.sub("", head).strip()
            for translation in translations.split(","):
                yield _GLOSS.sub("", translation).strip()


def repeated(sentences: Iterable[str]) -> Iterator[str]:
    """The words that stand in several of the sentences."""
    often = Counter(word for sentence in sentences for word in set(words(sentence)))
    return (word for word, count in often.items() if count >= _SEVERAL)


def table(entries: Iterable[str]) -> bytes:
    """The entries of one word, folded and packed as ``matcher.vocabulary.ordinary`` reads them."""
    folded = (words(entry) for entry in entries)
    return packed(
        spoken[0] for spoken in folded if len(spoken) == 1 and len(spoken[0]) >= _SHORTEST
    )

"""Themes: what a text is about beyond the other vocabularies, recognised by its cues."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from matcher.vocabulary.affinity import Matrix, link_matrix
from matcher.vocabulary.cues import CueIndex, cue_of
from matcher.vocabulary.tables import Row, listed, read_rows, weighted
from matcher.vocabulary.term import Term
from matcher.vocabulary.wordlist import WordList


@dataclass(frozen=True, slots=True)
class Link:
    """What a theme implies in another vocabulary: ``field`` names it; weight in 0..1."""

    field: str
    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its term, the cues that tell of it in either language, and what it implies."""

    term: Term
    cues: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class ThemeIndex:
    """All themes, and the way from a free text to those it tells of."""

    themes: tuple[Theme, ...]

    @cached_property
    def words(self) -> WordList:
        """The themes as a word list, with labels and affinity."""
        return WordList("themes", tuple(theme.term for theme in self.themes))

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in stable order."""
        return self.words.codes

    @property
    def index(self) -> Mapping[str, int]:
        """The position of each code, and of its row in ``affinity``."""
        return self.words.index

    @property
    def affinity(self) -> Matrix:
        """Similarity of every two themes in 0..1: shape (n, n), float32, symmetric."""
        return self.words.affinity

    def __contains__(self, code: object) -> bool:
        return code in self.words

    def __getitem__(self, code: str) -> Term:
        return self.words[code]

    def __len__(self) -> int:
        return len(self.themes)

    def recognise(self, text: str) -> tuple[tuple[str, str], ...]:
        """The themes of a text, each with the first phrase that tells of it.

        Those with most cues come first, then those that are told of first.
        """
        first: dict[str, str] = {}
        often: Counter[str] = Counter()
        for heard in self._cues.hear(text):
            first.setdefault(heard.name, heard.phrase)
            often[heard.name] += 1
        return tuple((code, first[code]) for code, _ in often.most_common())

    def heard(self, text: str) -> tuple[int, ...]:
        """The positions of the themes of a text, in the order of ``recognise``."""
        return tuple(self.index[code] for code, _ in self.recognise(text))

    def implied(self, words: WordList) -> Matrix:
        """How much each theme implies each term of ``words``: shape (themes, terms), 0..1."""
        links = (
            (theme.term.code, link.code, link.weight)
            for theme in self.themes
            for link in theme.links
            if link.field == words.name
        )
        return link_matrix(links, self.index, words.index)

    @cached_property
    def _cues(self) -> CueIndex:
        pairs = ((cue_of(cue), theme.term.code) for theme in self.themes for cue in theme.cues)
        return CueIndex(tuple(dict.fromkeys(pairs)))


def load_themes() -> ThemeIndex:
    """The themes from the packaged table."""
    return ThemeIndex(tuple(map(_theme, read_rows("themes"))))


def _theme(row: Row) -> Theme:
    related = weighted(row["related"])
    across = tuple((name, weight) for name, weight in related if "/" in name)
    links = tuple(Link(*name.split("/", 1), weight) for name, weight in across)
    own = tuple((name, weight) for name, weight in related if "/" not in name)
    term = Term(row["code"], row["label_da"], row["label_en"], related=own)
    return Theme(term, listed(row["cues_da"]) + listed(row["cues_en"]), links)

"""Themes: what a text is about beyond the other vocabularies, recognised by its cues."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from matcher.vocabulary.affinity import Matrix, inner_space, link_matrix
from matcher.vocabulary.cues import CueIndex, Heard, cue_of
from matcher.vocabulary.normal import words, words_with_spelling
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


@dataclass(frozen=True, eq=False)
class ThemeIndex:
    """All themes, and the way from a free text to those it tells of."""

    themes: tuple[Theme, ...] = field(repr=False)

    @cached_property
    def terms(self) -> WordList:
        """The themes as a word list, with labels and affinity."""
        return WordList("themes", tuple(theme.term for theme in self.themes))

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in stable order."""
        return self.terms.codes

    @property
    def index(self) -> Mapping[str, int]:
        """The position of each code, and of its row in ``affinity``."""
        return self.terms.index

    @property
    def affinity(self) -> Matrix:
        """Similarity of every two themes in 0..1: shape (n, n), float32, symmetric."""
        return self.terms.affinity

    @cached_property
    def space(self) -> Matrix:
        """A row for each theme, shape (n, n): see ``inner_space`` for what sums of them tell."""
        return inner_space(self.affinity)

    def __contains__(self, code: object) -> bool:
        return code in self.terms

    def __getitem__(self, code: str) -> Term:
        return self.terms[code]

    def __len__(self) -> int:
        return len(self.themes)

    def recognise(self, text: str) -> tuple[tuple[str, str], ...]:
        """The themes of a text, each with the first phrase that tells of it.

        Those with most cues come first, then those that are told of first.
        """
        folded, written = words_with_spelling(text)
        return tuple(
            (heard.name, " ".join(written[heard.start : heard.end]))
            for heard in self._first_heard(folded)
        )

    def heard(self, text: str) -> tuple[int, ...]:
        """The positions of the themes of a text, in the order of ``recognise``."""
        return tuple(self.index[heard.name] for heard in self._first_heard(words(text)))

    def implied(self, words: WordList) -> Matrix:
        """How much each theme implies each term of ``words``: shape (themes, terms), 0..1."""
        links = (
            (theme.term.code, link.code, link.weight)
            for theme in self.themes
            for link in theme.links
            if link.field == words.name
        )
        return link_matrix(links, self.index, words.index)

    def _first_heard(self, folded: Sequence[str]) -> list[Heard]:
        first: dict[str, Heard] = {}
        often: Counter[str] = Counter()
        for heard in self._cues.hear(folded):
            first.setdefault(heard.name, heard)
            often[heard.name] += 1
        # The sort is stable, so that equals stay in the order of the text.
        return sorted(first.values(), key=lambda heard: -often[heard.name])

    @cached_property
    def _cues(self) -> CueIndex:
        pairs = ((cue_of(cue), theme.term.code) for theme in self.themes for cue in theme.cues)
        return CueIndex(tuple(dict.fromkeys(pairs)))


def load_themes() -> ThemeIndex:
    """The themes from the packaged table."""
    return ThemeIndex(tuple(map(_theme, read_rows("themes"))))


def _theme(row: Row) -> Theme:
    related = weighted(row["related"])
    links = tuple(
        Link(field, code, weight)
        for (field, slash, code), weight in ((n.partition("/"), w) for n, w in related)
        if slash
    )
    own = tuple((name, weight) for name, weight in related if "/" not in name)
    term = Term(row["code"], row["label_da"], row["label_en"], related=own)
    return Theme(term, listed(row["cues_da"]) + listed(row["cues_en"]), links)

"""The ear: hears which terms of the vocabularies a label or a running text names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from matcher.vocabulary.company import Found, with_company
from matcher.vocabulary.compounds import Compounds
from matcher.vocabulary.hearing import Hearing, How, Listening, Place
from matcher.vocabulary.inexperience import without_untried
from matcher.vocabulary.lexicon import Lexicon, Named
from matcher.vocabulary.misspellings import Misspellings
from matcher.vocabulary.negation import Negation, Span
from matcher.vocabulary.ordinary import OrdinaryWords
from matcher.vocabulary.spoken import LONGEST_WORD, Spoken, spoken
from matcher.vocabulary.tables import read_rows

LONGEST_TEXT = 20_000
"""Characters of a text that are listened to, the longest that a profile may hold; the rest is not
heard, so that no text takes long."""

_KNOWN_WORDS = 50_000


@dataclass(frozen=True, eq=False, repr=False)
class Ear:
    """Finds terms in texts; ``confidence`` is by the way and the letters of the phrase."""

    lexicon: Lexicon
    compounds: Compounds
    ordinary: OrdinaryWords
    misspellings: Misspellings
    negation: Negation
    confidence: Mapping[How, tuple[tuple[int, float], ...]]

    def listen(self, text: str) -> Listening:
        """The terms that ``text`` names, in its order, each once.

        1. Split the first ``LONGEST_TEXT`` characters into folded words. 2. From each word on, the
        longest phrase counts, and spends its words. 3. A single word is a term, its inflection, a
        compound with terms in it, or a misspelling, whichever is first. 4. Mark what is negated and
        nowhere wanted.
        """
        said = spoken(_opening(text))
        found = with_company(said, list(self._terms(said)), self.lexicon.everyday)
        found = without_untried(said, found)
        spans = [span for span, _ in found]
        refusal = self.negation.refusal(said, spans)
        down = [span for span, negated in zip(spans, refusal.terms, strict=True) if negated]
        unnamed = _places(said, ((at, at) for at in sorted(refusal.words)))
        return Listening(
            hearings=self._hearings(said, found, refusal.terms),
            refused=(*_places(said, down), *unnamed),
            unnamed=unnamed,
            no=_places(said, ((at, at) for at in sorted(refusal.silent))),
        )

    def _hearings(
        self, said: Spoken, found: Sequence[Found], down: Sequence[bool]
    ) -> tuple[Hearing, ...]:
        heard: dict[tuple[str, str, bool], Hearing] = {}
        for ((first, last), named), negated in zip(found, down, strict=True):
            for name in named:
                key = (name.field, name.code, negated)
                if key not in heard:
                    heard[key] = self._hearing(said, first, last, name=name, negated=negated)
        return tuple(
            hearing
            for (field, code, negated), hearing in heard.items()
            if not negated or (field, code, False) not in heard
        )

    def _hearing(
        self, said: Spoken, first: int, last: int, *, name: Named, negated: bool
    ) -> Hearing:
        phrase = said.phrase(first, last)
        return Hearing(
            field=name.field,
            code=name.code,
            phrase=phrase,
            start=said.starts[first],
            end=said.ends[last],
            confidence=self._confidence(name.how, len(phrase)),
            how=name.how,
            negated=negated,
        )

    def _confidence(self, how: How, letters: int) -> float:
        return next(share for least, share in self.confidence[how] if letters >= least)

    def _terms(self, said: Spoken) -> Iterator[Found]:
        """The first and last word of what names something, and what it names."""
        start = 0
        while start < len(said):
            length, named = self._longest_at(said, start)
            if named and named[0].field:
                yield (start, start + length - 1), named
            start += length

    def _longest_at(self, said: Spoken, start: int) -> tuple[int, tuple[Named, ...]]:
        most = min(self._most_words(said.folded[start]), len(said) - start)
        for length in range(most, 1, -1):
            if any(said.breaks[start + 1 : start + length]):
                continue
            if named := self._spoken(said.folded[start : start + length]):
                return length, named
        word = said.folded[start]
        return 1, self._word(word) if len(word) <= LONGEST_WORD else ()

    def _spoken(self, spoken: Sequence[str]) -> tuple[Named, ...]:
        """What several words name, as they are or with the slips in them mended."""
        if named := self._phrase("".join(spoken)):
            return named
        mended = [self._mended(word) for word in spoken]
        if mended == spoken:
            return ()
        return tuple(
            Named(field, code, How.TYPO) for field, code, _ in self._phrase("".join(mended))
        )

    def _most_words(self, word: str) -> int:
        most = self.lexicon.most_words
        return most.get(word) or most.get(self._mended(word), 1)

    @cached_property
    def _mended(self) -> Callable[[str], str]:
        return lru_cache(maxsize=_KNOWN_WORDS)(self._mend)

    def _mend(self, word: str) -> str:
        known = len(word) > LONGEST_WORD or word in self.lexicon.words or word in self.ordinary
        return word if known else self.misspellings.corrected(word)

    @cached_property
    def _phrase(self) -> Callable[[str], tuple[Named, ...]]:
        return lru_cache(maxsize=_KNOWN_WORDS)(self.lexicon.phrase)

    @cached_property
    def _word(self) -> Callable[[str], tuple[Named, ...]]:
        return lru_cache(maxsize=_KNOWN_WORDS)(self._look_up)

    def _look_up(self, word: str) -> tuple[Named, ...]:
        if known := self.lexicon.word(word):
            return known + self._beside(word, known)
        if compound := self.compounds.named(word):
            return compound
        return () if word in self.ordinary else self.misspellings.named(word)

    def _beside(self, word: str, known: tuple[Named, ...]) -> tuple[Named, ...]:
        """What the parts of a word name besides ("jazzsanger" is a singer, and of jazz)."""
        named = {(name.field, name.code) for name in known}
        fields = {name.field for name in known if name.field == "genres"}
        return tuple(
            name
            for name in self.compounds.beside(word)
            if (name.field, name.code) not in named and name.field not in fields
        )


def _opening(text: str) -> str:
    """The part of a text that is listened to, up to the end of a word."""
    if len(text) <= LONGEST_TEXT:
        return text
    ends = (at for at in range(LONGEST_TEXT, 0, -1) if not text[at].isalnum())
    return text[: next(ends, LONGEST_TEXT)]


def _places(said: Spoken, spans: Iterable[Span]) -> tuple[Place, ...]:
    return tuple((said.starts[first], said.ends[last]) for first, last in spans)


def load_confidence() -> Mapping[How, tuple[tuple[int, float], ...]]:
    """For each way the least letters, the longest first, and the share that is right."""
    found: dict[How, list[tuple[int, float]]] = {how: [] for how in How}
    for row in read_rows("hearing_confidence"):
        found[How(row["how"])].append((int(row["letters"]), float(row["confidence"])))
    return {how: tuple(sorted(shares, reverse=True)) for how, shares in found.items()}

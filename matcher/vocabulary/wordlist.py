"""A word list: one vocabulary of terms, and the way from what somebody wrote to a code."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from matcher.domain.problem import MatcherError, Problem
from matcher.vocabulary.affinity import Matrix, affinity_matrix
from matcher.vocabulary.inflection import bare_forms, variants, without_fillers
from matcher.vocabulary.normal import loose, normal, words
from matcher.vocabulary.term import Term

# What parts several terms in one cell, the strongest first: "rap, r&b", "sang/guitar", "bas og
# trommer". A weaker one counts only where a part is no term as it stands ("singer/songwriter").
_PARTERS = (
    re.compile(r"[,;•·()\[\]\n]"),
    re.compile(r"/"),
    re.compile(r"[&+]|\b(?:og|and|samt|eller|or)\b", re.IGNORECASE),
)
_LONGEST_PHRASE = 6
# How alike two spellings must be to be named as "did you mean" (0..100).
_NEAR = 62.0
_SHORTEST_NEAR = 3
_SHORTEST_HELD = 4
# People repeat themselves: so many different cells of a column are remembered.
_KNOWN_TEXTS = 20_000


@dataclass(frozen=True, eq=False)
class WordList:
    """One vocabulary; ``terms`` stand in the order of their file, ``codes`` alike.

    A spelling that would name two terms is refused: ``vocabulary_ambiguous_spelling`` with
    ``list``, ``spelling``, ``first``, ``second``.
    """

    name: str
    terms: tuple[Term, ...] = field(repr=False)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, in stable order."""
        return tuple(term.code for term in self.terms)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of each code in ``terms``, and in the rows of ``affinity``."""
        return {code: position for position, code in enumerate(self.codes)}

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """From the normal form of every code, label and alias to its code."""
        found: dict[str, str] = {}
        for term in self.terms:
            for spelling in term.spellings:
                first = found.setdefault(normal(spelling), term.code)
                if first != term.code:
                    raise self._ambiguous(spelling, first, term.code)
        return found

    @cached_property
    def affinity(self) -> Matrix:
        """Similarity of every two terms in 0..1: shape (n, n), float32, symmetric."""
        return affinity_matrix(self.terms, self.index)

    def __contains__(self, code: object) -> bool:
        return code in self.index

    def __getitem__(self, code: str) -> Term:
        return self.terms[self.index[code]]

    def __len__(self) -> int:
        return len(self.terms)

    def resolve(self, text: str) -> str | None:
        """The code that ``text`` names, or None when none or more than one is meant.

        1. A code, label or alias, in normal form.
        2. The same without small words around it ("at synge", "spiller guitar").
        3. The same in loose form (ø written o, å written a).
        4. One inflection away ("trommerne", "guitarist", "housemusik"); the first group of
           endings that finds anything decides, and only if it finds one code.
        """
        return self._resolved(text)

    def resolve_all(self, text: str) -> tuple[str, ...]:
        """The codes of a text that names one term, or several in one ("sang/guitar").

        Empty when any part of it stays unknown, so that nothing is dropped.
        """
        codes = self._parted(text, _PARTERS)
        return tuple(dict.fromkeys(codes)) if codes else ()

    def within(self, text: str) -> tuple[str, ...]:
        """The codes of terms that ``text`` holds among other words ("dark techno, slow").

        It tells what a free tag is about; the tag itself says more. The longest phrases count,
        by exact spelling or plain ending, in the order of the text.
        """
        spoken = words(text)
        found: list[str] = []
        start = 0
        while start < len(spoken):
            length, code = self._longest_at(spoken, start)
            found += [code] if code else []
            start += length
        return tuple(dict.fromkeys(found))

    def nearest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Codes spelled most like ``text``, the nearest first: a hint for reports, no answer."""
        return self._near(text)[:limit]

    @cached_property
    def _resolved(self) -> Callable[[str], str | None]:
        return lru_cache(maxsize=_KNOWN_TEXTS)(self._look_up)

    def _look_up(self, text: str) -> str | None:
        form = normal(text)
        bare = without_fillers(words(text))
        for known, wanted in ((self.forms, form), (self.forms, bare), (self._loose, loose(form))):
            if code := known.get(wanted):
                return code
        return self._inflected(form) or (self._inflected(bare) if bare != form else None)

    @cached_property
    def _near(self) -> Callable[[str], tuple[str, ...]]:
        return lru_cache(maxsize=_KNOWN_TEXTS)(self._compare)

    def _compare(self, text: str) -> tuple[str, ...]:
        """All codes that come near: by edits, or because the one spelling holds the other."""
        wanted = normal(text)
        if len(wanted) < _SHORTEST_NEAR:
            return ()
        alike = process.extract(wanted, self._nearby, scorer=fuzz.ratio, score_cutoff=_NEAR)
        scores = {form: score for form, score, _ in alike}
        for form in self._nearby:
            if len(form) >= _SHORTEST_HELD and (form in wanted or wanted in form):
                shorter, longer = sorted((len(form), len(wanted)))
                scores[form] = max(scores.get(form, 0), _NEAR + (100 - _NEAR) * shorter / longer)
        ordered = sorted(scores, key=lambda form: (-scores[form], form))
        return tuple(dict.fromkeys(self.forms[form] for form in ordered))

    @cached_property
    def _loose(self) -> Mapping[str, str | None]:
        return _unambiguous((loose(form), code) for form, code in self.forms.items())

    @cached_property
    def _nearby(self) -> tuple[str, ...]:
        return tuple(form for form in self.forms if len(form) >= _SHORTEST_NEAR)

    def _parted(self, text: str, parters: Sequence[re.Pattern[str]]) -> tuple[str, ...] | None:
        """The codes of all parts, or None when any of them is unknown."""
        if code := self.resolve(text):
            return (code,)
        if not parters:
            return None
        parts = [part for part in parters[0].split(text) if part.strip()]
        codes = [self._parted(part, parters[1:]) for part in parts]
        known = [some for some in codes if some]
        return tuple(chain.from_iterable(known)) if known and len(known) == len(codes) else None

    def _longest_at(self, spoken: Sequence[str], start: int) -> tuple[int, str | None]:
        for length in range(min(_LONGEST_PHRASE, len(spoken) - start), 0, -1):
            form = "".join(spoken[start : start + length])
            if len(form) >= _SHORTEST_NEAR:
                for bare in (form, *bare_forms(form)):
                    if code := self.forms.get(bare):
                        return length, code
        return 1, None

    def _inflected(self, form: str) -> str | None:
        for group in variants(form):
            codes = {code for variant in group if (code := self.forms.get(variant))}
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None

    def _ambiguous(self, spelling: str, first: str, second: str) -> MatcherError:
        params = {"list": self.name, "spelling": spelling, "first": first, "second": second}
        return MatcherError(Problem("vocabulary_ambiguous_spelling", params))


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """A mapping in which a key with two values maps to None."""
    found: dict[str, str | None] = {}
    for key, value in pairs:
        found[key] = value if found.get(key, value) == value else None
    return found

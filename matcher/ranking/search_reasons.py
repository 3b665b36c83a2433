"""Search reasons: why words found something, as codes and parameters that are true of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain import Problem, SlateRequest
from matcher.features import sentence_encoder
from matcher.features.meeting import Phrases, meeting, phrases_of
from matcher.ranking.heard_terms import fields_read, nearest_code, word_list
from matcher.ranking.question import Question
from matcher.ranking.searching import Found, Searcher, reads_texts
from matcher.vocabulary import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the viewer may read of one that was found: its words, and its text if it is a text."""

    wording: Wording
    text: str = ""


MOST_MEETINGS = 5
NOTHING = Read(wording=Wording("", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReasons:
    """Says of the found what speaks for them, the surest first.

    Only what the viewer may read is said: the words of a card, or of the whole profile. Phrases and
    labels are compared by the packaged encoder, whichever serves: they are many and short.
    """

    searcher: Searcher
    request: SlateRequest
    question: Question

    def of_all(self, found: Found, read: Mapping[str, Read]) -> list[tuple[Problem, ...]]:
        """The reasons for each of the found, never none; ``read`` is by id."""
        seen = [read.get(key, NOTHING) for key in found.ids()]
        met = [self._words(one) for one in seen]
        meetings = self._meetings(found, seen, met)
        said = (
            (*_words_met(words), *self._terms(found, place), *meetings[place])
            for place, words in enumerate(met)
        )
        return [reasons or (Problem("meaning_alike"),) for reasons in said]

    def _words(self, read: Read) -> list[str]:
        """The words of the question that are in the text, as they were asked."""
        shown = read.wording.card.split()
        held = {*shown, *read.wording.rest.split()} if reads_texts(self.request) else {*shown}
        return [word.written for word in self.question.words if word.stem in held]

    def _terms(self, found: Found, place: int) -> Iterator[Problem]:
        """The terms of the vocabulary: the same ones of a field together, near ones each."""
        same: dict[str, list[str]] = {}
        near: list[Problem] = []
        listed = self.request.direction.lists_offers
        fields = fields_read(offers=listed, audience=self.request.audience)
        for hearing in self.question.wanted:
            if hearing.field not in fields:
                continue
            code = nearest_code(found.chosen, place, hearing, self.searcher.words)
            if code == hearing.code:
                same.setdefault(hearing.field, []).append(code)
            elif code is not None:
                both = {f"{hearing.field}_own": hearing.code, f"{hearing.field}_other": code}
                near.append(Problem(f"sought_{hearing.field}_near", both))
        for field, codes in same.items():
            yield Problem(f"sought_{field}", {field: "|".join(codes)})
        yield from near

    def _meetings(
        self, found: Found, seen: Sequence[Read], met: Sequence[Sequence[str]]
    ) -> list[tuple[Problem, ...]]:
        """The phrases that meet, or the label that comes nearest, of those that mean alike.

        Where most words are met themselves, phrases would say the same again; and they are looked
        for in the first ``MOST_MEETINGS`` alone, since that takes longer than all else.
        """
        few = [2 * len(words) < len(self.question.words) for words in met]
        near = (~np.isnan(found.likeness)).tolist()
        places = [place for place, alike in enumerate(near) if alike and few[place]]
        said: list[tuple[Problem, ...]] = [()] * len(seen)
        if not places:
            return said
        if reads_texts(self.request):
            places = places[:MOST_MEETINGS]
            alike = self._phrases_alike([seen[place].text for place in places])
        else:
            alike = self._labels_alike(found, places)
        for place, reasons in zip(places, alike, strict=True):
            said[place] = reasons
        return said

    def _phrases_alike(self, texts: Sequence[str]) -> Iterator[tuple[Problem, ...]]:
        asked, *told = phrases_of(sentence_encoder(), [self.question.text, *texts])
        return (_phrases_met(asked, phrases) for phrases in told)

    def _labels_alike(self, found: Found, places: Sequence[int]) -> Iterator[tuple[Problem, ...]]:
        """For each place the label that comes nearest, unless the question names the term."""
        near = self.searcher.labels.near(self.question.text)
        named = {(one.field, one.code) for one in self.question.wanted}
        words = self.searcher.words
        for place in places:
            alike = [
                (float(cosines[code]), field, word_list(field, words).codes[code])
                for field, cosines in near.items()
                for code in found.chosen[field][place].tolist()
                if code >= 0 and not np.isnan(cosines[code])
            ]
            _, field, code = max(alike)
            yield () if (field, code) in named else (Problem(f"alike_{field}", {field: code}),)


def _words_met(words: Sequence[str]) -> tuple[Problem, ...]:
    return (Problem("words_met", {"words": ", ".join(words)}),) if words else ()


def _phrases_met(asked: Phrases, told: Phrases) -> tuple[Problem, ...]:
    met = meeting(asked, told)
    if met is None or met.one.casefold() == met.other.casefold():
        return ()
    return (Problem("phrases_met", {"asked": met.one, "told": met.other}),)

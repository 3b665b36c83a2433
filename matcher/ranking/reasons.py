"""Reasons: what the score's terms say of one pair, as codes and parameters that are true of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isnan
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EligibilityContext, Problem
from matcher.features import PairFacts, Pairing, Rows, Source
from matcher.vocabulary import WordList

SAME = 0.999
MOST_TERMS = 3
NEAR_ENOUGH = 0.4
PLAINLY_MORE = 0.25
"""In doublings: a fifth more."""


class Terms(Protocol):
    """A vocabulary as reasons read it."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes."""

    @property
    def affinity(self) -> NDArray[np.float32]:
        """Of every two codes."""


_Say = Callable[["Reasons", int], Problem | None]


class Reasons:
    """Says of the candidates of ``pairing`` what speaks for them.

    Whatever is said is read from the same columns that the features are computed from. Lists of
    codes are joined by ``|``; the texts, in any language, are the service's.
    """

    def __init__(self, pairing: Pairing, context: EligibilityContext) -> None:
        self.facts = PairFacts(pairing, context)
        self.t, self.o = _Lists(pairing.talents), _Lists(pairing.offers)
        self.words = pairing.snapshot.vocabularies
        self.today = context.today.toordinal()
        # A talent knows the own profile, an organiser the own offer.
        self._known = Source.TALENT if pairing.for_talent else Source.OFFER
        self.lists: Mapping[str, Terms] = {
            "genres": self.words.genres,
            "roles": self.words.roles,
            "themes": self.words.themes,
        }

    def say(self, voice: "Voice", place: int) -> Problem | None:
        """What ``voice`` says for the candidate at ``place``; ``None`` where words fail it."""
        return None if voice.of is self._known else voice.say(self, place)

    def facts_of(self, place: int) -> list[Problem]:
        """True facts that need no score, and count for nobody."""
        said = (speaker(self, place) for speaker in (_within_reach, _deadline, _start))
        return [
            *(problem for problem in said if problem),
            Problem("rules_met"),
            _seats(self, place),
        ]

    def notes(self, place: int) -> tuple[Problem, ...]:
        """What must be seen before one applies: the guests' fee, unpaid work, a long way."""
        notes = []
        km, most = _at(self.distance, place), _at(self.t["max_km"], place)
        if km > most:
            notes.append(Problem("farther_than_wished", {"km": round(km)}))
        fee = _at(self.o["fee"], place)
        if fee > 0 and _at(self._guest, place):
            notes.append(Problem("guest_fee", {"dkk": fee}))
        if _at(self.o["pay"], place) == 0:
            notes.append(Problem("unpaid"))
        return tuple(notes)

    def codes(self, name: str, place: int) -> tuple[list[int], list[int]]:
        """The talent's and the offer's codes of a padded list."""
        return _at(self.t.codes(name), place), _at(self.o.codes(name), place)

    @cached_property
    def ids(self) -> list[str]:
        """Of the candidates."""
        return self.facts.pairing.ids()

    @cached_property
    def distance(self) -> list[float]:
        """In km."""
        return self.facts.distance.tolist()

    @cached_property
    def price(self) -> list[float]:
        """In kroner."""
        return self.facts.price.tolist()

    @cached_property
    def _guest(self) -> list[bool]:
        return self.facts.guest.tolist()


class _Lists:
    """Columns as Python lists: a reason reads single cells, and those are slow in numpy."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._read: dict[str, list[Any]] = {}
        self._codes: dict[str, list[list[int]]] = {}
        self._weighted: dict[str, list[list[int]]] = {}

    def codes(self, name: str) -> list[list[int]]:
        """Of a padded column each row's codes, without the padding."""
        codes = self._codes.get(name)
        if codes is None:
            codes = [[code for code in row if code >= 0] for row in self[name]]
            self._codes[name] = codes
        return codes

    def weighted(self, name: str) -> list[list[int]]:
        """Of a column of weights over a vocabulary each row's codes with a weight."""
        codes = self._weighted.get(name)
        if codes is None:
            codes = [np.flatnonzero(row).tolist() for row in self.rows[name]]
            self._weighted[name] = codes
        return codes

    def __getitem__(self, name: str) -> list[Any]:
        cells = self._read.get(name)
        if cells is None:
            cells = self._read[name] = self.rows[name].tolist()
        return cells


def _at(cells: list[Any], place: int) -> Any:
    """The candidate's cell, or the subject's only one."""
    return cells[place] if len(cells) > 1 else cells[0]


def _row(cells: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    """The candidate's row, or the subject's only one."""
    return cells[place if len(cells) > 1 else 0]


def _row_at(rows: NDArray[np.intp] | slice, place: int) -> int:
    """Where the candidate at ``place`` stands among all of its kind."""
    return int(range(rows.stop)[rows][place] if isinstance(rows, slice) else rows[place])


def _joined(codes: Sequence[str]) -> str:
    return "|".join(codes[:MOST_TERMS])


def _plain(code: str) -> _Say:
    """What needs no parameters."""
    return lambda _self, _place: Problem(code)


def _shared(name: str) -> _Say:
    """The codes of a list that both sides name."""

    def speak(self: Reasons, place: int) -> Problem | None:
        words = self.lists[name]
        mine, theirs = self.codes(name, place)
        both = [words.codes[code] for code in mine if code in theirs]
        return Problem(f"{name}_shared", {name: _joined(both)}) if both else None

    return speak


def _shared_or_near(name: str) -> _Say:
    """The codes that both sides name, or else the two that are nearest."""
    shared = _shared(name)

    def speak(self: Reasons, place: int) -> Problem | None:
        if both := shared(self, place):
            return both
        near = _nearest(*self.codes(name, place), self.lists[name])
        return near and Problem(f"{name}_near", {f"{name}_own": near[0], f"{name}_other": near[1]})

    return speak


def _heard(name: str) -> _Say:
    """The codes that both sides name, one of them at least in a text alone, or the nearest."""

    def speak(self: Reasons, place: int) -> Problem | None:
        """What is said of the candidate at ``place``; ``None`` where no text adds a code."""
        words = self.lists[name]
        mine, theirs = self.codes(name, place)
        my_words, their_words = self.codes(f"heard_{name}", place)
        both = [code for code in my_words if code in theirs + their_words]
        both += [code for code in mine if code in their_words]
        if both:
            codes = [words.codes[code] for code in both]
            return Problem(f"heard_{name}_shared", {name: _joined(codes)})
        near = _nearest(my_words, theirs + their_words, words) or _nearest(mine, their_words, words)
        if near is None:
            return None
        params = {f"{name}_own": near[0], f"{name}_other": near[1]}
        return Problem(f"heard_{name}_near", params)

    return speak


def _nearest(mine: list[int], theirs: list[int], words: Terms) -> tuple[str, str] | None:
    """The codes of both sides whose affinity is highest, if they are near at all."""
    best, affinity = None, NEAR_ENOUGH
    for own in mine:
        row = words.affinity[own]
        for other in theirs:
            if row[other] > affinity:
                best, affinity = (words.codes[own], words.codes[other]), row[other]
    return best


def _over(wanted: str, given: str, code: str, vocabulary: str) -> _Say:
    """The codes of a small vocabulary that the one wants and the other fully gives."""

    def speak(self: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(self.words, vocabulary)
        wishes, gifts = _at(self.t.weighted(wanted), place), _row(self.o.rows[given], place)
        codes = [words.codes[wish] for wish in wishes if gifts.item(wish) >= SAME]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _level(self: Reasons, place: int) -> Problem | None:
    level, least = _at(self.t["level"], place), _at(self.o["level_min"], place)
    most = _at(self.o["level_max"], place)
    if isnan(level) or (least, most) == (-inf, inf):
        return None
    if level < least:
        return Problem("level_step_up", {"level": int(level), "level_min": int(least)})
    if level > most:
        return None
    return Problem("level_fits", {"level": int(level)})


def _near(self: Reasons, place: int) -> Problem | None:
    if _at(self.o["remote"], place):
        return Problem("remote")
    km = _at(self.distance, place)
    if isnan(km):
        return None
    return Problem("near", {"km": round(km)}) if km >= 1 else Problem("nearby")


def _within_reach(self: Reasons, place: int) -> Problem | None:
    """Only where it is within what the person accepts."""
    near = _near(self, place)
    km, most = _at(self.distance, place), _at(self.t["max_km"], place)
    return near if near and (km <= most or isnan(most)) else None


def _municipality(self: Reasons, place: int) -> Problem | None:
    mine, theirs = _at(self.t["municipality"], place), _at(self.o["municipality"], place)
    if mine < 0 or mine != theirs:
        return None
    code = self.words.geography.codes[int(mine)]
    return Problem("same_municipality", {"municipality": code})


def _bits(name: str, code: str, vocabulary: str) -> _Say:
    def speak(self: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(self.words, vocabulary)
        both = int(_at(self.t[name], place)) & int(_at(self.o[name], place))
        codes = [words.codes[bit] for bit in range(len(words.codes)) if both >> bit & 1]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _reach(self: Reasons, place: int) -> Problem | None:
    rung = _at(self.o["rung"], place)
    if isnan(rung):
        return None
    reaches = {value: code for code, value in self.words.rungs.items()}
    return Problem("reach", {"reach": reaches[rung]})


def _free(self: Reasons, place: int) -> Problem | None:
    return Problem("free") if _at(self.price, place) == 0 else None


def _pay(self: Reasons, place: int) -> Problem | None:
    pay = _at(self.o["pay"], place)
    return Problem("pay", {"dkk": pay}) if pay > 0 else None


def _deadline(self: Reasons, place: int) -> Problem | None:
    days = int(_at(self.o["last_day"], place)) - self.today
    return Problem("deadline", {"days": days}) if 0 <= days < 366 else None


def _start(self: Reasons, place: int) -> Problem | None:
    days = int(_at(self.o["start_day"], place)) - self.today
    return Problem("starts", {"days": days}) if 0 <= days < 732 else None


def _seats(self: Reasons, place: int) -> Problem:
    capacity = _at(self.o["capacity"], place)
    if capacity < 0:
        return Problem("seats_unlimited")
    return Problem("seats_free", {"seats": capacity - _at(self.o["taken"], place)})


def _new(self: Reasons, place: int) -> Problem | None:
    published = int(_at(self.o["published"], place))
    days = self.today - published
    return Problem("new", {"days": days}) if published and 0 <= days <= 31 else None


def _fresh(self: Reasons, place: int) -> Problem | None:
    days = self.today - int(_at(self.t["updated"], place))
    return Problem("profile_fresh", {"days": days}) if 0 <= days <= 90 else None


def _chosen_together(self: Reasons, place: int) -> Problem | None:
    """Only where enough people truly chose the two kinds of thing."""
    pairing = self.facts.pairing
    rows = pairing.offers.rows
    talent = pairing.subject if pairing.for_talent else self.ids[place]
    row = _row_at(rows, place if pairing.for_talent else 0)
    chosen = pairing.snapshot.history.chosen_together(talent, row)
    return Problem("chosen_together") if chosen else None


def _pull(self: Reasons, place: int) -> Problem | None:
    more = _at(self.o["pull"], place) >= PLAINLY_MORE
    return Problem("organisation_pull") if more else None


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that can be said for a pair: by which features, how surely, and in what words.

    Features with one voice are weighed together, so that what is said for a pair never counts
    against it. ``certainty`` (0 to 1) puts what was only heard in a text behind what was stated.
    ``of`` says whom it tells something about: nobody is told what they know of themselves.
    """

    features: tuple[str, ...]
    say: _Say
    of: Source = Source.PAIR
    certainty: float = 1.0


VOICES: tuple[Voice, ...] = (
    Voice(("genre_affinity", "genre_spread"), _shared_or_near("genres")),
    Voice(("role_fit",), _shared_or_near("roles")),
    Voice(("level_gap",), _level),
    Voice(("goals_served",), _over("goals", "goals", "goals", "goals")),
    Voice(("kind_goals",), _over("goals", "kind_goals", "kind_goals", "goals")),
    Voice(
        ("conditions_met", "conditions_unmet", "conditions_against"),
        _over("wishes", "conditions", "conditions", "conditions"),
    ),
    Voice(("travel_ratio", "distance"), _within_reach),
    Voice(("same_municipality",), _municipality),
    Voice(("times_overlap",), _bits("times", "times", "times")),
    Voice(("language_shared",), _bits("languages", "languages", "languages")),
    Voice(("reach_step",), _reach, of=Source.OFFER),
    Voice(("price",), _free, of=Source.OFFER),
    Voice(("pay", "wants_paid"), _pay, of=Source.OFFER),
    Voice(("days_to_deadline",), _deadline, of=Source.OFFER),
    Voice(("days_to_start",), _start, of=Source.OFFER),
    Voice(("offer_freshness",), _new, of=Source.OFFER),
    Voice(("profile_freshness",), _fresh, of=Source.TALENT),
    Voice(("provider_history",), _plain("history")),
    Voice(("text_similarity", "meaning_similarity"), _plain("text_alike"), certainty=0.4),
    Voice(("heard_genres",), _heard("genres"), certainty=0.4),
    Voice(("heard_roles",), _heard("roles"), certainty=0.4),
    Voice(("theme_affinity",), _shared("themes"), certainty=0.4),
    Voice(("behaviour_affinity",), _chosen_together, certainty=0.6),
    Voice(("organisation_pull",), _pull, of=Source.OFFER, certainty=0.4),
)

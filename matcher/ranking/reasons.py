"""Reasons: what the score's terms say of one pair, as codes and parameters that are true of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EligibilityContext, Problem
from matcher.features import PairFacts, Pairing
from matcher.vocabulary import WordList

SAME = 0.999
MOST_TERMS = 3

_Say = Callable[["Reasons", int], Problem | None]


class Reasons:
    """Says of the candidates of ``pairing`` what speaks for them.

    Whatever is said is read from the same columns that the features are computed from. Lists of
    codes are joined by ``|``; the texts, in any language, are the service's.
    """

    def __init__(self, pairing: Pairing, context: EligibilityContext) -> None:
        self.facts = PairFacts(pairing, context)
        self.t, self.o = pairing.talents, pairing.offers
        self.words = pairing.snapshot.vocabularies
        self.today = context.today.toordinal()

    def say(self, feature: str, place: int) -> Problem | None:
        """What ``feature`` says for the candidate at ``place``; ``None`` where words fail it."""
        speaker = _SPEAKERS.get(feature)
        return speaker(self, place) if speaker else None

    def facts_of(self, place: int) -> list[Problem]:
        """True facts that need no score: distance, deadline, start."""
        said = (speaker(self, place) for speaker in (_near, _deadline, _start))
        return [*(problem for problem in said if problem), Problem("rules_met")]

    def notes(self, place: int) -> tuple[Problem, ...]:
        """What must be seen before one applies: the guests' fee and unpaid work (N43, V1)."""
        notes = []
        fee = _cell(self.o["fee"], place)
        if _cell(self.facts.guest, place) and fee > 0:
            notes.append(Problem("guest_fee", {"dkk": fee}))
        if _cell(self.o["pay"], place) == 0:
            notes.append(Problem("unpaid"))
        return tuple(notes)

    def shared(self, name: str, words: WordList, place: int) -> list[str]:
        """The codes that both sides name, in the talent's order."""
        theirs = set(_codes(self.o[name], place))
        return [words.codes[code] for code in _codes(self.t[name], place) if code in theirs]

    def nearest(self, name: str, words: WordList, place: int) -> tuple[str, str, float] | None:
        """The talent's code, the offer's code and their affinity where it is highest."""
        mine, theirs = _codes(self.t[name], place), _codes(self.o[name], place)
        if not mine or not theirs:
            return None
        affinity = words.affinity[np.ix_(mine, theirs)]
        row, column = divmod(int(affinity.argmax()), len(theirs))
        found = float(affinity[row, column])
        return words.codes[mine[row]], words.codes[theirs[column]], found

    @cached_property
    def distance(self) -> NDArray[np.float32]:
        """In km."""
        return self.facts.distance


def _cell(column: NDArray[np.generic], place: int) -> float:
    """The candidate's cell, or the subject's only one."""
    return column[place if len(column) > 1 else 0].item()


def _codes(column: NDArray[np.int16], place: int) -> list[int]:
    row = column[place if len(column) > 1 else 0]
    codes: list[int] = row[row >= 0].tolist()
    return codes


def _above(column: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    return column[place if len(column) > 1 else 0]


def _joined(codes: Sequence[str]) -> str:
    return "|".join(codes[:MOST_TERMS])


def _plain(code: str) -> _Say:
    """What needs no parameters."""
    return lambda _self, _place: Problem(code)


def _terms(name: str, vocabulary: str) -> _Say:
    """The shared codes of a list, or else the two nearest."""

    def speak(self: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(self.words, vocabulary)
        both = self.shared(name, words, place)
        if both:
            return Problem(f"{name}_shared", {name: _joined(both)})
        nearest = self.nearest(name, words, place)
        if nearest is None or nearest[2] <= 0:
            return None
        return Problem(f"{name}_near", {f"{name}_own": nearest[0], f"{name}_other": nearest[1]})

    return speak


def _over(wanted: str, given: str, code: str, vocabulary: str) -> _Say:
    """The codes of a small vocabulary that the one wants and the other fully gives."""

    def speak(self: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(self.words, vocabulary)
        met = (_above(self.t[wanted], place) > 0) & (_above(self.o[given], place) >= SAME)
        codes = [words.codes[row] for row in np.flatnonzero(met)]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _level(self: Reasons, place: int) -> Problem | None:
    level, least = _cell(self.t["level"], place), _cell(self.o["level_min"], place)
    most = _cell(self.o["level_max"], place)
    if np.isnan(level) or (np.isnan(least) and np.isnan(most)):
        return None
    if level < least:
        return Problem("level_step_up", {"level": int(level), "level_min": int(least)})
    if level > most:
        return None
    return Problem("level_fits", {"level": int(level)})


def _near(self: Reasons, place: int) -> Problem | None:
    if _cell(self.o["remote"], place):
        return Problem("remote")
    km = _cell(self.distance, place)
    return None if np.isnan(km) else Problem("near", {"km": round(km)})


def _within_reach(self: Reasons, place: int) -> Problem | None:
    """Only where it is within what the person accepts."""
    near = _near(self, place)
    km, most = _cell(self.distance, place), _cell(self.t["max_km"], place)
    return near if near and (km <= most or np.isnan(most)) else None


def _municipality(self: Reasons, place: int) -> Problem | None:
    mine, theirs = _cell(self.t["municipality"], place), _cell(self.o["municipality"], place)
    if mine < 0 or mine != theirs:
        return None
    code = self.words.geography.codes[int(mine)]
    return Problem("same_municipality", {"municipality": code})


def _bits(name: str, code: str, vocabulary: str) -> _Say:
    def speak(self: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(self.words, vocabulary)
        both = int(_cell(self.t[name], place)) & int(_cell(self.o[name], place))
        codes = [words.codes[bit] for bit in range(len(words.codes)) if both >> bit & 1]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _reach(self: Reasons, place: int) -> Problem | None:
    rung = _cell(self.o["rung"], place)
    if np.isnan(rung):
        return None
    reaches = {value: code for code, value in self.words.rungs.items()}
    return Problem("reach", {"reach": reaches[rung]})


def _price(self: Reasons, place: int) -> Problem | None:
    price = _cell(self.facts.price, place)
    if np.isnan(price):
        return None
    return Problem("price", {"dkk": price}) if price else Problem("free")


def _pay(self: Reasons, place: int) -> Problem | None:
    pay = _cell(self.o["pay"], place)
    return Problem("pay", {"dkk": pay}) if pay > 0 else None


def _deadline(self: Reasons, place: int) -> Problem | None:
    days = int(_cell(self.o["last_day"], place)) - self.today
    return Problem("deadline", {"days": days}) if 0 <= days < 366 else None


def _start(self: Reasons, place: int) -> Problem | None:
    days = int(_cell(self.o["start_day"], place)) - self.today
    return Problem("starts", {"days": days}) if 0 <= days < 732 else None


def _new(self: Reasons, place: int) -> Problem | None:
    published = int(_cell(self.o["published"], place))
    days = self.today - published
    return Problem("new", {"days": days}) if published and 0 <= days <= 31 else None


def _fresh(self: Reasons, place: int) -> Problem | None:
    days = self.today - int(_cell(self.t["updated"], place))
    return Problem("profile_fresh", {"days": days}) if 0 <= days <= 90 else None


_SPEAKERS: Mapping[str, _Say] = {
    "genre_affinity": _terms("genres", "genres"),
    "genre_spread": _terms("genres", "genres"),
    "role_fit": _terms("roles", "roles"),
    "level_gap": _level,
    "goals_served": _over("goals", "goals", "goals", "goals"),
    "kind_goals": _over("goals", "kind_goals", "kind_goals", "goals"),
    "conditions_met": _over("conditions", "conditions", "conditions", "conditions"),
    "travel_ratio": _within_reach,
    "distance": _near,
    "same_municipality": _municipality,
    "times_overlap": _bits("times", "times", "times"),
    "language_shared": _bits("languages", "languages", "languages"),
    "reach_step": _reach,
    "price": _price,
    "pay": _pay,
    "days_to_deadline": _deadline,
    "days_to_start": _start,
    "offer_freshness": _new,
    "profile_freshness": _fresh,
    "provider_history": _plain("history"),
    "text_similarity": _plain("text_alike"),
    "theme_affinity": _terms("themes", "themes"),
}

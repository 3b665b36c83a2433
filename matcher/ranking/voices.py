"""Voices: which features speak for a pair, how surely, and what they say that is true of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem
from matcher.features import Source
from matcher.ranking.reasons import Reasons, at, nearest
from matcher.vocabulary import WordList

SAME = 0.999
MOST_TERMS = 3
PLAINLY_MORE = 0.25
"""In doublings: a fifth more."""


_Say = Callable[[Reasons, int], Problem | None]


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that can be said for a pair: by which features, how surely, and in what words
    (``codes`` are those of all that it can say).

    Features with one voice are weighed together, so that what is said for a pair never counts
    against it. ``certainty`` (0 to 1) puts what was only heard in a text behind what was stated.
    ``of`` says whom it tells something about: nobody is told what they know of themselves.
    """

    features: tuple[str, ...]
    codes: tuple[str, ...]
    say: _Say
    of: Source = Source.PAIR
    certainty: float = 1.0

    def speak(self, reasons: Reasons, place: int) -> Problem | None:
        """What it says for the candidate at ``place``; ``None`` where words fail it."""
        return None if self.of is reasons.known else self.say(reasons, place)


def plain_facts(reasons: Reasons, place: int) -> list[Problem]:
    """True facts that need no score, and count for nobody."""
    said = (speaker(reasons, place) for speaker in (_within_reach, _deadline, _start))
    return [
        *(problem for problem in said if problem),
        Problem("rules_met"),
        _seats(reasons, place),
    ]


def _plain(code: str) -> _Say:
    """What needs no parameters."""
    return lambda _reasons, _place: Problem(code)


def _shared(name: str) -> _Say:
    """The codes of a list that both sides name."""

    def speak(reasons: Reasons, place: int) -> Problem | None:
        words = reasons.lists[name]
        mine, theirs = reasons.codes(name, place)
        both = [words.codes[code] for code in mine if code in theirs]
        return Problem(f"{name}_shared", {name: _joined(both)}) if both else None

    return speak


def _shared_or_near(name: str) -> _Say:
    """The codes that both sides name, or else the two that are nearest."""
    shared = _shared(name)

    def speak(reasons: Reasons, place: int) -> Problem | None:
        if both := shared(reasons, place):
            return both
        near = nearest(*reasons.codes(name, place), reasons.lists[name])
        return near and Problem(f"{name}_near", {f"{name}_own": near[0], f"{name}_other": near[1]})

    return speak


def _heard(name: str) -> _Say:
    """The codes that both sides name, one of them at least in a text alone, or the nearest."""

    def speak(reasons: Reasons, place: int) -> Problem | None:
        """What is said of the candidate at ``place``; ``None`` where no text adds a code."""
        words = reasons.lists[name]
        mine, theirs = reasons.codes(name, place)
        my_words, their_words = reasons.codes(f"heard_{name}", place)
        both = [code for code in my_words if code in theirs + their_words]
        both += [code for code in mine if code in their_words]
        if both:
            codes = [words.codes[code] for code in both]
            return Problem(f"heard_{name}_shared", {name: _joined(codes)})
        near = nearest(my_words, theirs + their_words, words) or nearest(mine, their_words, words)
        if near is None:
            return None
        params = {f"{name}_own": near[0], f"{name}_other": near[1]}
        return Problem(f"heard_{name}_near", params)

    return speak


def _over(wanted: str, given: str, code: str, vocabulary: str) -> _Say:
    """The codes of a small vocabulary that the one wants and the other fully gives."""

    def speak(reasons: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(reasons.words, vocabulary)
        wishes, gifts = at(reasons.t.weighted(wanted), place), _row(reasons.o.rows[given], place)
        codes = [words.codes[wish] for wish in wishes if gifts.item(wish) >= SAME]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _level(reasons: Reasons, place: int) -> Problem | None:
    level, least = at(reasons.t["level"], place), at(reasons.o["level_min"], place)
    most = at(reasons.o["level_max"], place)
    if isnan(level) or (least, most) == (-inf, inf):
        return None
    if level < least:
        return Problem("level_step_up", {"level": int(level), "level_min": int(least)})
    if level > most:
        return None
    return Problem("level_fits", {"level": int(level)})


def _near(reasons: Reasons, place: int) -> Problem | None:
    if at(reasons.o["remote"], place):
        return Problem("remote")
    km = at(reasons.distance, place)
    if isnan(km):
        return None
    return Problem("near", {"km": round(km)}) if km >= 1 else Problem("nearby")


def _within_reach(reasons: Reasons, place: int) -> Problem | None:
    """Only where it is within what the person accepts."""
    near = _near(reasons, place)
    km, most = at(reasons.distance, place), at(reasons.t["max_km"], place)
    return near if near and (km <= most or isnan(most)) else None


def _municipality(reasons: Reasons, place: int) -> Problem | None:
    mine, theirs = at(reasons.t["municipality"], place), at(reasons.o["municipality"], place)
    if mine < 0 or mine != theirs:
        return None
    code = reasons.words.geography.codes[int(mine)]
    return Problem("same_municipality", {"municipality": code})


def _bits(name: str, code: str, vocabulary: str) -> _Say:
    def speak(reasons: Reasons, place: int) -> Problem | None:
        words: WordList = getattr(reasons.words, vocabulary)
        both = int(at(reasons.t[name], place)) & int(at(reasons.o[name], place))
        codes = [words.codes[bit] for bit in range(len(words.codes)) if both >> bit & 1]
        return Problem(code, {vocabulary: _joined(codes)}) if codes else None

    return speak


def _reach(reasons: Reasons, place: int) -> Problem | None:
    rung = at(reasons.o["rung"], place)
    if isnan(rung):
        return None
    reaches = {value: code for code, value in reasons.words.rungs.items()}
    return Problem("reach", {"reach": reaches[rung]})


def _free(reasons: Reasons, place: int) -> Problem | None:
    return Problem("free") if at(reasons.price, place) == 0 else None


def _pay(reasons: Reasons, place: int) -> Problem | None:
    pay = at(reasons.o["pay"], place)
    return Problem("pay", {"dkk": pay}) if pay > 0 else None


def _deadline(reasons: Reasons, place: int) -> Problem | None:
    days = int(at(reasons.o["last_day"], place)) - reasons.today
    return Problem("deadline", {"days": days}) if 0 <= days < 366 else None


def _start(reasons: Reasons, place: int) -> Problem | None:
    days = int(at(reasons.o["start_day"], place)) - reasons.today
    return Problem("starts", {"days": days}) if 0 <= days < 732 else None


def _seats(reasons: Reasons, place: int) -> Problem:
    capacity = at(reasons.o["capacity"], place)
    if capacity < 0:
        return Problem("seats_unlimited")
    return Problem("seats_free", {"seats": capacity - at(reasons.o["taken"], place)})


def _new(reasons: Reasons, place: int) -> Problem | None:
    published = int(at(reasons.o["published"], place))
    days = reasons.today - published
    return Problem("new", {"days": days}) if published and 0 <= days <= 31 else None


def _fresh(reasons: Reasons, place: int) -> Problem | None:
    days = reasons.today - int(at(reasons.t["updated"], place))
    return Problem("profile_fresh", {"days": days}) if 0 <= days <= 90 else None


def _chosen_together(reasons: Reasons, place: int) -> Problem | None:
    """Only where enough people truly chose the two kinds of thing."""
    pairing = reasons.facts.pairing
    rows = pairing.offers.rows
    talent = pairing.subject if pairing.for_talent else reasons.ids[place]
    row = _row_at(rows, place if pairing.for_talent else 0)
    chosen = pairing.snapshot.history.chosen_together(talent, row)
    return Problem("chosen_together") if chosen else None


def _pull(reasons: Reasons, place: int) -> Problem | None:
    more = at(reasons.o["pull"], place) >= PLAINLY_MORE
    return Problem("organisation_pull") if more else None


def _row(cells: NDArray[np.float32], place: int) -> NDArray[np.float32]:
    """The candidate's row, or the subject's only one."""
    return cells[place if len(cells) > 1 else 0]


def _row_at(rows: NDArray[np.intp] | slice, place: int) -> int:
    """Where the candidate at ``place`` stands among all of its kind."""
    return int(range(rows.stop)[rows][place] if isinstance(rows, slice) else rows[place])


def _joined(codes: Sequence[str]) -> str:
    return "|".join(codes[:MOST_TERMS])


VOICES: tuple[Voice, ...] = (
    Voice(
        ("genre_affinity", "genre_spread"),
        ("genres_shared", "genres_near"),
        _shared_or_near("genres"),
    ),
    Voice(("role_fit",), ("roles_shared", "roles_near"), _shared_or_near("roles")),
    Voice(("level_gap",), ("level_fits", "level_step_up"), _level),
    Voice(("goals_served",), ("goals",), _over("goals", "goals", "goals", "goals")),
    Voice(("kind_goals",), ("kind_goals",), _over("goals", "kind_goals", "kind_goals", "goals")),
    Voice(
        ("conditions_met", "conditions_unmet", "conditions_against"),
        ("conditions",),
        _over("wishes", "conditions", "conditions", "conditions"),
    ),
    Voice(("travel_ratio", "distance"), ("near", "nearby", "remote"), _within_reach),
    Voice(("same_municipality",), ("same_municipality",), _municipality),
    Voice(("times_overlap",), ("times",), _bits("times", "times", "times")),
    Voice(("language_shared",), ("languages",), _bits("languages", "languages", "languages")),
    Voice(("reach_step",), ("reach",), _reach, of=Source.OFFER),
    Voice(("price",), ("free",), _free, of=Source.OFFER),
    Voice(("pay", "wants_paid"), ("pay",), _pay, of=Source.OFFER),
    Voice(("days_to_deadline",), ("deadline",), _deadline, of=Source.OFFER),
    Voice(("days_to_start",), ("starts",), _start, of=Source.OFFER),
    Voice(("offer_freshness",), ("new",), _new, of=Source.OFFER),
    Voice(("profile_freshness",), ("profile_fresh",), _fresh, of=Source.TALENT),
    Voice(("provider_history",), ("history",), _plain("history")),
    Voice(
        ("text_similarity", "meaning_similarity"),
        ("text_alike",),
        _plain("text_alike"),
        certainty=0.4,
    ),
    Voice(
        ("heard_genres",),
        ("heard_genres_shared", "heard_genres_near"),
        _heard("genres"),
        certainty=0.4,
    ),
    Voice(
        ("heard_roles",),
        ("heard_roles_shared", "heard_roles_near"),
        _heard("roles"),
        certainty=0.4,
    ),
    Voice(("theme_affinity",), ("themes_shared",), _shared("themes"), certainty=0.4),
    Voice(("behaviour_affinity",), ("chosen_together",), _chosen_together, certainty=0.6),
    Voice(("organisation_pull",), ("organisation_pull",), _pull, of=Source.OFFER, certainty=0.4),
)
"""The only table of its kind: whoever shows reasons reads from it what speaks through each."""

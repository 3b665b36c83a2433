"""Matching give-backs: one municipality's open ones with its slots, written down as suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import GiveBackActor, GiveBackState, GiveBackStep, Problem
from matcher.features import Snapshot
from matcher.market.giveback import (
    Kept,
    Matching,
    MatchingTerms,
    Placement,
    kept_away,
    match_home,
    placement_reasons,
    rules_between,
    unplaced_reasons,
)
from matcher.market.giveback import Rules as RulesOfPairs
from matcher.vocabulary import Vocabularies
from service.actions.acting import Acting
from service.actions.give_back_acts import act_changed
from service.actions.give_back_home import IN_TALKS, Home, read_home
from service.actions.give_back_seats import unbook
from service.store import give_back_log, give_backs
from service.store.engine import reading, writing
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRun:
    """What a run came to: ``open`` were looked at, ``suggested`` have a slot now, ``kept`` of these
    the same as before; ``overtaken`` changed meanwhile and were left alone. ``obstacles`` tells,
    of those without a slot, what kept how many from how many; ``proved`` says that no matching is
    better."""

    municipality: str
    open: int
    suggested: int
    kept: int
    in_company: int
    overtaken: int
    unplaced: int
    slots: int
    obstacles: Mapping[str, Kept]
    proved: bool


def run_at_home(
    engine: Engine, snapshot: Snapshot, municipality: str, *, acting: Acting
) -> MatchingRun:
    """Match one municipality from reading to writing, for who has the process for itself."""
    with reading(engine) as session:
        home = read_home(session, municipality, now=acting.now, rules=acting.rules)
    found = matched(home, rules_of(home, snapshot), words=acting.words)
    with writing(engine) as session:
        return settle(session, home, found, acting=acting)


def rules_of(home: Home, snapshot: Snapshot) -> RulesOfPairs:
    """What eligibility says of everybody and every slot; reads the snapshot, so in its thread."""
    return rules_between(
        home.owed, home.slots, snapshot=snapshot, context=home.context, unasked=IN_TALKS
    )


def matched(
    home: Home,
    rules: RulesOfPairs,
    *,
    words: Vocabularies,
    terms: MatchingTerms | None = None,
) -> Matching:
    """The best matching; touches nothing, and may take its time in any thread."""
    return match_home(home.owed, home.slots, rules=rules, words=words, terms=terms)


def settle(session: Session, home: Home, matching: Matching, *, acting: Acting) -> MatchingRun:
    """Write the suggestions down; whatever changed since ``home`` was read is left alone."""
    notes = _Writing(session, acting)
    now = {one.id: one for one in _tidy(home, notes)}
    kept = placed = company = overtaken = 0
    for placement in matching.placements:
        one = now.get(placement.owed.id)
        if one is None:
            overtaken += 1
            continue
        placed += 1
        company += bool(placement.company)
        kept += notes.suggest(one, placement, matching)
    left = [row for row in matching.unplaced if home.owed[row].id in now]
    for row in left:
        notes.leave(now[home.owed[row].id], unplaced_reasons(matching, row))
    return MatchingRun(
        municipality=home.municipality,
        open=len(home.waiting),
        suggested=placed,
        kept=kept,
        in_company=company,
        overtaken=overtaken,
        unplaced=len(matching.unplaced),
        slots=len(home.slots),
        obstacles=kept_away(matching, left),
        proved=matching.proved,
    )


def _tidy(home: Home, notes: "_Writing") -> list[GiveBack]:
    """Those that are as they were read, set right where they have to be."""
    tidied = {one.before.id: one for one in home.tidied}
    known = give_backs.get_many(notes.session, [one.id for one in home.waiting])
    found: list[GiveBack] = []
    for one in home.waiting:
        stored = known.get(one.id)
        if stored is None or stored.version != one.version:
            continue
        if one.id in tidied:
            unbook(notes.session, stored, acting=notes.acting)
            stored = notes.step(stored, one, tidied[one.id].step)
        found.append(stored)
    return found


@dataclass(frozen=True, slots=True)
class _Writing:
    session: Session
    acting: Acting

    def suggest(self, one: GiveBack, placement: Placement, matching: Matching) -> bool:
        """Suggest the slot; says whether it stands there already."""
        slot = placement.slot.offer.id
        reasons = placement_reasons(placement, matching.suitability, words=self.acting.words)
        act = self._act(one, placement)
        if one.state is GiveBackState.SUGGESTED and one.slot == slot:
            if (one.act, one.reasons) != (act, reasons):
                give_backs.put(self.session, replace(one, act=act, reasons=reasons))
            return True
        state = GiveBackState.SUGGESTED
        after = replace(one, state=state, slot=slot, act=act, reasons=reasons)
        self.step(one, after, GiveBackStep.SUGGEST)
        return False

    def leave(self, one: GiveBack, reasons: tuple[Problem, ...]) -> None:
        """Leave it open, and say why."""
        after = replace(one, state=GiveBackState.OPEN, slot=None, act=None, reasons=reasons)
        if one.state is GiveBackState.SUGGESTED:
            self.step(one, after, GiveBackStep.RELEASE)
        elif one.reasons != reasons:
            give_backs.put(self.session, after)

    def step(self, before: GiveBack, after: GiveBack, step: GiveBackStep) -> GiveBack:
        """Write a step of the matching down."""
        stored = give_backs.put(
            self.session, replace(after, version=before.version, since=self.acting.now)
        )
        taken = StepTaken(
            give_back=stored.id,
            step=step,
            state=stored.state,
            actor=GiveBackActor.MATCHING,
            key=self.acting.principal.key,
            at=self.acting.now,
            slot=stored.slot or before.slot,
        )
        give_back_log.add_many(self.session, [taken])
        act_changed(self.session, before, stored, words=self.acting.words)
        return stored

    def _act(self, one: GiveBack, placement: Placement) -> str:
        """The act that has promised there already, else one named after its first member."""
        if not placement.owed.together:
            return one.id
        cohort = placement.owed.cohort
        if any(p.together and p.cohort == cohort for p in placement.slot.promises):
            slot = placement.slot.offer.id
            return give_backs.act_at(self.session, slot, offer=one.offer, but=one.id) or one.id
        return min((one.id, *placement.company))

"""Cohorts: whole groups for one offer, every proposal, and what people changed in them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from matcher.domain import Audience, OfferId, PairState, TalentId
from service.store.batches import BATCH, batches
from service.store.tables import CohortChangeRow, CohortProposalRow, CohortRow, PairRow, TalentRow

_COHORTS = CohortRow.table()
_PROPOSALS = CohortProposalRow.table()
_CHANGES = CohortChangeRow.table()
_PAIRS = PairRow.table()
_TALENTS = TalentRow.table()

Ids: TypeAlias = Collection[str]

GONE = TalentId("erased")
"""Stands where the id of somebody stood who was erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortProposal:
    """What the system proposed; ``outcome`` is the JSON object of ``service.actions.cohort``."""

    number: int
    at: datetime
    by: str
    model_hash: str
    candidate_hash: str
    candidates: int
    outcome: Mapping[str, Any]
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortChange:
    """``kind`` is pin, leave_out or release; ``was_in`` and ``was_chance`` are what proposal
    number ``proposal`` had said of the person."""

    number: int
    at: datetime
    by: str
    proposal: int
    kind: str
    talent: TalentId
    reason: str
    was_in: bool
    was_chance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """``proposals`` and ``changes`` in their order; ``wish`` is a JSON object."""

    id: str
    offer: OfferId
    audience: Audience
    created_at: datetime
    created_by: str
    seed: int
    wish: Mapping[str, Any]
    proposals: tuple[CohortProposal, ...] = ()
    changes: tuple[CohortChange, ...] = field(default=())

    @property
    def latest(self) -> CohortProposal:
        """The proposal that stands."""
        return self.proposals[-1]

    def with_changes(self, changed: Sequence[CohortChange]) -> "Cohort":
        """The same with some changes more."""
        return replace(self, changes=(*self.changes, *changed))

    def with_proposal(self, proposal: CohortProposal) -> "Cohort":
        """The same with one proposal more."""
        return replace(self, proposals=(*self.proposals, proposal))


def add(session: Session, cohort: Cohort) -> None:
    """Add a cohort with its first proposals and changes."""
    row = {column.name: getattr(cohort, column.name) for column in _COHORTS.c}
    session.execute(insert(_COHORTS).values(row | {"wish": dict(cohort.wish)}))
    for proposal in cohort.proposals:
        add_proposal(session, cohort.id, proposal)
    add_changes(session, cohort.id, cohort.changes)


def add_proposal(session: Session, cohort: str, proposal: CohortProposal) -> None:
    """Add a proposal; the store refuses a number that is taken."""
    session.execute(insert(_PROPOSALS).values({"cohort": cohort, **asdict(proposal)}))


def add_changes(session: Session, cohort: str, changed: Sequence[CohortChange]) -> None:
    """Add what people changed."""
    rows = [{"cohort": cohort, **asdict(change)} for change in changed]
    if rows:
        session.execute(insert(_CHANGES), rows)


def publish(session: Session, cohort: str, *, number: int, now: datetime) -> None:
    """Note when a proposal was published; the first time stays."""
    one = (_PROPOSALS.c.cohort == cohort, _PROPOSALS.c.number == number)
    first = _PROPOSALS.c.published_at.is_(None)
    session.execute(update(_PROPOSALS).where(*one, first).values(published_at=now))


def get(session: Session, cohort: str) -> Cohort | None:
    """The cohort with all its proposals and changes."""
    row = session.execute(select(_COHORTS).where(_COHORTS.c.id == cohort)).one_or_none()
    if row is None:
        return None
    return Cohort(
        **row._mapping,
        proposals=tuple(_proposal(one) for one in _in_order(session, _of(_PROPOSALS, cohort))),
        changes=tuple(_change(one) for one in _in_order(session, _of(_CHANGES, cohort))),
    )


def of_offer(session: Session, offer: OfferId, *, limit: int = 100) -> list[Cohort]:
    """The newest cohorts of an offer, each with its latest proposal alone."""
    chosen = select(_COHORTS).where(_COHORTS.c.offer == offer)
    newest = chosen.order_by(_COHORTS.c.created_at.desc(), _COHORTS.c.id.desc()).limit(limit)
    found = [Cohort(**row._mapping) for row in session.execute(newest)]
    last = (
        select(_PROPOSALS.c.cohort, func.max(_PROPOSALS.c.number).label("number"))
        .where(_PROPOSALS.c.cohort.in_([one.id for one in found]))
        .group_by(_PROPOSALS.c.cohort)
        .subquery()
    )
    same = (_PROPOSALS.c.cohort == last.c.cohort) & (_PROPOSALS.c.number == last.c.number)
    rows = session.execute(select(_PROPOSALS).join(last, same)).all()
    latest = {row.cohort: _proposal(row) for row in rows}
    return [replace(one, proposals=(latest[one.id],)) for one in found]


def seed_of(session: Session, offer: OfferId) -> int | None:
    """The seed of the offer's first cohort: nobody draws again by asking again."""
    first = select(_COHORTS.c.seed).where(_COHORTS.c.offer == offer)
    return session.execute(first.order_by(_COHORTS.c.created_at, _COHORTS.c.id)).scalars().first()


def standing(session: Session, offer: OfferId) -> dict[TalentId, PairState]:
    """How everybody stands to ``offer`` between whom and it anything stands."""
    chosen = select(_PAIRS.c.talent, _PAIRS.c.state).where(_PAIRS.c.offer == offer)
    rows = session.execute(chosen.where(_PAIRS.c.state != 0))
    return {row.talent: PairState(row.state) for row in rows}


def forget(session: Session, talent: TalentId) -> None:
    """Put ``GONE`` in the place of ``talent`` everywhere, and empty the reasons that speak of it.

    Fits and chances stay without a name, so that every draw can still be accounted for.
    """
    about = update(_CHANGES).where(_CHANGES.c.talent == talent)
    session.execute(about.values(talent=GONE, reason=""))
    gone = frozenset({talent})
    # Who is in which group is nowhere indexed, so that all of them are read, some at a time.
    wishes = _changed(session, select(_COHORTS.c.id, _COHORTS.c.wish), gone, _wish_without)
    for key, wish in wishes:
        session.connection().execute(_PUT_WISH, {"key": key, "put": wish})
    chosen = select(_PROPOSALS.c.cohort, _PROPOSALS.c.number, _PROPOSALS.c.outcome)
    for key, number, outcome in _changed(session, chosen, gone, _outcome_without):
        where = {"key": key, "no": number, "put": outcome}
        session.connection().execute(_PUT_OUTCOME, where)


def without_erased(session: Session, cohort: Cohort) -> Cohort:
    """The cohort as it may be kept: whoever was erased while it was solved is not in it."""
    named = {change.talent for change in cohort.changes} - {GONE}
    named |= {TalentId(one) for group in cohort.wish["together"] for one in group}
    for proposal in cohort.proposals:
        named |= set(proposal.outcome["candidates"])
    gone = (named - {GONE}).difference(_there(session, sorted(named)))
    if not gone:
        return cohort
    return replace(
        cohort,
        wish=_wish_without(cohort.wish, gone),
        proposals=tuple(
            replace(one, outcome=_outcome_without(one.outcome, gone)) for one in cohort.proposals
        ),
        changes=tuple(
            replace(one, talent=GONE, reason="") if one.talent in gone else one
            for one in cohort.changes
        ),
    )


def _there(session: Session, ids: Sequence[TalentId]) -> Iterator[TalentId]:
    for some in batches(ids):
        yield from session.execute(select(_TALENTS.c.id).where(_TALENTS.c.id.in_(some))).scalars()


def _changed(
    session: Session, chosen: Select[Any], gone: Ids, without: Callable[[Any, Ids], Any]
) -> list[tuple[Any, ...]]:
    """The rows whose document, their last column, names one of ``gone``, with what is left."""
    found = []
    for *key, document in session.execute(chosen, execution_options={"yield_per": BATCH}):
        left = without(document, gone)
        if left != document:
            found.append((*key, left))
    return found


def _wish_without(wish: Mapping[str, Any], gone: Ids) -> dict[str, Any]:
    return {**wish, "together": [_unnamed(group, gone) for group in wish["together"]]}


def _outcome_without(outcome: Mapping[str, Any], gone: Ids) -> dict[str, Any]:
    """Only where ids stand: an id may read like a code."""
    members = [
        {**one, "id": _unnamed([one["id"]], gone)[0], "next": _unnamed(one["next"], gone)}
        for one in outcome["members"]
    ]
    waiting = [{**one, "ids": _unnamed(one["ids"], gone)} for one in outcome["waiting"]]
    aims = [{**one, "price": _price_without(one["price"], gone)} for one in outcome["aims"]]
    found = {"candidates": _unnamed(outcome["candidates"], gone), "members": members}
    return {**outcome, **found, "waiting": waiting, "aims": aims}


def _price_without(price: Mapping[str, Any] | None, gone: Ids) -> dict[str, Any] | None:
    if price is None:
        return None
    return {**price, **{name: _unnamed(price[name], gone) for name in ("enters", "leaves")}}


def _unnamed(ids: Iterable[str], gone: Ids) -> list[str]:
    return [GONE if one in gone else one for one in ids]


def _of(table: Any, cohort: str) -> Select[Any]:
    return select(table).where(table.c.cohort == cohort).order_by(table.c.number)


def _in_order(session: Session, chosen: Select[Any]) -> list[Mapping[str, Any]]:
    rows = session.execute(chosen).all()
    return [{k: v for k, v in row._mapping.items() if k != "cohort"} for row in rows]


def _proposal(row: Mapping[str, Any] | Row[Any]) -> CohortProposal:
    fields = dict(row if isinstance(row, Mapping) else row._mapping)
    fields.pop("cohort", None)
    return CohortProposal(**fields)


def _change(row: Mapping[str, Any]) -> CohortChange:
    return CohortChange(**row)


_PUT_WISH = update(_COHORTS).where(_COHORTS.c.id == bindparam("key")).values(wish=bindparam("put"))
_PUT_OUTCOME = (
    update(_PROPOSALS)
    .where(_PROPOSALS.c.cohort == bindparam("key"), _PROPOSALS.c.number == bindparam("no"))
    .values(outcome=bindparam("put"))
)

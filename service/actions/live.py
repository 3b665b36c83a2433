"""Live: this process's snapshot, brought up to the change log before anybody reads it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import Offer, OfferId, Organisation, OrganisationId, Talent, TalentId
from matcher.features import Snapshot
from service.actions.cards import OfferCard, OrganisationCard, offer_card, organisation_card
from service.actions.encoders import HOUSE, OpenEncoder
from service.actions.meanings import Meanings, Successor
from service.errors import Code, ServiceError
from service.store import blocks, changes, market, pairs
from service.store.changes import Change, ChangeKind, Watcher
from service.store.engine import reading
from service.store.market import MarketRun, OfferPrice
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS, OrganisationFilter
from service.store.profiles import Filter, Id, Profiles, Value, Versioned
from service.store.talents import TALENTS, TalentFilter

_BATCH = 1000


class Live:
    """The snapshot and the cards of one process.

    It belongs to one thread, the event loop's: whoever awaits ``refresh`` and then reads without
    awaiting anything else sees every write that was acknowledged before, by whichever process.
    ``market`` is the market run that counts, ``prices`` what it says of offers; with
    ``uses_market`` off there is none. ``observe`` is told the seconds of every refresh that had
    something to do. ``encoder_name`` is what the snapshot's encoder was opened by.
    """

    def __init__(
        self,
        engine: Engine,
        snapshot: Snapshot,
        *,
        seen: int = 0,
        encoder_name: str = HOUSE,
        uses_market: bool = True,
        observe: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.snapshot = snapshot
        self.offers: dict[OfferId, OfferCard] = {}
        self.organisations: dict[OrganisationId, OrganisationCard] = {}
        self.seen = seen
        self.market: MarketRun | None = None
        self.prices: list[OfferPrice] = []
        self.uses_market = uses_market
        self.loaded = False
        self.engine = engine
        self._observe = observe
        self._watcher = Watcher(engine)
        self._meanings = Meanings(engine, OpenEncoder(encoder_name, snapshot.encoder))
        self._turn = asyncio.Lock()
        self._organisations = _Part(
            profiles=ORGANISATIONS,
            everything=OrganisationFilter(),
            key=lambda organisation: organisation.id,
            put=self._put_organisations,
            drop=self._drop_organisations,
        )
        self._offers = _Part(
            profiles=OFFERS,
            everything=OfferFilter(),
            key=lambda offer: offer.id,
            put=self._put_offers,
            drop=self._drop_offers,
        )
        self._talents = self._talents_part()

    def load(self) -> None:
        """Fill the snapshot from one moment of the store, or go on from where it was frozen."""
        with reading(self.engine) as session:
            head = changes.head(session)
            if self.seen:
                self._organisations.load(session, put=self._show_organisations)
                self._offers.load(session, put=self._show_offers)
            else:
                self._load_all(session)
                self.seen = head
            self._meanings.notice(session)
            self._take_market(session)
        while self.seen < head:
            self.catch_up(head)
        self._meanings.fill_all(self.snapshot)
        self._meanings.go_on()
        self.loaded = True

    async def refresh(self) -> None:
        """Take over what was written since the last time; at once when nothing was.

        A long backlog is taken in batches, and other requests get their turn in between.
        """
        head = self.head()
        if head <= self.seen and not self._turn.locked() and not self._meanings.news:
            return
        async with self._turn:
            started = perf_counter()
            while self.seen < head:
                self.catch_up(head)
                await asyncio.sleep(0)
            self._take_meanings()
            self._observe(perf_counter() - started)

    def catch_up(self, head: int) -> None:
        """Take over the next batch of changes up to ``head``."""
        with reading(self.engine) as session:
            found = changes.since(session, self.seen, limit=_BATCH)
            self._apply(session, found)
        self.seen = found[-1].seq if found else head

    def head(self) -> int:
        """The number of the last committed change.

        Raises ``ServiceError`` (503 ``store_unavailable``) when the database does not answer.
        """
        try:
            return self._watcher.head()
        except self.engine.dialect.loaded_dbapi.Error as error:
            raise ServiceError(Code.STORE_UNAVAILABLE, 503, headers={"Retry-After": "5"}) from error

    def sizes(self) -> dict[str, int]:
        """How many of each kind are live, and up to which change."""
        kinds = {
            "talents": self.snapshot.talents,
            "offers": self.snapshot.offers,
            "organisations": self.snapshot.organisations,
        }
        counts = {name: int(columns["live"].sum()) for name, columns in kinds.items()}
        return counts | {"change": self.seen}

    def embedded(self) -> dict[str, int]:
        """How many profiles of each kind have a vector of the encoder that serves."""
        kinds = {"talents": self.snapshot.talents, "offers": self.snapshot.offers}
        return {name: int(cols["meaning"].any(axis=1).sum()) for name, cols in kinds.items()}

    @property
    def complete(self) -> bool:
        """Whether every text has its vector; other encoders than ours may still be at work."""
        return self._meanings.complete

    def close(self) -> None:
        """Give back what the watching holds, and end what is still being encoded."""
        self._meanings.close()
        self._watcher.close()

    def _talents_part(self) -> "_Part[TalentId, Talent, TalentFilter]":
        return _Part(
            profiles=TALENTS,
            everything=TalentFilter(),
            key=lambda talent: talent.id,
            put=self._put_talents,
            drop=self._drop_talents,
        )

    def _load_all(self, session: Session) -> None:
        self._organisations.load(session, put=self._put_organisations)
        self._offers.load(session, put=self._put_offers)
        self._talents.load(session, put=self._put_talents)
        self.snapshot.put_pairs((p.talent, p.offer, p.state) for p in pairs.stream(session))
        self.snapshot.put_blocks((b.talent, b.organisation) for b in blocks.stream(session))

    def _apply(self, session: Session, found: Sequence[Change]) -> None:
        """Whatever a change was, what stands in the store now is taken over."""
        named = {kind: [c for c in found if c.kind is kind] for kind in ChangeKind}
        organisations = _named(named[ChangeKind.ORGANISATION])
        self._organisations.take(session, [OrganisationId(one) for one in organisations])
        self._offers.take(session, [OfferId(one) for one in _named(named[ChangeKind.OFFER])])
        self._talents.take(session, [TalentId(one) for one in _named(named[ChangeKind.TALENT])])
        self._take_pairs(session, named[ChangeKind.PAIR])
        self._take_blocks(session, named[ChangeKind.BLOCK])
        if named[ChangeKind.ENCODER]:
            self._meanings.notice(session)
        if named[ChangeKind.MARKET]:
            self._take_market(session)

    def _take_meanings(self) -> None:
        """Take over what has been encoded since, and the next encoder when it is ready."""
        self._meanings.fill(self.snapshot)
        found = self._meanings.successor()
        if found is not None:
            self._succeed(found)
        self._meanings.go_on()

    def _succeed(self, found: Successor) -> None:
        """The successor knows the profiles of its moment; those that changed since are read again.

        After too many changes it is sent back for their vectors.
        """
        with reading(self.engine) as session:
            news = changes.since(session, found.seq, limit=_BATCH)
            if len(news) == _BATCH:
                return
            self._meanings.succeed(found, self.snapshot)
            named = {kind: _named([c for c in news if c.kind is kind]) for kind in ChangeKind}
            self._offers.take(session, [OfferId(one) for one in named[ChangeKind.OFFER]])
            self._talents.take(session, [TalentId(one) for one in named[ChangeKind.TALENT]])

    def _take_pairs(self, session: Session, found: Sequence[Change]) -> None:
        both = dict.fromkeys((TalentId(c.id), OfferId(c.other or "")) for c in found)
        states = pairs.of(session, list(both))
        self.snapshot.put_pairs((talent, offer, state) for (talent, offer), state in states.items())

    def _take_blocks(self, session: Session, found: Sequence[Change]) -> None:
        """There are few, so that all are read."""
        if not found:
            return
        standing = {(block.talent, block.organisation) for block in blocks.stream(session)}
        named = {(TalentId(c.id), OrganisationId(c.other or "")) for c in found}
        self.snapshot.drop_blocks(named - standing)
        self.snapshot.put_blocks(named & standing)

    def _take_market(self, session: Session) -> None:
        """Only the last run counts."""
        last = market.last(session) if self.uses_market else None
        if last is None:
            self.snapshot.put_market(None, offers={}, talents={})
            return
        self.market, self.prices = last, market.prices(session, last.id)
        self.snapshot.put_market(
            last.id,
            offers={price.offer: price.free for price in self.prices},
            talents=market.tempers(session, last.id),
        )

    def _put_organisations(
        self, session: Session, found: Sequence[Versioned[Organisation]]
    ) -> None:
        self.snapshot.put_organisations([one.value for one in found])
        self._show_organisations(session, found)

    def _show_organisations(self, _: Session, found: Sequence[Versioned[Organisation]]) -> None:
        self.organisations.update((one.value.id, organisation_card(one.value)) for one in found)

    def _put_offers(self, session: Session, found: Sequence[Versioned[Offer]]) -> None:
        offers = [one.value for one in found]
        meaning = self._meanings.of(session, ChangeKind.OFFER, profiles=offers)
        self.snapshot.put_offers(offers, meaning=meaning)
        self._show_offers(session, found)

    def _show_offers(self, _: Session, found: Sequence[Versioned[Offer]]) -> None:
        self.offers.update((one.value.id, offer_card(one.value)) for one in found)

    def _put_talents(self, session: Session, found: Sequence[Versioned[Talent]]) -> None:
        talents, days = [one.value for one in found], [one.updated_at.date() for one in found]
        meaning = self._meanings.of(session, ChangeKind.TALENT, profiles=talents)
        self.snapshot.put_talents(talents, days, meaning=meaning)

    def _drop_talents(self, gone: Sequence[TalentId]) -> None:
        self.snapshot.drop_talents(gone)
        self._meanings.forget(ChangeKind.TALENT, gone)

    def _drop_organisations(self, gone: Sequence[OrganisationId]) -> None:
        self.snapshot.drop_organisations(gone)
        for organisation in gone:
            self.organisations.pop(organisation, None)

    def _drop_offers(self, gone: Sequence[OfferId]) -> None:
        self.snapshot.drop_offers(gone)
        self._meanings.forget(ChangeKind.OFFER, gone)
        for offer in gone:
            self.offers.pop(offer, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part(Generic[Id, Value, Filter]):
    """One kind of profile on its way from the store into the snapshot."""

    profiles: Profiles[Id, Value, Filter]
    everything: Filter
    key: Callable[[Value], Id]
    put: Callable[[Session, Sequence[Versioned[Value]]], None]
    drop: Callable[[Sequence[Id]], None]

    def load(
        self, session: Session, *, put: Callable[[Session, Sequence[Versioned[Value]]], None]
    ) -> None:
        """All of them, a page at a time."""
        last: Id | None = None
        while page := self.profiles.page(session, self.everything, after=last, limit=_BATCH):
            put(session, page)
            last = self.key(page[-1].value)

    def take(self, session: Session, named: Sequence[Id]) -> None:
        """Those of the ids that there are; the others are gone."""
        if not named:
            return
        found = self.profiles.get_many(session, named)
        if found:
            self.put(session, list(found.values()))
        self.drop([one for one in named if one not in found])


def _named(found: Sequence[Change]) -> list[str]:
    return list(dict.fromkeys(change.id for change in found))

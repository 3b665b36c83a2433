"""A snapshot: every live profile, offer and pair of now as columns, ready to be ranked."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Direction,
    Offer,
    OfferId,
    Organisation,
    OrganisationId,
    PairState,
    Talent,
    TalentId,
    group_name,
    is_invited,
    takes_seat,
    waits,
)
from matcher.features.adoption import OF_OFFERS, OF_TALENTS, Adoption
from matcher.features.behaviour import Behaviour
from matcher.features.columns import Array, Column, Columns
from matcher.features.encoding import (
    MAX_THEMES,
    fill,
    layout,
    offer_cells,
    talent_cells,
    text_of,
)
from matcher.features.heard import HEARD, heard_cells
from matcher.features.history import TOKENS, History, token_cells
from matcher.features.semantic import SemanticEncoder
from matcher.features.text import ngram_encoder
from matcher.vocabulary import ThemeIndex, Vocabularies

THEME_WIDTH = 48
_OF_MARKET = {"still_free": Column(np.float64, empty=1)}
_COUNTED = {"taken": takes_seat, "queue": waits, "invited": is_invited}
"""How many of an offer's pairs are in such a state."""

_ORGANISATION = {"type": Column(np.int16, empty=-1), "municipality": Column(np.int16, empty=-1)}


class Snapshot:
    """Columns of talents, offers and organisations, and the states of pairs.

    It is filled and kept up to date by its owner; it knows no database and no clock. Seats are
    counted from the states of the pairs. Organisations and target groups are numbered when first
    named, so that offers may come before their organisation.
    """

    def __init__(self, vocabularies: Vocabularies, encoder: SemanticEncoder) -> None:
        self.vocabularies = vocabularies
        self.encoder = encoder
        self.ngrams = ngram_encoder()
        self.groups: dict[str, int] = {}
        self.theme_space = _narrowed(vocabularies.themes)
        self._implied_goals = vocabularies.themes.implied(vocabularies.goals)
        self._talent_cells = talent_cells(vocabularies, group_of=self.group)
        self._offer_cells = offer_cells(
            vocabularies, organisation_of=self.organisation_row, group_of=self.group
        )
        self.talents = Columns(
            layout(self._talent_cells)
            | self._text_columns()
            | {**OF_TALENTS, **_OF_MARKET, "updated": Column(np.int32)}
        )
        self.offers = Columns(
            layout(self._offer_cells)
            | self._text_columns()
            | {**TOKENS, **OF_OFFERS, **_OF_MARKET}
            | {name: Column(np.int32) for name in _COUNTED}
        )
        self.market_run: str | None = None
        self.organisations = Columns(_ORGANISATION)
        self.states_of_talent: dict[str, dict[str, PairState]] = {}
        self.states_of_offer: dict[str, dict[str, PairState]] = {}
        self.blocked: dict[str, set[str]] = {}
        self.history = History(
            self.talents,
            self.offers,
            by_talent=self.states_of_talent,
            by_offer=self.states_of_offer,
        )

    def put_talents(
        self, talents: Sequence[Talent], updated_on: Sequence[date], *, meaning: Array | None = None
    ) -> None:
        """Insert or replace ``talents``; ``updated_on`` are the days they were last touched.

        ``meaning`` are the encoder's vectors, shape (talents, width), where it has been asked.
        """
        texts = self._texts(list(map(text_of, talents)), meaning)
        cells = fill(self._talent_cells, talents) | texts
        cells |= heard_cells(talents, self.vocabularies)
        cells["updated"] = np.array([day.toordinal() for day in updated_on], dtype=np.int32)
        self.talents.put([talent.id for talent in talents], cells)
        self.history.note_talents([talent.id for talent in talents])

    def put_offers(self, offers: Sequence[Offer], *, meaning: Array | None = None) -> None:
        """Insert or replace ``offers``; ``meaning`` as for talents."""
        texts = self._texts(list(map(text_of, offers)), meaning)
        cells = fill(self._offer_cells, offers) | texts
        cells |= heard_cells(offers, self.vocabularies) | token_cells(offers, self.vocabularies)
        cells |= self._counts([offer.id for offer in offers])
        self.offers.put([offer.id for offer in offers], cells)
        self.history.note_offers([offer.id for offer in offers])

    def put_organisations(self, organisations: Sequence[Organisation]) -> None:
        """Insert or replace ``organisations``."""
        types, places = self.vocabularies.organisation_types, self.vocabularies.geography
        cells: dict[str, Array] = {
            "type": np.array([types.index.get(o.type or "", -1) for o in organisations]),
            "municipality": np.array(
                [places.index.get(o.municipality or "", -1) for o in organisations]
            ),
        }
        self.organisations.put([organisation.id for organisation in organisations], cells)

    def drop_talents(self, talents: Iterable[TalentId]) -> None:
        """Forget ``talents``, their pairs and their blocks."""
        for talent in talents:
            for offer in list(self.states_of_talent.get(talent, ())):
                self._put_pair(talent, offer, PairState.NONE)
            self.blocked.pop(talent, None)
            self.talents.drop([talent])

    def drop_offers(self, offers: Iterable[OfferId]) -> None:
        """Forget ``offers``; what happened with them stays on record in the pairs."""
        gone = list(offers)
        self.history.forget_offers(gone)
        self.offers.drop(gone)

    def drop_organisations(self, organisations: Iterable[OrganisationId]) -> None:
        """Forget what is known of ``organisations``; their number stays theirs."""
        rows = [
            self.organisations.row_of[o] for o in organisations if o in self.organisations.row_of
        ]
        for name, column in _ORGANISATION.items():
            self.organisations[name][rows] = column.empty

    def put_pairs(self, pairs: Iterable[tuple[TalentId, OfferId, PairState]]) -> None:
        """Set the states of ``pairs``; ``NONE`` forgets one."""
        for talent, offer, state in pairs:
            self._put_pair(talent, offer, state)

    def put_blocks(self, blocks: Iterable[tuple[TalentId, OrganisationId]]) -> None:
        """The two of each block never meet again, whoever blocked."""
        for talent, organisation in blocks:
            self.blocked.setdefault(talent, set()).add(organisation)

    def drop_blocks(self, blocks: Iterable[tuple[TalentId, OrganisationId]]) -> None:
        """Take blocks back; unknown ones are ignored."""
        for talent, organisation in blocks:
            self.blocked.get(talent, set()).discard(organisation)

    def put_market(
        self, run: str | None, *, offers: Mapping[OfferId, float], talents: Mapping[TalentId, float]
    ) -> None:
        """Let the market ``run`` count from now on; ``None``: none does.

        ``offers`` are the chances that one more finds a seat, ``talents`` that somebody still has
        time; whoever is not named is as free as can be.
        """
        self.market_run = run
        for columns, free in ((self.offers, offers), (self.talents, talents)):
            columns["still_free"][:] = 1
            values = np.fromiter(free.values(), dtype=np.float64, count=len(free))
            columns.amend("still_free", list(free), values=values)

    def still(self) -> "Snapshot":
        """The snapshot of now, for somebody who reads it beside the work, in another thread.

        Texts and lists of codes are shared; see ``Columns.still``.
        """
        shown = copy(self)
        shown.talents, shown.offers = self.talents.still(), self.offers.still()
        shown.organisations = self.organisations.still()
        shown.states_of_talent = {key: dict(one) for key, one in self.states_of_talent.items()}
        shown.states_of_offer = {key: dict(one) for key, one in self.states_of_offer.items()}
        shown.blocked = {key: set(one) for key, one in self.blocked.items()}
        shown.history = copy(self.history)
        return shown

    def change_encoder(self, encoder: SemanticEncoder) -> None:
        """Let another encoder serve; until ``amend`` says what they mean to it, texts say nothing.

        The caller lets nobody read in between.
        """
        self.encoder = encoder
        for columns in (self.talents, self.offers):
            columns.exchange("meaning", Column(np.int8, encoder.width))

    def adopt(self, behaviour: Behaviour | None) -> None:
        """Let what was learned from behaviour count from now on; ``None``: nothing does.

        It takes time with the number of pairs, and the caller lets nobody read in between.
        """
        self.history.adopt(behaviour)

    def begin_adoption(self, behaviour: Behaviour | None) -> Adoption:
        """Adopt beside the work: whoever owns the snapshot goes on reading and writing it, while
        any thread calls ``build``. Then ``complete_adoption``, or ``abandon_adoption``."""
        return self.history.begin(behaviour)

    def complete_adoption(self, adoption: Adoption) -> None:
        """Let what was built count from now on: at once and wholly, or, raising, not at all."""
        self.history.complete(adoption)

    def abandon_adoption(self, adoption: Adoption) -> None:
        """Give up what was begun, if it is still under way."""
        self.history.abandon(adoption)

    def states(self, direction: Direction, subject: str) -> Mapping[str, PairState]:
        """What has happened between the subject and the other side, by id."""
        for_talent = direction is Direction.OFFERS_FOR_TALENT
        known = self.states_of_talent if for_talent else self.states_of_offer
        return known.get(subject, {})

    def group(self, name: str) -> int:
        """The number of a target group: a code or a free description, compared as written."""
        return self.groups.setdefault(group_name(name), len(self.groups))

    def organisation_row(self, organisation: str) -> int:
        """The row of an organisation, made empty when it is not known yet."""
        row = self.organisations.row_of.get(organisation)
        if row is not None:
            return row
        empty = {name: np.array([column.empty]) for name, column in _ORGANISATION.items()}
        return int(self.organisations.put([organisation], empty)[0])

    def _put_pair(self, talent: str, offer: str, state: PairState) -> None:
        before = self.states_of_talent.get(talent, {}).get(offer, PairState.NONE)
        _set(self.states_of_talent, talent, offer, state)
        _set(self.states_of_offer, offer, talent, state)
        self.history.note_pair(talent, offer, before=before, after=state)
        row = self.offers.row_of.get(offer)
        if row is not None:
            for name, counts in _COUNTED.items():
                self.offers[name][row] += int(counts(state)) - int(counts(before))

    def _counts(self, offers: Sequence[str]) -> dict[str, Array]:
        """Of each offer how many of its pairs are in which state."""
        states = [self.states_of_offer.get(offer, {}).values() for offer in offers]
        return {
            name: np.array([sum(map(counts, some)) for some in states], dtype=np.int32)
            for name, counts in _COUNTED.items()
        }

    def _text_columns(self) -> dict[str, Column]:
        return {
            "text": Column(self.ngrams.dtype, self.ngrams.width),
            "meaning": Column(np.int8, self.encoder.width),
            "themes": Column(np.int16, MAX_THEMES, -1),
            "theme_vector": Column(np.float32, THEME_WIDTH),
            "heard_goals": Column(np.float32, len(self.vocabularies.goals.codes)),
            **HEARD,
        }

    def _texts(self, texts: Sequence[str], meaning: Array | None) -> dict[str, Array]:
        """What free words say: n-grams, meaning, themes, and the goals that the themes imply."""
        themes = np.full((len(texts), MAX_THEMES), -1, dtype=np.int16)
        vectors = np.zeros((len(texts), THEME_WIDTH), dtype=np.float32)
        goals = np.zeros((len(texts), len(self.vocabularies.goals.codes)), dtype=np.float32)
        for row, text in enumerate(texts):
            heard = list(self.vocabularies.themes.heard(text))
            themes[row, : len(heard)] = heard[:MAX_THEMES]
            vectors[row] = self.theme_space[heard].sum(axis=0)
            goals[row] = self._implied_goals[heard].max(axis=0, initial=0)
        return {
            "text": self.ngrams.encode(texts),
            "meaning": self.encoder.encode(texts) if meaning is None else meaning,
            "themes": themes,
            "theme_vector": _unit(vectors),
            "heard_goals": goals,
        }


@lru_cache(maxsize=1)
def _narrowed(themes: ThemeIndex) -> NDArray[np.float32]:
    """The ``THEME_WIDTH`` directions that keep most of the products of rows of the themes' space.

    A truncated singular value decomposition (Eckart & Young 1936); the directions themselves mean
    nothing and may differ from machine to machine, the products do not.
    """
    directions = np.linalg.svd(themes.space)[2][:THEME_WIDTH]
    return themes.space @ directions.T


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1; a row of zeros stays one."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, norms, out=vectors, where=norms > 0)


def _set(states: dict[str, dict[str, PairState]], one: str, other: str, state: PairState) -> None:
    if state:
        states.setdefault(one, {})[other] = state
    else:
        states.get(one, {}).pop(other, None)

"""A scene: the invented town as a ranker sees it, in which one person at a time is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from fixtures.town import REFERENCE_DAY, write
from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    Offer,
    OfferId,
    PairState,
    Side,
    Slate,
    SlateId,
    SlateRequest,
    Talent,
    TalentId,
    Viewer,
)
from matcher.features import Behaviour, SemanticEncoder, Snapshot, pair_values, pairing
from matcher.ranking import GlassBox, Recommender, probability
from matcher.vocabulary import Vocabularies
from training.town import Town, read_town

PARTNERSHIP = frozenset({"0163", "0165", "0175", "0183", "0190", "0217", "0259", "0260", "0265"})
_SAVED_BY_EACH = 2
_LIMIT = 50

Values = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """The town, its columns, and the day; whoever changes a person puts the real one back."""

    town: Town
    snapshot: Snapshot
    today: date

    def people(self, count: int, *, seed: int) -> tuple[Talent, ...]:
        """Some of the town's people who may be ranked, always the same for a seed."""
        ranked = [talent for talent in self.town.talents if talent.profiling]
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(ranked))[:count]
        return tuple(ranked[place] for place in sorted(chosen.tolist()))

    def put(self, people: Sequence[Talent]) -> None:
        """Change ``people``, or put them back."""
        self.snapshot.put_talents(people, [self.today] * len(people))

    def values(self, person: Talent, model: GlassBox) -> Values:
        """Every feature with every offer, were the person as told: shape (features, offers)."""
        self.put([person])
        everything = pairing(self.snapshot, Direction.OFFERS_FOR_TALENT, subject=person.id)
        return pair_values(everything, self._context(Audience.COORDINATOR), model.features)

    def feed(self, person: Talent, model: GlassBox) -> Slate:
        """The list of offers that the person would see."""
        return self._list(Direction.OFFERS_FOR_TALENT, person.id, model, to=Audience.TALENT)

    def found(self, offer: Offer, model: GlassBox) -> Slate:
        """The list of people that the offer's organisation would see."""
        return self._list(Direction.TALENTS_FOR_OFFER, offer.id, model, to=Audience.COORDINATOR)

    def _list(
        self, direction: Direction, subject: TalentId | OfferId, model: GlassBox, *, to: Audience
    ) -> Slate:
        request = SlateRequest(direction=direction, subject=subject, audience=to, limit=_LIMIT)
        return Recommender(model).recommend(
            self.snapshot,
            request,
            slate_id=SlateId("scene"),
            viewer=Viewer(role=to.value, key="scene"),
            at=datetime.combine(self.today, time(), UTC),
            context=self._context(to),
        )

    def _context(self, audience: Audience) -> EligibilityContext:
        return EligibilityContext(today=self.today, partnership=PARTNERSHIP, audience=audience)


def scores(values: Values, model: GlassBox) -> Scores:
    """What lists are sorted by, of values of shape (features, n)."""
    places = model.places(model.features.discretise(values))
    wants, taken = (probability(model.log_odds(places, side)) for side in Side)
    return wants * taken


def scene(
    words: Vocabularies, encoder: SemanticEncoder, *, behaviour: Behaviour | None = None
) -> Scene:
    """The invented town on the day as of which it was written.

    Everybody has saved a few offers, so that what was learnt from behaviour has something to say.
    """
    with TemporaryDirectory() as folder:
        write(Path(folder), REFERENCE_DAY)
        town = read_town(Path(folder), words, today=REFERENCE_DAY, graded=False)
    snapshot = town.snapshot(words, encoder, today=REFERENCE_DAY)
    rng = np.random.default_rng(len(town.talents))
    saved = rng.integers(len(town.offers), size=(len(town.talents), _SAVED_BY_EACH))
    snapshot.put_pairs(
        (talent.id, town.offers[offer].id, PairState.SAVED)
        for talent, offers in zip(town.talents, saved.tolist(), strict=True)
        for offer in offers
    )
    snapshot.adopt(behaviour)
    return Scene(town=town, snapshot=snapshot, today=REFERENCE_DAY)

"""The founding of a world: its map, organisations, people and offers, and the truth about them."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.features import Snapshot, sentence_encoder
from matcher.vocabulary import Vocabularies, load
from training.simulate.config import WorldConfig
from training.simulate.filling import Filling
from training.simulate.music import DIRECTIONS, Floats, MusicMap, Whole, music_map, unit
from training.simulate.offers import Offers, draw_offers, draw_organisations
from training.simulate.people import People, draw_people
from training.simulate.profiles import as_offers, as_organisations, as_talents
from training.simulate.truth import Truth, chance, draw_customs, kilometres, nearness_of

_SAMPLE = 20_000
_HALVINGS = 40
_OLDEST_DAYS = 60


@dataclass(frozen=True, eq=False, kw_only=True)
class Society:
    """Everybody and everything there is, and the truth about it; grows by replacement."""

    config: WorldConfig
    words: Vocabularies
    music: MusicMap
    truth: Truth

    @property
    def people(self) -> People:
        """All people, in order of their rows."""
        return self.truth.people

    @property
    def offers(self) -> Offers:
        """All offers, past ones too."""
        return self.truth.offers

    def joined(self, count: int, *, day: date, rng: np.random.Generator) -> "Society":
        """With ``count`` new people."""
        new = draw_people(
            count,
            self.config,
            self.words,
            music=self.music,
            first=len(self.people),
            day=day,
            rng=rng,
        )
        return self.with_people(self.people.and_then(new))

    def offered(self, published: NDArray[np.int64], *, rng: np.random.Generator) -> "Society":
        """With new offers, put up on the days ``published``."""
        new = draw_offers(
            len(published),
            self.truth.organisations,
            self.words,
            music=self.music,
            published=published,
            rng=rng,
        )
        truth = replace(self.truth, offers=self.offers.and_then(new))
        return replace(self, truth=truth)

    def moved(self, taste: Floats, fashion: Floats) -> "Society":
        """With other tastes and another fashion; the constants stay."""
        truth = replace(self.truth, people=self.people.with_taste(taste), fashion=fashion)
        return replace(self, truth=truth)

    def with_people(self, people: People) -> "Society":
        """With ``people``, whose first rows are those of now."""
        return replace(self, truth=replace(self.truth, people=people))


def found(config: WorldConfig, rng: np.random.Generator) -> Society:
    """A society on ``config.start``: offers have been put up over the last weeks."""
    words = load()
    music = music_map(words, rng)
    by = draw_organisations(config.organisations, words, music=music, rng=rng)
    people = draw_people(
        config.people, config, words, music=music, first=0, day=config.start, rng=rng
    )
    start = config.start.toordinal()
    published = start - np.sort(rng.integers(0, _OLDEST_DAYS, config.offers))[::-1]
    offers = draw_offers(config.offers, by, words, music=music, published=published, rng=rng)
    truth = Truth(
        people=people,
        offers=offers,
        organisations=by,
        nearness=nearness_of(music),
        km=kilometres(words),
        customs=draw_customs(words, rng),
        fashion=unit(rng.normal(0, 1, DIRECTIONS)),
        bias=config.bias,
    )
    return Society(config=config, words=words, music=music, truth=_set(truth, config, rng))


def drifted(society: Society, years: float, rng: np.random.Generator) -> Society:
    """The society after ``years``: tastes and fashion have walked at random."""
    drift = society.config.drift
    step = np.sqrt(years / DIRECTIONS)
    taste = society.people.taste
    fashion = society.truth.fashion
    walked = unit(taste + rng.normal(0, drift.taste * step, taste.shape))
    blown = unit(fashion + rng.normal(0, drift.fashion * step, fashion.shape))
    return society.moved(walked, blown)


def new_snapshot(society: Society) -> Filling:
    """An empty snapshot that knows the organisations, ready to be filled."""
    filling = Filling(Snapshot(society.words, sentence_encoder()))
    filling.snapshot.put_organisations(as_organisations(society.truth.organisations, society.words))
    return filling


def fill_people(filling: Filling, society: Society, rows: Whole) -> None:
    """Put the people of ``rows``; a profile counts as touched on the day they joined."""
    touched = [date.fromordinal(int(day)) for day in society.people.joined[rows]]
    filling.put_talents(as_talents(society.people, rows, society.words), touched)


def fill_offers(filling: Filling, society: Society, rows: Whole) -> None:
    """Put the offers of ``rows``."""
    filling.snapshot.put_offers(as_offers(society.offers, rows, society.words))


def _set(truth: Truth, config: WorldConfig, rng: np.random.Generator) -> Truth:
    """Move both sides' constants until the means are those of the configuration."""
    talents = rng.integers(0, len(truth.people), _SAMPLE)
    offers = rng.integers(0, len(truth.offers), _SAMPLE)
    return replace(
        truth,
        shift_wants=_shift(truth.wish(talents, offers), config.wanted),
        shift_taken=_shift(truth.suits(talents, offers), config.accepted),
    )


def _shift(log_odds: Floats, mean: float) -> float:
    """What to add for the probabilities to have that mean, by halving."""
    low, high = -30.0, 30.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(log_odds + middle).mean() < mean else (low, middle)
    return low

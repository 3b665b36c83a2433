"""The truth of a world: what people and providers really want, known because it was made up.

What somebody wants is *not* a sum of shapes, neither over the ranker's features nor over the latent
things it is made of: the better of two scenes, role and purpose as the person's temper weighs them,
a step up for those who like one, what is customary for a role, a music and a kind together, a way
and a price that add up and are worth it for what is loved, a liking of organisations that no
profile names, fashion. It says how well a method recovers this world, never how well it serves
people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import Vocabularies
from training.simulate import temper as tempers
from training.simulate.config import Bias
from training.simulate.music import DIRECTIONS, Floats, MusicMap, Whole
from training.simulate.offers import Offers, Organisations
from training.simulate.people import People

GRADES = (0.15, 0.3, 0.5, 0.7)
"""From which probability on a pair is graded 1, 2, 3 and 4."""
_NO_ROLE = 0.7
_SECOND_ROLE = 0.85
_NEAR_KM = 4.0
_APPEALS, _ENOUGH, _CUSTOM = 5.5, 0.45, 1.2
_ROLE_GROUPS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Truth:
    """Both sides' probabilities for any pairs of rows; ``fashion`` is a point on the music map.

    ``customs`` (roles + 1, kinds, DIRECTIONS) is where on the map a role is drawn by a kind.
    """

    people: People
    offers: Offers
    organisations: Organisations
    nearness: Floats
    km: Floats
    customs: Floats
    fashion: Floats
    bias: Bias
    shift_wants: float = 0.0
    shift_taken: float = 0.0

    def wants(
        self, talents: Whole | int, offers: Whole | int, *, friends: Floats | float = 0.0
    ) -> Floats:
        """The probability that each person would like to join, if they looked at it.

        ``talents`` and ``offers`` are rows that broadcast; ``friends`` is how many friends joined.
        """
        return chance(self.wish(talents, offers) + self.shift_wants + 0.5 * np.sqrt(friends))

    def acts(
        self, talents: Whole | int, offers: Whole | int, *, friends: Floats | float = 0.0
    ) -> Floats:
        """``wants`` as far as it is acted on: the history's discouragement is taken off."""
        held_back = self.bias.discouraged * (
            self.people.girl[talents] & self.offers.few_girls[offers]
        )
        return self.wants(talents, offers, friends=friends) * (1 - held_back)

    def taken(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """The probability that the provider would take each, if there were seats, and fairly."""
        return chance(self.suits(talents, offers) + self.shift_taken)

    def accepts(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """``taken`` as the biased history does it."""
        against = self.people.girl[talents] & self.offers.few_girls[offers]
        suits = self.suits(talents, offers) + self.shift_taken
        return chance(suits - self.bias.turned_down * against)

    def grades(self, talents: Whole | int, offers: Whole | int) -> NDArray[np.int8]:
        """The wish as a grade, 0 to 4."""
        return np.digitize(self.wants(talents, offers), GRADES).astype(np.int8)

    def wish(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """What people want, in log-odds up to a constant."""
        o, who = self.offers, self.offers.organisation[offers]
        appeal = self.appeal(talents, offers)
        liking = (self.people.affinity[talents] * self.organisations.seeks[who]).sum(axis=-1)
        return (
            _APPEALS * -np.expm1(-((appeal / _ENOUGH) ** 2))
            + (0.2 + 2.6 * appeal) * self._step(talents, offers)
            + self._custom(talents, offers)
            - self._strain(talents, offers, appeal=appeal)
            + self._frame(talents, offers)
            + 0.5 * liking
            + self.organisations.charm[who]
            + o.quality[offers]
            + 0.7 * o.music[offers] @ self.fashion
        )

    def suits(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """What providers want, in log-odds up to a constant."""
        p, o, by = self.people, self.offers, self.organisations
        able = p.skill[talents] - o.difficulty[offers]
        sought = by.seeks[o.organisation[offers]]
        local = p.municipality[talents] == o.municipality[offers]
        return (
            2.2 * self.role(talents, offers)
            + 0.9 * np.minimum(able + 0.5, 1)
            - 0.3 * np.maximum(able - 1.5, 0) ** 2
            + 1.0 * self.music(talents, offers)
            + 0.35 * (p.affinity[talents] * np.roll(sought, 1, axis=-1)).sum(axis=-1)
            + 0.3 * local
            + 0.25 * p.reliable[talents]
        )

    def music(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """The better of the two scenes, and best at the nearness that the person likes: 0..1."""
        place = self.offers.music[offers]
        first = (self.people.taste[talents, 0] * place).sum(axis=-1)
        second = (self.people.taste[talents, 1] * place).sum(axis=-1)
        near = np.maximum(first, second - 0.08)
        away = near - (0.45 + 0.5 * self.people.curious[talents])
        return np.exp(-((away / np.where(away > 0, 0.5, 0.4)) ** 2))

    def role(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """How well the better of the person's roles does for the one that is sought: 0..1."""
        sought, mine = self.offers.role[offers], self.people.role[talents]
        first = self.nearness[mine[..., 0], sought]
        second = np.where(mine[..., 1] >= 0, self.nearness[mine[..., 1], sought], 0)
        return np.where(sought < 0, _NO_ROLE, np.maximum(first, _SECOND_ROLE * second))

    def appeal(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """Music, role and purpose together, as the person's temper weighs them: about 0..1."""
        music, role = self.music(talents, offers), self.role(talents, offers)
        purpose = self.purpose(talents, offers)
        return tempers.appeal(self.people.temper[talents], music, role, purpose=purpose)

    def purpose(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """How far the offer serves what the person is after: 0..1."""
        served = (self.people.goals[talents] * self.offers.goals[offers]).sum(axis=-1)
        return np.minimum(1.6 * served, 1)

    def _step(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """A step up is for some, an easy evening for others."""
        p = self.people
        higher = self.offers.difficulty[offers] - p.skill[talents] - p.bold[talents]
        return tempers.challenge(p.temper[talents], higher)

    def _custom(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """What those who play a role do to which music: singers a camp, and drummers a jam."""
        o = self.offers
        ways = self.customs[self.people.role[talents, 0], o.kind[offers]]
        return _CUSTOM * np.tanh((ways * o.music[offers]).sum(axis=-1))

    def _strain(self, talents: Whole | int, offers: Whole | int, *, appeal: Floats) -> Floats:
        """The way and the price add up to one trouble; what is loved, or paid, is worth more of it.

        Little trouble costs little, more soon very much, and beyond much nothing gets worse.
        """
        p, o = self.people, self.offers
        km = self.km[p.municipality[talents], o.municipality[offers]]
        way = np.where(o.remote[offers], 0.0, km) / p.range_km[talents]
        dear = np.minimum(o.price[offers] / p.budget[talents], 4)
        paid = np.log10(1 + o.pay[offers]) * (0.1 + p.goals[talents, -1])
        trouble = (way + dear) / (0.3 + 1.4 * appeal + 0.6 * paid) - 1
        cost = 4.2 * np.tanh(np.log1p(np.exp(np.minimum(3 * trouble, 30))) / 5)
        return cost * tempers.thrift(p.temper[talents])

    def _frame(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """Needs that are met, free hours, and how many people one likes around oneself."""
        p, o = self.people, self.offers
        unmet = (p.needs[talents] & ~o.meets[offers]).sum(axis=-1)
        clash = ~(p.free[talents] & o.times[offers]).any(axis=-1)
        seats = np.log(o.capacity[offers]) - p.sociable[talents]
        crowd = tempers.crowd(p.temper[talents], seats)
        return crowd - 0.25 * np.minimum(unmet, 3) - 1.3 * clash


def chance(log_odds: Floats) -> Floats:
    """The logistic function."""
    return 1 / (1 + np.exp(-log_odds))


def kilometres(words: Vocabularies) -> Floats:
    """Between the municipalities' points, (municipalities, municipalities); within one a few."""
    points = np.radians([words.geography.coordinates(code) for code in words.geography.codes])
    lat, lon = points[:, 0], points[:, 1]
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    km: Floats = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    return np.maximum(km, _NEAR_KM)


def nearness_of(music: MusicMap) -> Floats:
    """The roles' nearness with a row and a column for "none", which -1 reads."""
    return np.pad(music.nearness, ((0, 1), (0, 1)))


def draw_customs(words: Vocabularies, rng: np.random.Generator) -> Floats:
    """A few groups of roles, each with a custom of its own at each kind."""
    group = rng.integers(0, _ROLE_GROUPS, len(words.roles) + 1)
    return rng.normal(0, 1, (_ROLE_GROUPS, len(words.kinds), DIRECTIONS))[group]

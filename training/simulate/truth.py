"""The truth of a world: what people and providers really want, known because it was made up.

What somebody wants is *not* a sum of shapes over the ranker's features. It is made of latent
things: the better of two scenes, the weakest of music, role and purpose, a step up that suits one's
boldness and no more, a range that grows with the wish, a liking of organisations that no profile
names, fashion. It says how well a method recovers this world, never how well it serves people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import Vocabularies
from training.simulate.config import Bias
from training.simulate.music import Floats, MusicMap, Whole
from training.simulate.offers import Offers, Organisations
from training.simulate.people import People

GRADES = (0.15, 0.3, 0.5, 0.7)
"""From which probability on a pair is graded 1, 2, 3 and 4."""
_NO_ROLE = 0.7
_SECOND_ROLE = 0.85
_NEAR_KM = 4.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Truth:
    """Both sides' probabilities for any pairs of rows; ``fashion`` is a point on the music map."""

    people: People
    offers: Offers
    organisations: Organisations
    nearness: Floats
    km: Floats
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
        p, o, by = self.people, self.offers, self.organisations
        music, role = self.music(talents, offers), self.role(talents, offers)
        purpose = np.minimum(1.6 * (p.goals[talents] * o.goals[offers]).sum(axis=-1), 1)
        weakest = np.minimum(np.minimum(music, role), 0.3 + purpose)
        core = 0.4 * music + 0.25 * role + 0.35 * purpose
        who = o.organisation[offers]
        liking = (p.affinity[talents] * by.seeks[who]).sum(axis=-1)
        return (
            3.2 * core
            + 2.6 * weakest
            + self._step(talents, offers)
            - self._way(talents, offers, core=core)
            - self._money(talents, offers)
            + self._frame(talents, offers)
            + 0.6 * liking
            + by.charm[who]
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

    def _step(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """A step up that suits one's boldness is best; both ways from it is worse."""
        p = self.people
        away = self.offers.difficulty[offers] - p.skill[talents] - p.bold[talents]
        return 1.6 * np.exp(-((away / np.where(away > 0, 0.9, 1.5)) ** 2))

    def _way(self, talents: Whole | int, offers: Whole | int, *, core: Floats) -> Floats:
        """Within reach costs little, beyond it soon very much; for what is loved one goes far."""
        p, o = self.people, self.offers
        km = self.km[p.municipality[talents], o.municipality[offers]]
        km = np.where(o.remote[offers], 0.0, km)
        beyond = km / (p.range_km[talents] * (0.5 + core)) - 1
        return 3 * np.tanh(np.log1p(np.exp(np.minimum(3 * beyond, 30))) / 4)

    def _money(self, talents: Whole | int, offers: Whole | int) -> Floats:
        p, o = self.people, self.offers
        dear = np.maximum(o.price[offers] / p.budget[talents] - 0.5, 0)
        paid = np.log10(1 + o.pay[offers]) * (0.1 + p.goals[talents, -1])
        return np.minimum(dear, 2.5) - 0.5 * paid

    def _frame(self, talents: Whole | int, offers: Whole | int) -> Floats:
        """Needs that are met, free hours, and how many people one likes around oneself."""
        p, o = self.people, self.offers
        unmet = (p.needs[talents] & ~o.meets[offers]).sum(axis=-1)
        clash = ~(p.free[talents] & o.times[offers]).any(axis=-1)
        crowd = np.abs(np.log(o.capacity[offers]) - p.sociable[talents])
        return -0.25 * np.minimum(unmet, 3) - 1.3 * clash - 0.3 * np.maximum(crowd - 0.4, 0)


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

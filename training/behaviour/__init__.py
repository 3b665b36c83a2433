"""Behaviour: what people took together, as models of items in closed form."""

from training.behaviour.blend import Blend, ItemModel, standardised
from training.behaviour.ease import Ease
from training.behaviour.learning import BehaviourConfig, learn_behaviour
from training.behaviour.left_out import LeftOutFactors
from training.behaviour.neighbours import ItemNeighbours, UserNeighbours
from training.behaviour.past import Past, past_of
from training.behaviour.popularity import Popularity, damped_rates
from training.behaviour.reading import Reading
from training.behaviour.served import Served

__all__ = [
    "BehaviourConfig",
    "Blend",
    "Ease",
    "ItemModel",
    "ItemNeighbours",
    "LeftOutFactors",
    "Past",
    "Popularity",
    "Reading",
    "Served",
    "UserNeighbours",
    "damped_rates",
    "learn_behaviour",
    "past_of",
    "standardised",
]

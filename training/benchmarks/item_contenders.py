"""Contenders of E7: ours and the peers, each tuned on the same splits and by the same climb."""

from collections.abc import Mapping, Sequence

from training.behaviour import (
    Blend,
    Ease,
    ItemModel,
    ItemNeighbours,
    LeftOutFactors,
    Popularity,
    Reading,
    Served,
    UserNeighbours,
)
from training.benchmarks.item_peers import Bpr, ImplicitAls
from training.benchmarks.item_tuning import Tuner

OURS, OUR_EASE, OUR_FACTORS = "samspil, blend", "samspil, beyond EASE", "samspil, left-out factors"
AS_SERVED = "samspil, as served"
TUNED, PUBLISHED = "EASE, tuned", "EASE, as published"
BPR, ALS, POPULARITY = "BPR (implicit)", "iALS (implicit)", "popularity"
BY_ITEM, BY_USER = "item neighbours", "user neighbours"
PEERS = (PUBLISHED, TUNED, POPULARITY, BPR, ALS, BY_ITEM, BY_USER)
TUNED_ONES = (OURS, AS_SERVED, TUNED, BPR, ALS, BY_ITEM, BY_USER)
PARTS = 5
PUBLISHED_EASE = {
    # Cornac's EASE learns from the ratings themselves and drops negative weights.
    "A": Ease(l2=500.0, nonnegative=True, reading=Reading(base=0.0, slope=1.0, graded=True)),
    "B": Ease(l2=300.0),
}
READINGS: Mapping[str, Sequence[Reading]] = {
    "A": tuple(Reading(liked=4.0, faint=faint) for faint in (0.0, 0.2, 0.4, 0.6)),
    "B": tuple(Reading(base=1 - 3.5 * slope, slope=slope) for slope in (0.0, 0.1, 0.2, 0.3)),
}
PLAIN = {"A": (Reading(liked=4.0), Reading()), "B": (Reading(),)}


def readings(name: str) -> tuple[Reading, ...]:
    """What every model that reads more than who liked what may choose among."""
    return tuple(dict.fromkeys((*PLAIN[name], *READINGS[name])))


def contenders(name: str, tuners: Mapping[str, Tuner], *, shares: Tuner) -> dict[str, ItemModel]:
    """Every contender with the settings that its tuner found best.

    ``shares`` has splits that chose nothing else: on them ours weighs its parts.
    """
    return {
        PUBLISHED: PUBLISHED_EASE[name],
        POPULARITY: Popularity(),
        TUNED: ease(name, tuners[TUNED]),
        BPR: bpr(name, tuners[BPR]),
        ALS: als(name, tuners[ALS]),
        **_neighbours(name, tuners),
        AS_SERVED: served(name, tuners[AS_SERVED]),
        **ours(name, tuners[OURS], shares=shares),
    }


def ease(name: str, tuner: Tuner) -> Ease:
    """Plain EASE, free to choose its λ and what it learns from, the published input included."""
    strengths = (50.0, 100.0, 200.0, 300.0, 400.0, 500.0, 800.0, 1200.0)
    read = readings(name)
    grid = {"l2": strengths, "reading": read}
    plain = tuner.climbed(Ease(l2=300.0, reading=read[0]), grid, rounds=2)
    as_published = tuner.climbed(PUBLISHED_EASE[name], {"l2": strengths})
    return tuner.best([plain, as_published])


def bpr(name: str, tuner: Tuner) -> Bpr:
    """BPR knows only who liked what, so that it has fewer readings."""
    # It overfits so few users within some dozen rounds: when to stop matters most.
    grid = {
        "iterations": (3, 5, 10, 20, 30, 60, 100),
        "learning_rate": (0.005, 0.01, 0.02, 0.05, 0.1),
        "reading": PLAIN[name],
        "factors": (8, 16, 32, 64, 128),
        "regularisation": (0.001, 0.01, 0.03, 0.1, 0.3),
    }
    found: Bpr = tuner.climbed(Bpr(), grid, rounds=2)
    return found


def als(name: str, tuner: Tuner) -> ImplicitAls:
    """Confidence and regularisation pull against each other: hence more than one round."""
    grid = {
        "confidence": (3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0),
        "regularisation": (10.0, 20.0, 35.0, 50.0, 70.0, 100.0, 140.0),
        "reading": readings(name),
        "factors": (12, 16, 24, 32, 48, 64, 96, 128, 192),
    }
    start = ImplicitAls(factors=32, regularisation=50.0, confidence=7.0, reading=readings(name)[0])
    found: ImplicitAls = tuner.climbed(start, grid, rounds=2)
    return found


def served(name: str, tuner: Tuner) -> Served:
    """What a service learns from choices, in as many directions as there."""
    grid = {"reading": readings(name), "activity": (0.25, 0.5, 1.0), "l2": (1.0, 3.0, 10.0)}
    found: Served = tuner.climbed(Served(reading=readings(name)[0]), grid)
    return found


def ours(name: str, tuner: Tuner, *, shares: Tuner) -> dict[str, ItemModel]:
    """EASE and beyond, and factors that leave out what they tell; then how much of each.

    In all no more is tried than iALS may try. The shares are chosen where no part was.
    """
    read = readings(name)
    better_ease: Ease = tuner.climbed(
        Ease(l2=275.0, damping=0.2, activity=0.3, reading=read[0]),
        {
            "reading": read,
            "l2": (200.0, 275.0, 350.0, 450.0),
            "damping": (0.0, 0.1, 0.2, 0.3),
            "activity": (0.0, 0.15, 0.3, 0.45),
        },
    )
    factors: LeftOutFactors = tuner.climbed(
        LeftOutFactors(reading=read[0]),
        {
            "reading": read,
            "confidence": (4.0, 6.0, 9.0, 13.0),
            "l2": (30.0, 40.0, 50.0, 65.0),
            "last_confidence": (1.0, 2.0, 3.0, 4.0, 6.0),
            "last_l2": (6.0, 10.0, 15.0, 25.0, 40.0),
            "factors": (24, 32, 48),
            "activity": (0.0, 0.15, 0.3, 0.45),
        },
    )
    blend: Blend = shares.blended((better_ease, factors), parts=PARTS)
    return {OUR_EASE: better_ease, OUR_FACTORS: factors, OURS: blend}


def _neighbours(name: str, tuners: Mapping[str, Tuner]) -> dict[str, ItemModel]:
    grid = {
        "reading": readings(name),
        "nearest": (20, 40, 80, 160, 320),
        "shrinkage": (0.0, 5.0, 20.0, 60.0, 180.0),
    }
    return {
        BY_ITEM: tuners[BY_ITEM].climbed(ItemNeighbours(), grid),
        BY_USER: tuners[BY_USER].climbed(UserNeighbours(), grid),
    }

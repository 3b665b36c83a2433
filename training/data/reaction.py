"""A reaction: what each thing that a side does says about how much it wanted the other."""

from dataclasses import dataclass

from matcher.domain import Audience, EventKind, Side

MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """``kind`` done ``by`` a side is worth ``target`` (0–1) and ``grade`` (0–4).

    Of several the highest counts. A ``ceiling`` says instead that it was wanted no more than that,
    whatever came before; something of grade 2 or more that comes later lifts it again. What
    follows from an agreement and not from a list is ``late``: it may take longer. ``ending`` ones
    take the pair out of later lists.
    """

    kind: EventKind
    by: Side
    target: float
    grade: int
    ceiling: bool = False
    late: bool = False
    ending: bool = False


def _took_part(target: float, grade: int) -> tuple[Reaction, ...]:
    """Either side may tell that somebody took part."""
    return tuple(
        Reaction(kind=kind, by=by, target=target, grade=grade, late=True, ending=True)
        for kind in (EventKind.ATTEND, EventKind.COMPLETE)
        for by in Side
    )


BY_TALENT = (
    Reaction(kind=EventKind.VIEW, by=Side.TALENT, target=0.15, grade=1),
    Reaction(kind=EventKind.SAVE, by=Side.TALENT, target=0.5, grade=2),
    Reaction(kind=EventKind.APPLY, by=Side.TALENT, target=1.0, grade=3, ending=True),
    Reaction(kind=EventKind.ACCEPT, by=Side.TALENT, target=1.0, grade=3, ending=True),
    *_took_part(1.0, 4),
    Reaction(kind=EventKind.HIDE, by=Side.TALENT, target=0.0, grade=0, ceiling=True, ending=True),
    Reaction(
        kind=EventKind.DECLINE, by=Side.TALENT, target=0.0, grade=0, ceiling=True, ending=True
    ),
    Reaction(kind=EventKind.WITHDRAW, by=Side.TALENT, target=0.5, grade=2, ceiling=True, late=True),
)
_OUTCOME_FOR_PROVIDER = (
    Reaction(kind=EventKind.ACCEPT, by=Side.PROVIDER, target=1.0, grade=3, ending=True),
    *_took_part(1.0, 4),
    Reaction(
        kind=EventKind.DECLINE, by=Side.PROVIDER, target=0.0, grade=0, ceiling=True, ending=True
    ),
    Reaction(
        kind=EventKind.NO_SHOW, by=Side.PROVIDER, target=0.3, grade=1, ceiling=True, late=True
    ),
)
BY_PROVIDER = (
    Reaction(kind=EventKind.VIEW, by=Side.PROVIDER, target=0.15, grade=1),
    Reaction(kind=EventKind.SAVE, by=Side.PROVIDER, target=0.5, grade=2),
    Reaction(kind=EventKind.INVITE, by=Side.PROVIDER, target=1.0, grade=3, ending=True),
    *_OUTCOME_FOR_PROVIDER,
    Reaction(kind=EventKind.HIDE, by=Side.PROVIDER, target=0.0, grade=0, ceiling=True, ending=True),
    Reaction(
        kind=EventKind.WITHDRAW, by=Side.PROVIDER, target=0.3, grade=1, ceiling=True, late=True
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConfig:
    """How a log becomes a training set; days, probabilities and plain numbers.

    ``window_days`` is how long after a list a reaction counts as one to it, ``late_days`` the same
    for what follows from an agreement, ``decision_days`` how long a provider may take to answer an
    application. ``rating_scale`` is what the target is multiplied with at 1 to 5 stars, and who
    took part liked it from ``liked_from`` stars (or without a rating). Lists count as seen by the
    side when made for ``talent_audiences`` or ``provider_audiences``.

    ``settled``: a row without a reaction is censored while its list is so young that less than
    this share of all reactions has usually come. Where fewer than ``least_delays`` reactions are
    known, they are taken to come after ``usual_delay_days`` on average (exponential).
    ``weight_cap`` bounds 1 / propensity. ``wants_cap`` bounds the logged liking.
    """

    window_days: float = 28.0
    late_days: float = 180.0
    decision_days: float = 28.0
    talent: tuple[Reaction, ...] = BY_TALENT
    provider: tuple[Reaction, ...] = BY_PROVIDER
    decision: tuple[Reaction, ...] = _OUTCOME_FOR_PROVIDER
    rating_scale: tuple[float, float, float, float, float] = (0.4, 0.6, 0.8, 1.0, 1.0)
    liked_from: int = 4
    talent_audiences: frozenset[Audience] = frozenset({Audience.TALENT})
    provider_audiences: frozenset[Audience] = frozenset(
        {Audience.ORGANISATION, Audience.COORDINATOR}
    )
    settled: float = 0.5
    least_delays: int = 30
    usual_delay_days: float = 1.0
    weight_cap: float = 10.0
    wants_cap: float = 0.95

    def reactions(self, side: Side) -> tuple[Reaction, ...]:
        """Those of ``side`` to its lists."""
        return self.talent if side is Side.TALENT else self.provider

    def audiences(self, side: Side) -> frozenset[Audience]:
        """Whose lists ``side`` has seen."""
        return self.talent_audiences if side is Side.TALENT else self.provider_audiences


def microseconds(days: float) -> int:
    """Days as the log counts time."""
    return round(days * MICROSECONDS_A_DAY)

"""The bodies of cohorts: what is wished of a group, what is proposed, and what people change."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from matcher.domain import Audience, TalentId
from matcher.market.cohort import Aim, AimKind
from service.actions.cohort import ChangeDraft
from service.actions.cohort_pool import ChangeKind
from service.actions.cohort_wish import MOST_TOLERANCE, Among, CohortWish
from service.api.bodies.cohort_examples import COHORT, LINES, WISH
from service.api.bodies.fields import DISTINCT, Body, Code, Identity, Reason, Seats
from service.api.bodies.slates import Excluded, TalentCardBody


class AimBody(Body):
    """How many of a kind there shall be, at least and at most."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"aim": "newcomer", "min": 8}]})

    aim: AimKind
    code: Annotated[
        Code | None, Field(description="The municipality, role or target group; see docs")
    ] = None
    low: Annotated[int | None, Field(alias="from", ge=0, le=120)] = None
    high: Annotated[int | None, Field(alias="to", ge=0, le=120)] = None
    least: Annotated[Seats | None, Field(alias="min")] = None
    most: Annotated[Seats | None, Field(alias="max")] = None
    weight: Annotated[
        float, Field(ge=0.01, le=1000, description="What missing it by one person costs")
    ] = 1.0

    def value(self) -> Aim:
        """The aim as the market takes it."""
        return Aim(
            kind=self.aim,
            code=self.code,
            low=self.low,
            high=self.high,
            least=self.least,
            most=self.most,
            weight=self.weight,
        )


class CohortWishBody(Body):
    """What is wished of a group for the offer; seats default to the offer's."""

    model_config = ConfigDict(json_schema_extra={"examples": [WISH]})

    seats: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        Field(description="Of the whole group, taken ones too"),
    ] = None
    aims: Annotated[tuple[AimBody, ...], Field(max_length=100)] = ()
    together: Annotated[
        tuple[Annotated[tuple[Identity, ...], Field(min_length=2, max_length=20), DISTINCT], ...],
        Field(max_length=200, description="People who come together or not at all"),
    ] = ()
    tolerance: Annotated[
        float,
        Field(ge=0, le=MOST_TOLERANCE, description="Share of the fit to give for fairer chances"),
    ] = 0.0
    among: Among = Among.EVERYONE

    def asked(self, seats: int) -> CohortWish:
        """The wish as the action takes it, with so many seats."""
        return CohortWish(
            seats=seats,
            aims=tuple(aim.value() for aim in self.aims),
            together=self.together,
            tolerance=self.tolerance,
            among=self.among,
        )


class ChangeBody(Body):
    """What a person decides of a talent, and why."""

    change: ChangeKind
    talent: Identity
    reason: Annotated[Reason, Field(description="Kept in the log")]

    def draft(self) -> ChangeDraft:
        """The change as the action takes it."""
        return ChangeDraft(kind=self.change, talent=TalentId(self.talent), reason=self.reason)


class ChangesBody(Body):
    """Some changes; none: solve as things stand now, such as after somebody declined."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "changes": [
                        {
                            "change": "pin",
                            "talent": "tal-0003",
                            "reason": "Har holdt holdet sammen i foråret",
                        }
                    ]
                }
            ]
        }
    )

    changes: Annotated[tuple[ChangeBody, ...], Field(max_length=200)] = ()


class PublishBody(Body):
    """Which proposal is meant: nobody publishes one that was not seen."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"proposal": 1}]})

    proposal: Annotated[int, Field(ge=1)]


class PriceBody(Body):
    """The total fit that the aim costs, and who would change places without it."""

    fit: float
    enters: tuple[str, ...]
    leaves: tuple[str, ...]


class AimAnswer(Body):
    """An aim, how many the group has of it, and its price."""

    key: str
    text: str
    min: int | None
    max: int | None
    count: int | None
    price: Annotated[PriceBody | None, Field(description="None: not worked out to the end")]


class ChangedAim(Body):
    """An aim that gives way."""

    key: str
    text: str
    min: int | None
    max: int | None
    new_min: int | None
    new_max: int | None
    by: int


class RelaxationBody(Body):
    """Changes of aims that make a group possible, and the total fit it would have."""

    by: int
    proved: Annotated[bool, Field(description="Whether it is certain that no less would do")]
    fit: float
    changes: tuple[ChangedAim, ...]


class MemberBody(Body):
    """One of the group."""

    talent: TalentCardBody
    fit: Annotated[float | None, Field(description="None for who objects to being ranked")]
    by_lot: Annotated[bool, Field(description="Stands at a place drawn by lot")]
    chance: Annotated[float, Field(description="To be in the group, before the draw")]
    role: Annotated[str | None, Field(description="Which of the roles in the aims they hold")]
    role_name: str | None
    fixed: Annotated[bool, Field(description="In by decision, by an invitation or with a seat")]
    state: Annotated[
        str, Field(pattern="^(proposed|applied|invited|accepted|declined|attended|gone)$")
    ]
    next: Annotated[tuple[str, ...], Field(description="Who comes next if this one declines")]


class WaitingBody(Body):
    """A place on the waiting list: one person, or people who come together."""

    position: int
    talents: tuple[TalentCardBody, ...]
    fit: Annotated[float | None, Field(description="None where somebody objects to being ranked")]
    follows: Annotated[int, Field(description="How many of the group they could follow")]


class ChangeAnswer(Body):
    """What a person decided, beside what the system had proposed."""

    at: datetime
    by: str
    change: ChangeKind
    talent: str
    reason: str
    proposal: int
    was_in: bool
    was_chance: float | None


class LotteryBody(Body):
    """The draw: over how many groups, and whether the chances are proved to be the most equal."""

    groups: int
    proved: bool
    tolerance: float
    smallest_chance: float | None
    smallest_chance_bound: Annotated[
        float | None,
        Field(description="Where it is not proved: more than this no draw makes the smallest"),
    ]
    text: str


class ChanceBody(Body):
    """Somebody's chance to be in the group, before the draw."""

    talent: str
    chance: float


class CohortBody(Body):
    """A group for an offer: the proposal that stands, and everything that led to it."""

    model_config = ConfigDict(json_schema_extra={"examples": [COHORT]})

    id: str
    offer: str
    proposal: int
    at: datetime
    created_at: datetime
    audience: Audience
    published_at: datetime | None
    seats: int
    open_seats: int
    among: Among
    together: tuple[tuple[str, ...], ...]
    seed: int
    model_hash: str
    candidates: int
    candidate_hash: str
    excluded: tuple[Excluded, ...]
    feasible: bool
    text: str
    fit: float | None
    best_fit: float | None
    gap: Annotated[float | None, Field(description="0: nothing better exists, and it is proved")]
    decisions_cost: Annotated[
        float | None,
        Field(
            description="The total fit that pins and leaving out cost; None: nothing was decided, "
            "or it was not worked out to the end"
        ),
    ]
    lottery: LotteryBody | None
    members: tuple[MemberBody, ...]
    aims: tuple[AimAnswer, ...]
    waiting: Annotated[tuple[WaitingBody, ...], Field(description="The first 20 of all others")]
    relaxation: RelaxationBody | None
    alternatives: tuple[RelaxationBody, ...]
    changes: tuple[ChangeAnswer, ...]
    chances: tuple[ChanceBody, ...]
    sent: tuple[dict[str, Any], ...] | None = None


class CohortLine(Body):
    """One cohort in a list."""

    id: str
    proposal: int
    at: datetime
    created_at: datetime
    published_at: datetime | None
    seats: int
    feasible: bool
    fit: float | None
    members: int


class CohortLines(Body):
    """The newest cohorts of an offer."""

    model_config = ConfigDict(json_schema_extra={"examples": [LINES]})

    items: tuple[CohortLine, ...]

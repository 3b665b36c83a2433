"""The bodies of give-backs."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import GiveBackActor, GiveBackState, GiveBackStep
from service.api.bodies.fields import Body, Code, Codes, Ground, Identity, MunicipalityCode
from service.api.bodies.slates import Note, Sender

EXAMPLE: JsonDict = {
    "id": "giv_7f1c02b9",
    "talent": "tal-0001",
    "name": "Alma Testrup",
    "roles": ["singer"],
    "state": "suggested",
    "state_text": "Foreslået",
    "municipality": "0217",
    "host_municipality": "0265",
    "offer": {"id": "off-0007", "title": "Sangskriverlejr"},
    "slot": {
        "id": "off-0042",
        "title": "Musik til formiddagskaffen",
        "organisation": {"id": "org-0009", "name": "Plejehjemmet Prøven", "type": "nursing_home"},
        "start_date": "2026-11-12",
        "end_date": None,
        "times": ["weekday_day"],
        "room": "Spisestuen, plads til fyrre",
        "equipment": ["piano"],
        "loudness": "acoustic",
        "audience": "elderly",
        "certificate_needed": False,
        "pay_dkk": 0,
        "pay_text": "Ulønnet",
    },
    "reasons": [
        {
            "code": "give_back_together",
            "text": "Sammen med 2, der også var med",
            "params": {"others": 2},
        }
    ],
    "friends": [],
    "mates": [{"talent": "tal-0002", "first_name": "Bo", "roles": ["guitar"], "answer": None}],
    "asked": [],
    "invited": False,
    "steps": ["agree", "decline"],
    "reminder": {
        "who": "person",
        "step": "agree",
        "due": "2026-09-15",
        "text": "Svar på forslaget",
    },
    "opened_at": "2026-09-01T10:00:00Z",
    "since": "2026-09-01T10:00:00Z",
}


class Named(Body):
    """An offer, by its id and its title."""

    id: str
    title: str | None


class SlotBody(Body):
    """A slot at home: when, where, what is there, and what it pays."""

    id: str
    title: str
    organisation: Sender | None
    start_date: date | None
    end_date: date | None
    times: tuple[str, ...]
    room: str | None
    equipment: tuple[str, ...]
    loudness: str | None
    audience: str | None
    certificate_needed: bool
    pay_dkk: float | None
    pay_text: Annotated[str, Field(description="The pay in words; unpaid is said")]


class MateBody(Body):
    """Somebody else of the act, by the first name."""

    talent: str
    first_name: str
    roles: tuple[str, ...]
    answer: Annotated[
        bool | None, Field(description="Of who was asked along: none until there is an answer")
    ] = None


class ReminderBody(Body):
    """Who is to do what by when."""

    who: GiveBackActor
    step: GiveBackStep
    due: date
    text: str


class StepBody(Body):
    """One line of the log."""

    step: GiveBackStep
    state: GiveBackState
    actor: GiveBackActor
    at: datetime
    slot: str | None
    reason: str | None
    on_behalf: Annotated[
        bool, Field(description="An operator wrote down what the person or the host has said")
    ]
    text: str


class GiveBackBody(Body):
    """What somebody may give at home for what was had elsewhere, as far as the caller may see."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    talent: str
    name: str | None
    roles: tuple[str, ...]
    state: GiveBackState
    state_text: str
    municipality: str
    host_municipality: str
    offer: Annotated[
        Named | None, Field(description="What was taken part in; not told to the host")
    ]
    slot: SlotBody | None
    reasons: Annotated[
        tuple[Note, ...],
        Field(description="Why this slot, and what to know before; without one, why there is none"),
    ]
    friends: Annotated[
        tuple[str, ...], Field(description="The roles of friends who come along without a profile")
    ]
    mates: tuple[MateBody, ...]
    asked: tuple[MateBody, ...]
    invited: Annotated[bool, Field(description="It is another's, and you were asked along")]
    steps: Annotated[tuple[GiveBackStep, ...], Field(description="What you may do with it now")]
    reminder: ReminderBody | None
    opened_at: datetime
    since: datetime
    log: tuple[StepBody, ...] = ()


class StepAskedBody(Body):
    """One step. ``slot`` says which where another than the suggested one is meant."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": "agree", "friends": ["guitar"]}]}
    )

    step: Literal[
        GiveBackStep.SUGGEST,
        GiveBackStep.AGREE,
        GiveBackStep.CONFIRM_HOME,
        GiveBackStep.CONFIRM_HOST,
        GiveBackStep.FINISH,
        GiveBackStep.RELEASE,
        GiveBackStep.WAIVE,
        GiveBackStep.DECLINE,
    ]
    slot: Identity | None = None
    reason: Annotated[
        Ground | None, Field(description="Needed for waive and release; kept in the log")
    ] = None
    friends: Annotated[
        Codes | None, Field(description="The roles of friends who come along without a profile")
    ] = None
    whole_act: Annotated[
        bool, Field(description="For everybody of the act; for coordinators and hosts")
    ] = False


class SteppedBody(Body):
    """What stands now: ids and states, since answers are kept as receipts."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"stepped": [{"id": "giv_7f1c02b9", "state": "agreed"}]}]}
    )

    stepped: tuple[dict[str, str], ...]


class SuitingSlot(Body):
    """A slot that suits, and why."""

    slot: SlotBody
    reasons: tuple[Note, ...]
    seats_left: Annotated[int | None, Field(description="None where there is no limit")]


class SuitingBody(Body):
    """The slots at home that suit, by their day; and what kept the others away."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "slot": EXAMPLE["slot"],
                            "reasons": [
                                {"code": "give_back_unpaid", "text": "Det er ulønnet", "params": {}}
                            ],
                            "seats_left": 3,
                        }
                    ],
                    "unsuited": [
                        {
                            "code": "give_back_too_loud",
                            "text": "Det er for højt til stedet",
                            "params": {"slots": 2},
                        }
                    ],
                }
            ]
        }
    )

    items: tuple[SuitingSlot, ...]
    unsuited: Annotated[
        tuple[Note, ...], Field(description="For each obstacle, how many slots it kept away")
    ]


class CompanyBody(Body):
    """Who could come along: took part too, lives at home, and has opted in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": EXAMPLE["mates"]}]})

    items: tuple[MateBody, ...]


class AnswerBody(Body):
    """Whether you come along; without an answer the question is asked."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"comes": True}]})

    comes: bool | None = None


class MatchAskedBody(Body):
    """Which municipality is matched; a key that is limited to one needs to say nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"municipality": "0217"}]})

    municipality: MunicipalityCode | None = None


class RunBody(Body):
    """What a matching came to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "municipality": "0217",
                    "open": 12,
                    "suggested": 9,
                    "kept": 6,
                    "in_company": 7,
                    "overtaken": 0,
                    "unplaced": 3,
                    "slots": 5,
                    "obstacles": [
                        {
                            "code": "give_back_times_unsuited",
                            "text": "Tidspunktet passer ikke",
                            "params": {"people": 3, "slots": 4, "pairs": 7},
                        }
                    ],
                    "proved": True,
                }
            ]
        }
    )

    municipality: Code
    open: int
    suggested: int
    kept: int
    in_company: int
    overtaken: int
    unplaced: int
    slots: int
    obstacles: Annotated[
        tuple[Note, ...],
        Field(description="What kept how many people without a slot from how many slots"),
    ]
    proved: Annotated[
        bool, Field(description="Nothing better exists; false where the search was cut short")
    ]

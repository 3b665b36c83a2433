"""The bodies of rounds: opened, wished in, ranked."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.config import JsonDict

from matcher.domain import OfferId, Side, TalentId
from matcher.market.lottery import Lottery
from service.actions.round_ranking import Ranking
from service.actions.round_wishes import WishList
from service.actions.rounds import LONGEST, RoundDraft
from service.api.bodies.fields import DISTINCT, Body, Identity, MunicipalityCode, Name
from service.api.bodies.slates import TalentCardBody
from service.store.rounds import RoundState

MOST_OFFERS, MOST_COMPANIONS, MOST_RANKED = 500, 11, 20_000

ROUND: JsonDict = {
    "id": "rou_0192f3a7c2d14f6e",
    "title": "Øvelokaler, forår 2027",
    "offers": ["off-0001", "off-0002"],
    "municipality": "0217",
    "opened_at": "2026-09-01T08:00:00Z",
    "closes_at": "2026-09-15T21:59:00Z",
    "side": "talent",
    "lottery": "one",
    "state": "open",
    "published_at": None,
}


class OpenRoundBody(Body):
    """A round to open: over which offers, until when, and who proposes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Øvelokaler, forår 2027",
                    "offers": ["off-0001", "off-0002"],
                    "closes_at": "2026-09-15T23:59:00+02:00",
                    "municipality": "0217",
                }
            ]
        }
    )

    title: Name
    offers: Annotated[tuple[Identity, ...], Field(min_length=1, max_length=MOST_OFFERS), DISTINCT]
    closes_at: Annotated[
        AwareDatetime,
        Field(description=f"Wishes are taken until then, for {LONGEST.days} days at most"),
    ]
    municipality: MunicipalityCode | None = None
    side: Annotated[
        Side, Field(description="talent: the best for people; provider: the best for offers")
    ] = Side.TALENT
    lottery: Annotated[
        Lottery, Field(description="one lot for all offers, or each offer with its own")
    ] = Lottery.ONE
    seed: Annotated[
        int | None, Field(ge=0, lt=2**53, description="Of the lots; left out: drawn, and kept")
    ] = None

    def draft(self) -> RoundDraft:
        """The round as the action takes it."""
        return RoundDraft(
            title=self.title,
            offers=tuple(map(OfferId, self.offers)),
            closes_at=self.closes_at,
            municipality=self.municipality,
            side=self.side,
            lottery=self.lottery,
            seed=self.seed,
        )


class RoundBody(Body):
    """A round as everybody in it sees it."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROUND]})

    id: str
    title: str
    offers: tuple[str, ...]
    municipality: str | None
    opened_at: datetime
    closes_at: datetime
    side: Side
    lottery: Lottery
    state: RoundState
    published_at: datetime | None


class WishListBody(Body):
    """Offers, the dearest first, and whom one comes together with."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"offers": ["off-0002", "off-0001"], "companions": ["tal-0007"]}]
        }
    )

    offers: Annotated[tuple[Identity, ...], Field(max_length=MOST_OFFERS), DISTINCT]
    companions: Annotated[
        tuple[Identity, ...],
        Field(max_length=MOST_COMPANIONS, description="It counts when all of them name each other"),
        DISTINCT,
    ] = ()
    together_only: Annotated[
        bool, Field(description="Rather nothing than without the others; if all of them say so")
    ] = True

    def wanted(self) -> WishList:
        """The list as the action takes it."""
        return WishList(
            offers=tuple(map(OfferId, self.offers)),
            companions=tuple(map(TalentId, self.companions)),
            together_only=self.together_only,
        )


class WishAnswer(Body):
    """One wish, 1 the dearest; once the round is published whether it came true, or why not."""

    offer: str
    place: int
    came_true: bool | None = None
    code: str | None = None
    text: str | None = None


class RoundWishesBody(Body):
    """A person's own wishes, and the answer once the round is published."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "round": "rou_0192f3a7c2d14f6e",
                    "state": "published",
                    "talent": "tal-0001",
                    "wishes": [
                        {
                            "offer": "off-0002",
                            "place": 1,
                            "came_true": False,
                            "code": "round_no_seat",
                            "text": "Her blev der ikke plads til dig denne gang",
                        },
                        {
                            "offer": "off-0001",
                            "place": 2,
                            "came_true": True,
                            "code": None,
                            "text": None,
                        },
                    ],
                    "companions": [],
                    "together_only": True,
                    "companions_agreed": False,
                    "answer": "Du er tilbudt en plads: dit ønske nummer 2. "
                    "Svar på invitationen, så pladsen bliver din.",
                }
            ]
        }
    )

    round: str
    state: RoundState
    talent: str
    wishes: tuple[WishAnswer, ...]
    companions: tuple[str, ...]
    together_only: bool
    companions_agreed: bool
    answer: Annotated[str | None, Field(description="None before the round is published")]


class RankingBody(Body):
    """People from the best, equals together, and who is not wanted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"tiers": [["tal-0007"], ["tal-0001", "tal-0002"]], "refused": []}]
        }
    )

    tiers: Annotated[
        tuple[
            Annotated[tuple[Identity, ...], Field(min_length=1, max_length=MOST_RANKED), DISTINCT],
            ...,
        ],
        Field(max_length=MOST_RANKED),
    ]
    refused: Annotated[tuple[Identity, ...], Field(max_length=MOST_RANKED), DISTINCT] = ()

    def ranking(self) -> Ranking:
        """The order as the action takes it."""
        return Ranking(
            tiers=tuple(tuple(map(TalentId, tier)) for tier in self.tiers),
            refused=tuple(map(TalentId, self.refused)),
        )


class ApplicantBody(Body):
    """Who wishes for the offer; `rank` 1 is the best, none where nobody has ranked the person."""

    talent: str
    card: Annotated[TalentCardBody | None, Field(description="None of whom has gone meanwhile")]
    rank: int | None
    refused: bool
    suggested: Annotated[bool, Field(description="Put there by the system, since nobody had")]


class ApplicantsBody(Body):
    """Who wishes for an offer, the best first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "round": "rou_0192f3a7c2d14f6e",
                    "offer": "off-0001",
                    "state": "open",
                    "applicants": [
                        {
                            "talent": "tal-0007",
                            "card": {"id": "tal-0007", "roles": ["bass"], "genres": ["soul"]},
                            "rank": 1,
                            "refused": False,
                            "suggested": False,
                        }
                    ],
                }
            ]
        }
    )

    round: str
    offer: str
    state: RoundState
    applicants: tuple[ApplicantBody, ...]

"""A slate: the list that was shown, with all that is needed to say later why, and to learn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from matcher.domain.ids import OfferId, OrganisationId, SearcherId, SlateId, TalentId
from matcher.domain.problem import Problem


class Direction(StrEnum):
    """Which way is recommended; side and direction are arguments, never state."""

    OFFERS_FOR_TALENT = "offers_for_talent"
    TALENTS_FOR_OFFER = "talents_for_offer"
    OFFERS_BY_WORDS = "offers_by_words"
    TALENTS_BY_WORDS = "talents_by_words"
    PEERS_FOR_TALENT = "peers_for_talent"
    PARTNERS_FOR_ORGANISATION = "partners_for_organisation"

    @property
    def lists_offers(self) -> bool:
        """Whether the items are offers; else they are talents, or organisations as partners."""
        return self in {Direction.OFFERS_FOR_TALENT, Direction.OFFERS_BY_WORDS}

    @property
    def by_words(self) -> bool:
        """Whether the list answers words; then its subject is who asked."""
        return self in {Direction.OFFERS_BY_WORDS, Direction.TALENTS_BY_WORDS}

    @property
    def mutual(self) -> bool:
        """Whether people are listed for people, or actors for actors: no offer is between them."""
        return self in {Direction.PEERS_FOR_TALENT, Direction.PARTNERS_FOR_ORGANISATION}


class Order(StrEnum):
    """What the list is sorted by; only ``FIT`` profiles anybody."""

    FIT = "fit"
    NEWEST = "newest"
    NEAREST = "nearest"


class Audience(StrEnum):
    """For whom the list is made; it decides whom one may see."""

    TALENT = "talent"
    COORDINATOR = "coordinator"
    ORGANISATION = "organisation"


class Surface(StrEnum):
    """Where the list was shown: what one sees there differs, and so does what one does."""

    API = "api"
    CLI = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asked, and where: the role, the public id of the key, the surface."""

    role: str
    key: str
    surface: Surface = Surface.API


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a list is narrowed to: offers of one reach and kind, and of a role where one is named.

    An offer that does not state its reach is local; one that names no roles is open to all.
    """

    reach: str
    kind: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateRequest:
    """What was asked for; ``min_score`` is a probability: fewer items rather than padding.

    ``query`` are the words of a search, ``near`` the postcode or the municipality that its
    distances are counted from, ``step`` what the list is narrowed to (needs.md, N32).
    ``market`` is whether scarce seats count.
    """

    direction: Direction
    subject: TalentId | OfferId | OrganisationId | SearcherId
    audience: Audience
    limit: int = 10
    min_score: float = 0.0
    order: Order = Order.FIT
    diverse: bool = True
    max_km: float | None = None
    query: str | None = None
    near: str | None = None
    step: Step | None = None
    market: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateItem:
    """One place of the list.

    ``score`` is what the list is sorted by; ``wants`` and ``taken`` are the probabilities of the
    two sides, ``None`` without profiling. Of a talent and an offer ``score`` is then exactly
    wants x taken x ``still_free``: the chance that one more finds a seat or, in a list of people,
    that the person still has time; 1 where nothing is scarce or no market counts. ``seats_left``
    and ``queue``, how many have applied or are invited and have no answer yet, are the offer's.
    ``contributions`` holds each side's terms in log-odds by name, ``intercept`` among them; they
    sum to the side's log-odds.
    ``cells`` are the discrete values that were looked up, in the order of the feature list: what a
    later model learns from is what this one saw. ``propensity`` is the probability that this item
    stood at this position, ``prefix_propensity`` that the list began with exactly the items down to
    this one. ``notes`` are facts to be seen before one applies, such as the fee for guests.
    """

    id: TalentId | OfferId | OrganisationId
    position: int
    score: float
    wants: float | None = None
    taken: float | None = None
    contributions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reasons: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    seats_left: int | None = None
    queue: int | None = None
    still_free: float = 1.0
    propensity: float = 1.0
    prefix_propensity: float = 1.0
    cells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """A candidate that an explored list might have held as well; ``still_free`` as of an item."""

    id: TalentId | OfferId
    score: float
    cells: tuple[int, ...]
    still_free: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """The whole list as it was answered, immutable.

    ``exclusions`` counts who was left out by the first rule that said no; with
    ``candidates`` (the eligible) they make up everybody. ``candidate_hash`` names the set of
    eligible candidates and their versions, whatever their order. ``encoder_hash`` names the
    sentence encoder whose vectors were compared; lists from before it was recorded have none.
    ``market_run`` is the run whose prices counted, ``None`` where none did.
    ``exploration`` is the share of its expected value that the list could give up to learn, and
    ``unshown`` the rest of the pool that its order was drawn from.
    """

    id: SlateId
    at: datetime
    viewer: Viewer
    request: SlateRequest
    model_hash: str
    schema_hash: str
    seed: int
    candidates: int
    candidate_hash: str
    exclusions: Mapping[str, int]
    items: tuple[SlateItem, ...]
    encoder_hash: str | None = None
    market_run: str | None = None
    exploration: float = 0.0
    unshown: tuple[Unshown, ...] = ()

    @property
    def propensity(self) -> float:
        """The probability of the whole list."""
        return self.items[-1].prefix_propensity if self.items else 1.0

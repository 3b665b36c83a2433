"""The domain: people, organisations, offers, events and slates as values, and the rules on them."""

from matcher.domain.eligibility import (
    EligibilityContext,
    Exclusion,
    Pair,
    exclusions,
    guest_fee,
    reference_day,
)
from matcher.domain.event import (
    Event,
    EventKind,
    EventRefused,
    PairState,
    Side,
    follow,
    takes_seat,
)
from matcher.domain.ids import (
    EventId,
    OfferId,
    OrganisationId,
    SearcherId,
    SlateId,
    TalentId,
)
from matcher.domain.log_contract import (
    AGE_BANDS,
    LOG,
    LOG_FORMAT,
    LOG_VERSION,
    MANIFEST,
    Kind,
    LogColumn,
    LogTable,
    age_band,
)
from matcher.domain.offer import Offer, OfferStatus, OpenTo
from matcher.domain.organisation import Organisation
from matcher.domain.problem import MatcherError, Problem
from matcher.domain.profile import FreeTag, group_name
from matcher.domain.slate import (
    Audience,
    Direction,
    Order,
    Slate,
    SlateItem,
    SlateRequest,
    Surface,
    Unshown,
    Viewer,
)
from matcher.domain.talent import Talent, age_on

__all__ = [
    "AGE_BANDS",
    "LOG",
    "LOG_FORMAT",
    "LOG_VERSION",
    "MANIFEST",
    "Audience",
    "Direction",
    "EligibilityContext",
    "Event",
    "EventId",
    "EventKind",
    "EventRefused",
    "Exclusion",
    "FreeTag",
    "Kind",
    "LogColumn",
    "LogTable",
    "MatcherError",
    "Offer",
    "OfferId",
    "OfferStatus",
    "OpenTo",
    "Order",
    "Organisation",
    "OrganisationId",
    "Pair",
    "PairState",
    "Problem",
    "SearcherId",
    "Side",
    "Slate",
    "SlateId",
    "SlateItem",
    "SlateRequest",
    "Surface",
    "Talent",
    "TalentId",
    "Unshown",
    "Viewer",
    "age_band",
    "age_on",
    "exclusions",
    "follow",
    "group_name",
    "guest_fee",
    "reference_day",
    "takes_seat",
]

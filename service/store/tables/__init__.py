"""The tables: one class each, all in one metadata."""

from service.store.tables.cohorts import CohortChangeRow, CohortProposalRow, CohortRow
from service.store.tables.giving_back import (
    GiveBackCompanionRow,
    GiveBackRow,
    GiveBackStepRow,
)
from service.store.tables.keeping import EmbeddingRow, EncoderRow, ImportRow, KeyRow, ReceiptRow
from service.store.tables.log import BlockRow, ChangeRow, EventRow, PairRow, SlateRow
from service.store.tables.market import MarketPriceRow, MarketRunRow, MarketTemperRow
from service.store.tables.peers import ConnectionRow
from service.store.tables.profiles import OfferRow, OrganisationRow, TalentRow
from service.store.tables.rounds import (
    RoundCompanionRow,
    RoundRankRow,
    RoundRow,
    RoundWishRow,
)
from service.store.tables.store_table import METADATA, StoreTable
from service.store.tables.wishes import WishRow
from service.store.tables.words import OfferWordsRow, TalentWordsRow

__all__ = [
    "METADATA",
    "BlockRow",
    "ChangeRow",
    "CohortChangeRow",
    "CohortProposalRow",
    "CohortRow",
    "ConnectionRow",
    "EmbeddingRow",
    "EncoderRow",
    "EventRow",
    "GiveBackCompanionRow",
    "GiveBackRow",
    "GiveBackStepRow",
    "ImportRow",
    "KeyRow",
    "MarketPriceRow",
    "MarketRunRow",
    "MarketTemperRow",
    "OfferRow",
    "OfferWordsRow",
    "OrganisationRow",
    "PairRow",
    "ReceiptRow",
    "RoundCompanionRow",
    "RoundRankRow",
    "RoundRow",
    "RoundWishRow",
    "SlateRow",
    "StoreTable",
    "TalentRow",
    "TalentWordsRow",
    "WishRow",
]

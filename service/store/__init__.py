"""The store: profiles, events, slates, keys, and what else must outlive the process."""

from service.store import (
    blocks,
    changes,
    cohorts,
    companions,
    connections,
    embeddings,
    encoders,
    events,
    give_back_log,
    give_back_seats,
    give_backs,
    imports,
    keys,
    market,
    pairs,
    receipts,
    slates,
    wishes,
)
from service.store.backup import backup, restore
from service.store.blocks import Block
from service.store.changes import Change, ChangeKind, Watcher
from service.store.engine import Transaction, appending, connect, reading, writing
from service.store.events import EventFilter, EventStatus, Recorded
from service.store.imports import Import, ImportState, StagedFile
from service.store.keys import Key
from service.store.market import MarketRun, OfferPrice, RunState
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS, OrganisationFilter
from service.store.pairs import TalentOffer
from service.store.profiles import Profiles, Versioned
from service.store.receipts import Receipt
from service.store.recorder import Batch, Recorder
from service.store.refusal import StoreBusy, StoreRefused
from service.store.slates import SlatePlace
from service.store.talents import TALENTS, TalentFilter

__all__ = [
    "OFFERS",
    "ORGANISATIONS",
    "TALENTS",
    "Batch",
    "Block",
    "Change",
    "ChangeKind",
    "EventFilter",
    "EventStatus",
    "Import",
    "ImportState",
    "Key",
    "MarketRun",
    "OfferFilter",
    "OfferPrice",
    "OrganisationFilter",
    "Profiles",
    "Receipt",
    "Recorded",
    "Recorder",
    "RunState",
    "SlatePlace",
    "StagedFile",
    "StoreBusy",
    "StoreRefused",
    "TalentFilter",
    "TalentOffer",
    "Transaction",
    "Versioned",
    "Watcher",
    "appending",
    "backup",
    "blocks",
    "changes",
    "cohorts",
    "companions",
    "connect",
    "connections",
    "embeddings",
    "encoders",
    "events",
    "give_back_log",
    "give_back_seats",
    "give_backs",
    "imports",
    "keys",
    "market",
    "pairs",
    "reading",
    "receipts",
    "restore",
    "slates",
    "wishes",
    "writing",
]

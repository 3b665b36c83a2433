"""The store: profiles, events, slates, keys, and what else must outlive the process."""

from service.store import (
    blocks,
    changes,
    embeddings,
    encoders,
    events,
    imports,
    keys,
    pairs,
    receipts,
    slates,
)
from service.store.backup import backup, restore
from service.store.blocks import Block
from service.store.changes import Change, ChangeKind, Watcher
from service.store.engine import Transaction, appending, connect, reading, writing
from service.store.events import EventFilter, EventStatus, Recorded
from service.store.imports import Import, ImportState, StagedFile
from service.store.keys import Key
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
    "OfferFilter",
    "OrganisationFilter",
    "Profiles",
    "Receipt",
    "Recorded",
    "Recorder",
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
    "connect",
    "embeddings",
    "encoders",
    "events",
    "imports",
    "keys",
    "pairs",
    "reading",
    "receipts",
    "restore",
    "slates",
    "writing",
]

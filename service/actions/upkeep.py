"""Upkeep: what has to be thrown away after a time."""

from datetime import timedelta

from service.actions.import_files import expire_imports
from service.actions.resources import Resources
from service.store import market, receipts
from service.store.engine import writing

IMPORT_HOURS = 24
MARKET_DAYS = 90


def keep_up(resources: Resources, *, receipt_days: int) -> None:
    """Prune the receipts that are older than ``receipt_days``, market runs that no longer count and
    are older than ``MARKET_DAYS``, and the imports nobody committed."""
    before = resources.clock() - timedelta(days=receipt_days)
    with writing(resources.engine) as session:
        receipts.prune(session, before=before)
        market.prune(session, before=resources.clock() - timedelta(days=MARKET_DAYS))
    expire_imports(resources, hours=IMPORT_HOURS)

"""The API: HTTP in, one action, an answer out."""

from service.api import (
    blocks,
    eligibility,
    events,
    exports,
    health,
    hearing,
    imports,
    log_export,
    offers,
    organisations,
    pages,
    recommendations,
    search,
    talents,
    vocabulary,
)

ROUTERS = (
    recommendations.router,
    # Before the routes that take any word for an id.
    search.router,
    eligibility.router,
    events.router,
    talents.router,
    blocks.router,
    offers.router,
    organisations.router,
    imports.router,
    exports.router,
    log_export.router,
    vocabulary.router,
    hearing.router,
    health.router,
    pages.router,
)

__all__ = ["ROUTERS"]

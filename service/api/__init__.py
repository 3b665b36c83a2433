"""The API: HTTP in, one action, an answer out."""

from service.api import (
    blocks,
    eligibility,
    events,
    exports,
    health,
    imports,
    offers,
    organisations,
    pages,
    recommendations,
    talents,
    vocabulary,
)

ROUTERS = (
    recommendations.router,
    eligibility.router,
    events.router,
    talents.router,
    blocks.router,
    offers.router,
    organisations.router,
    imports.router,
    exports.router,
    vocabulary.router,
    health.router,
    pages.router,
)

__all__ = ["ROUTERS"]

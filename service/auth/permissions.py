"""Permissions: one table of what each role may do with what; what is not in it is not allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.auth.keys import key_missing
from service.auth.principal import Principal
from service.auth.roles import Role
from service.errors import Code, ServiceError


class Action(StrEnum):
    """What can be done; every route is one action."""

    SEE_PAGES = "see_pages"
    SEE_VOCABULARY = "see_vocabulary"
    HEAR_TERMS = "hear_terms"
    SEE_METRICS = "see_metrics"
    READ_OFFER = "read_offer"
    WRITE_OFFER = "write_offer"
    READ_ORGANISATION = "read_organisation"
    CREATE_ORGANISATION = "create_organisation"
    CHANGE_ORGANISATION = "change_organisation"
    DELETE_ORGANISATION = "delete_organisation"
    LIST_TALENTS = "list_talents"
    READ_TALENT = "read_talent"
    CREATE_TALENT = "create_talent"
    CHANGE_TALENT = "change_talent"
    DELETE_TALENT = "delete_talent"
    BLOCK = "block"
    SEARCH_OFFERS = "search_offers"
    SEARCH_TALENTS = "search_talents"
    RECOMMEND_OFFERS = "recommend_offers"
    RECOMMEND_TALENTS = "recommend_talents"
    SEE_PATHWAY = "see_pathway"
    WISH = "wish"
    SEE_WISHES = "see_wishes"
    SEE_GAPS = "see_gaps"
    COMPOSE_COHORT = "compose_cohort"
    RECOMMEND_PEERS = "recommend_peers"
    RECOMMEND_PARTNERS = "recommend_partners"
    CONNECT = "connect"
    OVERSEE_CONNECTIONS = "oversee_connections"
    NAME_ORGANISER = "name_organiser"
    READ_MARKET = "read_market"
    RUN_MARKET = "run_market"
    SEE_ROUNDS = "see_rounds"
    MANAGE_ROUND = "manage_round"
    WISH_IN_ROUND = "wish_in_round"
    RANK_IN_ROUND = "rank_in_round"
    READ_RECOMMENDATION = "read_recommendation"
    EXPLAIN_ELIGIBILITY = "explain_eligibility"
    RECORD_EVENTS = "record_events"
    READ_GIVE_BACKS = "read_give_backs"
    CHANGE_GIVE_BACK = "change_give_back"
    MATCH_GIVE_BACKS = "match_give_backs"
    IMPORT = "import"
    EXPORT = "export"
    EXPORT_LOG = "export_log"


class Scope(StrEnum):
    """With what it can be done.

    ``OWN`` is what belongs to the talent or the organisation that speaks, and of searches those
    made with the key itself, ``OPEN`` what is not a draft and who has agreed to be found, ``AREA``
    what lies in the municipalities that the key is limited to (an unlimited key: everything),
    ``UNLIMITED`` everything, but only with an unlimited key.
    """

    NONE = "none"
    OWN = "own"
    OPEN = "open"
    OPEN_OR_OWN = "open or own"
    AREA = "area"
    UNLIMITED = "unlimited"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is acted on: whose it is, whether it is open to see, where it lies."""

    owners: frozenset[str] = frozenset()
    is_open: bool = False
    municipality: str | None = None


_R = Role
_EVERYBODY = dict.fromkeys(Role, Scope.ANY)
_KEYS_ALONE: dict[Role, Scope] = {role: Scope.ANY for role in Role if role is not Role.ANONYMOUS}
_STAFF = {_R.COORDINATOR: Scope.AREA, _R.ADMIN: Scope.ANY}
_WHOLE = {_R.COORDINATOR: Scope.UNLIMITED, _R.ADMIN: Scope.ANY}
_TALENT = {_R.TALENT: Scope.OWN}
_ORGANISATION = {_R.ORGANISATION: Scope.OWN}

TABLE: Mapping[Action, Mapping[Role, Scope]] = {
    Action.SEE_PAGES: _EVERYBODY,
    Action.SEE_VOCABULARY: _EVERYBODY,
    Action.HEAR_TERMS: _KEYS_ALONE,
    Action.SEE_METRICS: {
        _R.READER: Scope.ANY,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.READ_OFFER: {
        _R.READER: Scope.OPEN,
        _R.TALENT: Scope.OPEN,
        _R.ORGANISATION: Scope.OPEN_OR_OWN,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.WRITE_OFFER: _ORGANISATION | _STAFF,
    Action.READ_ORGANISATION: _KEYS_ALONE,
    Action.CREATE_ORGANISATION: _STAFF,
    Action.CHANGE_ORGANISATION: _ORGANISATION | _STAFF,
    Action.DELETE_ORGANISATION: _STAFF,
    Action.LIST_TALENTS: _STAFF,
    Action.READ_TALENT: _TALENT | _STAFF,
    Action.CREATE_TALENT: _STAFF,
    Action.CHANGE_TALENT: _TALENT | _STAFF,
    Action.DELETE_TALENT: _TALENT | _STAFF,
    Action.BLOCK: _TALENT | _ORGANISATION | _STAFF,
    Action.SEARCH_OFFERS: {
        _R.READER: Scope.OPEN,
        _R.TALENT: Scope.OPEN,
        _R.ORGANISATION: Scope.OPEN,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.SEARCH_TALENTS: {_R.ORGANISATION: Scope.OPEN} | _STAFF,
    Action.RECOMMEND_OFFERS: _TALENT | _STAFF,
    Action.RECOMMEND_TALENTS: _ORGANISATION | _STAFF,
    Action.SEE_PATHWAY: _TALENT | _STAFF,
    Action.WISH: _TALENT | _STAFF,
    Action.SEE_WISHES: {
        _R.READER: Scope.ANY,
        _R.ORGANISATION: Scope.ANY,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.SEE_GAPS: {
        _R.READER: Scope.ANY,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.RECOMMEND_PEERS: _TALENT | _STAFF,
    Action.RECOMMEND_PARTNERS: _ORGANISATION | _STAFF,
    Action.CONNECT: _TALENT | _STAFF,
    Action.OVERSEE_CONNECTIONS: _ORGANISATION | _STAFF,
    Action.NAME_ORGANISER: _STAFF,
    Action.READ_MARKET: {
        _R.READER: Scope.ANY,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.RUN_MARKET: _WHOLE,
    Action.SEE_ROUNDS: {
        _R.TALENT: Scope.OPEN,
        _R.ORGANISATION: Scope.OPEN,
        _R.COORDINATOR: Scope.ANY,
        _R.ADMIN: Scope.ANY,
    },
    Action.MANAGE_ROUND: _STAFF,
    Action.WISH_IN_ROUND: _TALENT | _STAFF,
    Action.RANK_IN_ROUND: _ORGANISATION | _STAFF,
    Action.READ_RECOMMENDATION: {_R.READER: Scope.OWN} | _TALENT | _ORGANISATION | _STAFF,
    Action.COMPOSE_COHORT: _ORGANISATION | _STAFF,
    Action.EXPLAIN_ELIGIBILITY: _TALENT | _ORGANISATION | _STAFF,
    Action.RECORD_EVENTS: _TALENT | _ORGANISATION | _STAFF,
    Action.READ_GIVE_BACKS: _TALENT | _ORGANISATION | _STAFF,
    Action.CHANGE_GIVE_BACK: _TALENT | _ORGANISATION | _STAFF,
    Action.MATCH_GIVE_BACKS: _STAFF,
    Action.IMPORT: _WHOLE,
    Action.EXPORT: _WHOLE,
    Action.EXPORT_LOG: _WHOLE,
}


def scope(role: Role, action: Action) -> Scope:
    """With what ``role`` may do ``action``; ``NONE`` where the table says nothing."""
    return TABLE[action].get(role, Scope.NONE)


def allowed(principal: Principal, action: Action, *, target: Target) -> bool:
    """Whether ``principal`` may do ``action`` with ``target``."""
    match scope(principal.role, action):
        case Scope.ANY:
            return True
        case Scope.OWN:
            return principal.subject in target.owners
        case Scope.OPEN:
            return target.is_open
        case Scope.OPEN_OR_OWN:
            return target.is_open or principal.subject in target.owners
        case Scope.AREA:
            return in_area(principal, target.municipality)
        case Scope.UNLIMITED:
            return not principal.municipalities
        case Scope.NONE:
            return False


def in_area(principal: Principal, municipality: str | None) -> bool:
    """Whether a key reaches ``municipality``; a limited one reaches nothing without a place."""
    return not principal.municipalities or municipality in principal.municipalities


def require_role(principal: Principal, action: Action) -> None:
    """Raise ``ServiceError`` when the role may never do ``action``, whatever it is done with.

    401 ``key_missing`` for nobody, 403 ``not_allowed`` or ``key_limited`` for others.
    """
    reach = scope(principal.role, action)
    if reach is Scope.NONE:
        if principal.role is Role.ANONYMOUS:
            raise key_missing()
        params = {"role": principal.role.value, "action": action.value}
        raise ServiceError(Code.NOT_ALLOWED, 403, params=params)
    if reach is Scope.UNLIMITED and principal.municipalities:
        raise ServiceError(Code.KEY_LIMITED, 403)


def require(principal: Principal, action: Action, *, target: Target) -> None:
    """Raise ``ServiceError`` (403 ``not_yours``) unless ``allowed``."""
    if not allowed(principal, action, target=target):
        raise ServiceError(Code.NOT_YOURS, 403, params={"action": action.value})

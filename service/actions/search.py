"""Searching: what words find for who asks, recorded durably like every list, then handed out."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OrganisationId,
    SearcherId,
    Slate,
    SlateId,
    SlateRequest,
    Surface,
    Viewer,
)
from matcher.ranking import (
    Found,
    Met,
    Question,
    Read,
    SearchReasons,
    UnknownSubject,
    question,
    reads_texts,
    search_slate,
)
from matcher.vocabulary import Geography
from service.actions.recommend import audience_of
from service.actions.resources import Resources
from service.actions.shown import Shown, with_cards
from service.auth import Principal, Role
from service.errors import Code, Fault, Params, ServiceError
from service.store import words
from service.store.engine import reading
from service.store.words import Index

# So many of those that hold the words are looked at. Rules, area and radius are applied afterwards,
# so that a common word must not be used up by people who live elsewhere.
_MOST_MET = 20_000
LONGEST_QUERY = 200
_NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is searched for: ``near`` is a postcode or a municipality as somebody writes it."""

    query: str
    near: str | None = None
    max_km: float | None = None
    limit: int = 10


async def search(
    resources: Resources,
    direction: Direction,
    wanted: Wanted,
    *,
    principal: Principal,
    surface: Surface = Surface.API,
) -> Shown:
    """Answer ``wanted`` for ``principal``; the slate is on disk when this returns.

    Raises ``ServiceError`` (422 ``invalid`` for words that are none, or a place that is none;
    404 ``unknown_talent``), ``StoreBusy``.
    """
    await resources.live.refresh()
    request = _request(resources, direction, wanted, principal=principal)
    now = resources.clock()
    context = resources.rules.context(now, audience=request.audience)
    viewer = Viewer(role=principal.role.value, key=principal.key, surface=surface)
    asked = question(wanted.query, resources.searcher.words)
    with reading(resources.engine) as session:
        found = _found(
            resources, session, request, asked=asked, context=context, principal=principal
        )
        read = _read(session, request, found)
    slate = search_slate(
        resources.live.snapshot,
        found,
        reasons=_reasons(resources, request, asked),
        read=read,
        slate_id=SlateId(resources.new_id("rec")),
        viewer=viewer,
        at=now,
        context=context,
    )
    return await _recorded(resources, slate, context=context, principal=principal)


async def _recorded(
    resources: Resources, slate: Slate, *, context: EligibilityContext, principal: Principal
) -> Shown:
    shown = with_cards(resources, slate, context=context, principal=principal)
    await resources.recorder.record(slate)
    return shown


def _request(
    resources: Resources, direction: Direction, wanted: Wanted, *, principal: Principal
) -> SlateRequest:
    if not any(sign.isalnum() for sign in wanted.query):
        raise _invalid("q", "no_word")
    if len(wanted.query) > LONGEST_QUERY:
        raise _invalid("q", "text_too_long", {"most": LONGEST_QUERY})
    near = _near(resources, direction, wanted, principal=principal)
    audience = audience_of(principal)
    if wanted.max_km is not None and near is None and audience is not Audience.TALENT:
        raise _invalid("near", "near_missing")
    return SlateRequest(
        direction=direction,
        subject=SearcherId(principal.subject or principal.key),
        audience=audience,
        limit=wanted.limit,
        diverse=False,
        max_km=wanted.max_km,
        query=wanted.query,
        near=near,
    )


def _near(
    resources: Resources, direction: Direction, wanted: Wanted, *, principal: Principal
) -> str | None:
    """A postcode or a municipality's code: the one that is named, else the organisation's own."""
    geography = resources.searcher.words.geography
    if wanted.near is not None:
        return _place(geography, wanted.near)
    if principal.organisation is None or direction is not Direction.TALENTS_BY_WORDS:
        return None
    own = resources.live.organisations.get(OrganisationId(principal.organisation))
    return own.municipality if own and own.municipality in geography else None


def _place(geography: Geography, near: str) -> str:
    postcode = geography.resolve_postcode(near)
    found = postcode.code if postcode else geography.resolve_municipality(near)
    if found is None:
        nearest = ", ".join(geography.nearest_municipality_names(near, _NEAREST))
        if not nearest:
            raise _invalid("near", "unknown_place")
        raise _invalid("near", "unknown_place_near", {"nearest": nearest})
    return found


def _invalid(name: str, code: str, params: Params | None = None) -> ServiceError:
    fault = Fault(pointer=name, code=code, params=params or {}, place="query")
    return ServiceError(Code.INVALID, 422, faults=(fault,))


def _found(
    resources: Resources,
    session: Session,
    request: SlateRequest,
    *,
    asked: Question,
    context: EligibilityContext,
    principal: Principal,
) -> Found:
    try:
        return resources.searcher.find(
            resources.live.snapshot,
            request,
            question=asked,
            met=_met(session, request, asked),
            context=context,
            area=_area(request, principal),
        )
    except UnknownSubject as error:
        params = {"talent": str(request.subject)}
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params=params) from error


def _met(session: Session, request: SlateRequest, asked: Question) -> Met:
    index, card_only = _index(request), not reads_texts(request)
    stems, unwanted = ([word.stem for word in some] for some in (asked.words, asked.unwanted_words))
    return Met(
        scores=words.search(session, index, stems, card_only=card_only, limit=_MOST_MET),
        unwanted=words.search(session, index, unwanted, card_only=card_only, limit=None),
    )


def _area(request: SlateRequest, principal: Principal) -> frozenset[str]:
    """A coordinator whose key is limited looks for people in those municipalities."""
    limited = principal.role is Role.COORDINATOR and not request.direction.lists_offers
    return principal.municipalities if limited else frozenset()


def _read(session: Session, request: SlateRequest, found: Found) -> Mapping[str, Read]:
    """What the viewer may read of those that were found."""
    ids = found.ids()
    wordings = words.of(session, _index(request), ids)
    texts = words.texts(session, _index(request), ids) if reads_texts(request) else {}
    return {
        key: Read(wording=wording, text=texts.get(key, "")) for key, wording in wordings.items()
    }


def _reasons(resources: Resources, request: SlateRequest, asked: Question) -> SearchReasons:
    return SearchReasons(
        searcher=resources.searcher,
        request=request,
        question=asked,
    )


def _index(request: SlateRequest) -> Index:
    return Index.OFFERS if request.direction.lists_offers else Index.TALENTS

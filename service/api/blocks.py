"""The routes of blocks: a talent and an organisation that are never shown to one another."""

from functools import partial

from fastapi import APIRouter, Response

from matcher.domain import OrganisationId, TalentId
from service.actions.block import block, unblock
from service.api.acting import acting_of
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath
from service.api.writing import AttemptGiven, written
from service.auth import Action

router = APIRouter(
    prefix="/v1/talents/{talent_id}/blocks", tags=["Blocks"], route_class=GuardedRoute
)


@router.put(
    "/{organisation_id}",
    summary="Block",
    status_code=204,
    responses=answers(204, "Blocked, now or before") | problems(401, 403, 404, 422),
    openapi_extra=guarded_by(Action.BLOCK),
)
def put_block(
    talent_id: IdInPath, organisation_id: IdInPath, asking: Asked, attempt: AttemptGiven
) -> Response:
    """In the name of the side whose key it is. Neither side is told, and neither sees the other
    again; a give-back that was promised at the organisation's slot is open again."""
    act = partial(
        block,
        talent=TalentId(talent_id),
        organisation=OrganisationId(organisation_id),
        acting=acting_of(asking),
    )
    return written(asking, attempt, act=act)


@router.delete(
    "/{organisation_id}",
    summary="Take a block back",
    status_code=204,
    responses=answers(204, "Not blocked by this side, now or before") | problems(401, 403),
    openapi_extra=guarded_by(Action.BLOCK),
)
def delete_block(
    talent_id: IdInPath, organisation_id: IdInPath, asking: Asked, attempt: AttemptGiven
) -> Response:
    """Each side takes back only its own block."""
    act = partial(
        unblock,
        talent=TalentId(talent_id),
        organisation=OrganisationId(organisation_id),
        principal=asking.principal,
    )
    return written(asking, attempt, act=act)

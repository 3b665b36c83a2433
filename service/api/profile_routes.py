"""Profile routes: what the routes of talents, offers and organisations have in common."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Any, Generic
from urllib.parse import quote

from fastapi import Path, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from service.actions import profiles
from service.actions.once import Answer, Attempt
from service.actions.profiles import Change, ProfileKind
from service.actions.versions import Precondition, etag, names
from service.api.answers import json_answer, json_bytes
from service.api.bodies.fields import LONGEST_ID, ReadOnly, Showable
from service.api.cursors import cursor, place_of
from service.api.desk import Asking
from service.api.faults import faults_of
from service.api.profile_values import receipt, shown, value_of
from service.api.writing import write, written
from service.errors import Code, ServiceError
from service.store.engine import reading
from service.store.profiles import Filter, Id, Value, Versioned

IdInPath = Annotated[Showable, Path(max_length=LONGEST_ID)]
Patch = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRoutes(Generic[Id, Value, Filter]):
    """The routes of one kind: ``make`` makes its values of ``body``, ``settle`` adds to a new one
    what is true because it is new, ``complete`` adds to a body what the installation has decided of
    what it does not state, ``prefix`` begins the ids that we give."""

    kind: ProfileKind[Id, Value, Filter]
    make: Callable[..., Value]
    body: type[ReadOnly]
    identity: Callable[[str], Id]
    path: str
    prefix: str
    settle: Callable[[Value, Asking], Value] = lambda value, _: value
    complete: Callable[[ReadOnly, Asking], ReadOnly] = lambda body, _: body

    def read(self, asking: Asking, key: str, *, if_none_match: str | None) -> Response:
        """One profile; 304 when the caller has it."""
        with reading(asking.resources.engine) as session:
            found = profiles.read(
                session, self.kind, self.identity(key), principal=asking.principal
            )
        tag = {"ETag": etag(found), "Cache-Control": "private, no-cache"}
        if if_none_match is not None and names(if_none_match, tag["ETag"]):
            return Response(status_code=304, headers=tag)
        return json_answer(shown(found), headers=tag)

    def page(self, asking: Asking, where: Filter, *, after: str | None, limit: int) -> Response:
        """A page of profiles by id, and the cursor to the next one."""
        last = place_of(after, of=self.path)
        key = None if last is None else self.identity(last)
        with reading(asking.resources.engine) as session:
            found = self.kind.store.page(session, where, after=key, limit=limit + 1)
        following = cursor(self.path, found[limit - 1].value.id) if len(found) > limit else None
        items = [shown(one) for one in found[:limit]]
        return json_answer({"items": items, "next": following})

    def create(self, asking: Asking, body: ReadOnly, *, attempt: Attempt) -> Response:
        """A new profile, under its own id or one that we give."""
        key = body.id or asking.resources.new_id(self.prefix)
        value = self.settle(self._value(asking, body, key), asking)
        return write(asking, attempt, act=partial(self._create, asking, value))

    def put(
        self,
        asking: Asking,
        key: str,
        *,
        body: ReadOnly,
        attempt: Attempt,
        precondition: Precondition,
    ) -> Response:
        """The profile of that id, created or replaced."""
        value = self._value(asking, body, key)
        change = _change(asking, precondition)
        return write(asking, attempt, act=partial(self._put, asking, value, change))

    def amend(
        self,
        asking: Asking,
        key: str,
        *,
        patch: Mapping[str, Any],
        attempt: Attempt,
        precondition: Precondition,
    ) -> Response:
        """The profile of that id with some fields changed."""

        def act(session: Session) -> Answer:
            merge = partial(self._merged, asking, patch)
            change = _change(asking, precondition)
            found = profiles.amend(
                session, self.kind, self.identity(key), merge=merge, change=change
            )
            return self._written(found, status=200)

        return write(asking, attempt, act=act)

    def delete(
        self, asking: Asking, key: str, *, attempt: Attempt, precondition: Precondition
    ) -> Response:
        """Nothing more of that id."""
        act = partial(
            profiles.delete,
            kind=self.kind,
            key=self.identity(key),
            change=_change(asking, precondition),
        )
        return written(asking, attempt, act=act)

    def _create(self, asking: Asking, value: Value, session: Session) -> Answer:
        change = _change(asking, Precondition())
        return self._written(profiles.create(session, self.kind, value, change=change), status=201)

    def _put(self, asking: Asking, value: Value, change: Change, session: Session) -> Answer:
        """Only what is new is settled: what is replaced keeps what it says."""
        is_new = self.kind.store.get(session, self.kind.id_of(value)) is None
        wanted = self.settle(value, asking) if is_new else value
        found, created = profiles.put(session, self.kind, wanted, change=change)
        return self._written(found, status=201 if created else 200)

    def _written(self, found: Versioned[Value], *, status: int) -> Answer:
        headers = {"ETag": etag(found)}
        if status == 201:
            headers["Location"] = f"{self.path}/{quote(found.value.id, safe='')}"
        return Answer(status=status, body=json_bytes(receipt(found)), headers=headers)

    def _merged(self, asking: Asking, patch: Mapping[str, Any], before: Value) -> Value:
        """What the patch makes of the profile, judged like any other body."""
        fields = {**_as_fields(before), **patch}
        stated = {name: value for name, value in fields.items() if value is not None}
        try:
            return self._value(asking, self.body.model_validate(stated), before.id)
        except ValidationError as error:
            raise ServiceError(Code.INVALID, 422, faults=faults_of(error.errors())) from error

    def _value(self, asking: Asking, body: ReadOnly, key: str) -> Value:
        resources = asking.resources
        today = resources.rules.today(resources.clock())
        whole = self.complete(body, asking)
        return value_of(self.make, whole, key=key, words=asking.desk.words, today=today)


def _change(asking: Asking, precondition: Precondition) -> Change:
    return Change(
        principal=asking.principal, now=asking.resources.clock(), precondition=precondition
    )


def _as_fields(value: Any) -> dict[str, Any]:
    return asdict(value)

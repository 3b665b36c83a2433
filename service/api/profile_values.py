"""Profile values: bodies of talents, offers and organisations as values of the domain, and back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from matcher.domain import FreeTag
from matcher.intake.checks import conflicts
from matcher.vocabulary import Vocabularies, WordList
from service.api.bodies.fields import ReadOnly
from service.api.faults import pointer
from service.errors import Code, Fault, ServiceError
from service.i18n import word_list
from service.store.profiles import Versioned

Made = TypeVar("Made")

# Which list a field's codes are of.
_LISTS: Mapping[str, str] = {
    "roles": "roles",
    "genres": "genres",
    "goals": "goals",
    "conditions": "conditions",
    "languages": "languages",
    "times": "times",
    "kind": "kinds",
    "setting": "settings",
    "reach": "reaches",
    "type": "organisation_types",
    "municipality": "municipalities",
    "equipment": "equipment",
    "loudness": "loudness",
    "audience": "audiences",
}


def value_of(
    make: Callable[..., Made], body: ReadOnly, *, key: str, words: Vocabularies, today: date
) -> Made:
    """The value that ``body`` describes under the id ``key``.

    Raises ``ServiceError`` (422 ``invalid``) with a fault for every code that is none, and for
    whatever cannot be true together.
    """
    if body.id is not None and body.id != key:
        raise _invalid([Fault(pointer(["id"]), "id_differs")])
    own = type(body).model_fields.keys() - ReadOnly.model_fields.keys()
    given = {name: getattr(body, name) for name in own}
    faults = [*_unknown_codes(given, words), *_stray_tags(given)]
    if faults:
        raise _invalid(faults)
    made = make(**_settled(given, words), id=key)
    faults = list(_conflicts(made, today))
    if faults:
        raise _invalid(faults)
    return made


def shown(found: Versioned[Any]) -> dict[str, Any]:
    """A stored profile as it is answered."""
    return {**asdict(found.value), "version": found.version, "updated_at": found.updated_at}


def receipt(found: Versioned[Any]) -> dict[str, Any]:
    """What a write is answered with: which version stands now, and nothing personal, because
    receipts are kept."""
    return {"id": found.value.id, "version": found.version, "updated_at": found.updated_at}


def _settled(given: Mapping[str, Any], words: Vocabularies) -> dict[str, Any]:
    """Each code once; groups by their code where they have one; tags as tags."""
    settled: dict[str, Any] = {
        name: tuple(dict.fromkeys(value)) if isinstance(value, tuple) else value
        for name, value in given.items()
    }
    settled["free_tags"] = tuple(FreeTag(tag.field, tag.text) for tag in given["free_tags"])
    code_of = words.target_groups.resolve
    if settled.get("target_group"):
        settled["target_group"] = code_of(settled["target_group"]) or settled["target_group"]
    if settled.get("target_groups"):
        settled["target_groups"] = tuple(code_of(one) or one for one in settled["target_groups"])
    return settled


def unknown_code(where: Sequence[object], code: str, *, among: str) -> ServiceError:
    """The refusal of a code that the list ``among`` has not, with those that come near."""
    nearest = word_list(among).nearest(code)
    return _invalid([_not_a_code(where, code, among=among, nearest=nearest)])


def _unknown_codes(given: Mapping[str, Any], words: Vocabularies) -> Iterator[Fault]:
    for name, value in given.items():
        if name in _LISTS:
            yield from _unknown(name, value, among=word_list(_LISTS[name]))
    postcode = given.get("postcode")
    if postcode is not None and words.geography.resolve_postcode(postcode) is None:
        yield Fault(pointer(["postcode"]), "unknown_postcode")


def _unknown(name: str, value: Any, *, among: WordList) -> Iterator[Fault]:
    listed: tuple[str | None, ...] = value if isinstance(value, tuple) else (value,)
    for place, code in enumerate(listed):
        if code is not None and code not in among:
            where = [name, place] if isinstance(value, tuple) else [name]
            yield _not_a_code(where, code, among=_LISTS[name], nearest=among.nearest(code))


def _not_a_code(where: Sequence[object], code: str, *, among: str, nearest: Sequence[str]) -> Fault:
    params = {"code": code, "list": among}
    if not nearest:
        return Fault(pointer(where), "unknown_code", params)
    return Fault(pointer(where), "unknown_code_near", params | {"nearest": ", ".join(nearest)})


def _stray_tags(given: Mapping[str, Any]) -> Iterator[Fault]:
    for place, tag in enumerate(given["free_tags"]):
        if tag.field not in _LISTS or tag.field not in given or tag.field == "municipality":
            where = pointer(["free_tags", place, "field"])
            yield Fault(where, "unknown_field_of_tag", {"field": tag.field})


def _conflicts(made: Any, today: date) -> Iterator[Fault]:
    for conflict in conflicts(made, today=today):
        if conflict.refuses:
            problem = conflict.problem
            yield Fault(pointer([conflict.fields[0]]), problem.code, problem.params)


def _invalid(faults: Sequence[Fault]) -> ServiceError:
    return ServiceError(Code.INVALID, 422, faults=tuple(faults))

"""Faults: what pydantic found wrong, as our own codes and JSON pointers (RFC 6901)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.errors import Fault, Params

_QUOTED = re.compile(r"'([^']*)'")

# What pydantic calls it → our code, and the name its limit has in our text.
CODES: Mapping[str, tuple[str, str | None]] = {
    "missing": ("field_missing", None),
    "extra_forbidden": ("field_unknown", None),
    "string_too_short": ("text_too_short", "min_length:least"),
    "string_too_long": ("text_too_long", "max_length:most"),
    "too_short": ("list_too_short", "min_length:least"),
    "too_long": ("list_too_long", "max_length:most"),
    "greater_than_equal": ("too_small", "ge:least"),
    "greater_than": ("too_small_open", "gt:least"),
    "less_than_equal": ("too_large", "le:most"),
    "string_pattern_mismatch": ("wrong_form", None),
    "finite_number": ("not_a_number", None),
    "float_parsing": ("not_a_number", None),
    "float_type": ("not_a_number", None),
    "int_parsing": ("not_a_whole_number", None),
    "int_parsing_size": ("not_a_whole_number", None),
    "int_type": ("not_a_whole_number", None),
    "int_from_float": ("not_a_whole_number", None),
    "bool_parsing": ("not_true_or_false", None),
    "bool_type": ("not_true_or_false", None),
    "date_parsing": ("not_a_date", None),
    "date_type": ("not_a_date", None),
    "date_from_datetime_parsing": ("not_a_date", None),
    "date_from_datetime_inexact": ("not_a_date", None),
    "datetime_parsing": ("not_a_time", None),
    "datetime_type": ("not_a_time", None),
    "datetime_from_date_parsing": ("not_a_time", None),
    "timezone_aware": ("time_zone_missing", None),
    "string_type": ("not_a_text", None),
    "string_unicode": ("not_text", None),
    "tuple_type": ("not_a_list", None),
    "list_type": ("not_a_list", None),
    "model_type": ("not_an_object", None),
    "model_attributes_type": ("not_an_object", None),
    "dict_type": ("not_an_object", None),
    "not_text": ("not_text", None),
    "empty_text": ("empty_text", None),
    "not_one_line": ("not_one_line", None),
    "not_an_id": ("not_an_id", None),
    "twice": ("twice", None),
}
_CHOICES = frozenset({"enum", "literal_error"})
_PLACES = frozenset({"body", "query", "path", "header"})


def faults_of(errors: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """A fault for each error that pydantic lists; values that were sent are not repeated."""
    return tuple(_fault(error) for error in errors)


def pointer(parts: Sequence[object]) -> str:
    """The JSON pointer to a place in the body, as the fragment of a URI."""
    return "#" + "".join(f"/{_escaped(str(part))}" for part in parts)


def _fault(error: Mapping[str, Any]) -> Fault:
    location = list(error["loc"])
    place = str(location.pop(0)) if location and location[0] in _PLACES else "body"
    code, params = _meaning(error)
    where = pointer(location) if place == "body" else "/".join(map(str, location))
    return Fault(pointer=where, code=code, params=params, place=place)


def _meaning(error: Mapping[str, Any]) -> tuple[str, Params]:
    kind, context = error["type"], error.get("ctx", {})
    if kind in _CHOICES:
        return "not_a_choice", {"choices": ", ".join(_QUOTED.findall(context["expected"]))}
    code, limit = CODES.get(kind, ("invalid_value", None))
    if limit is None:
        return code, {}
    theirs, _, ours = limit.partition(":")
    return code, {ours: context[theirs]}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")

"""The reference: the OpenAPI document as one page of plain HTML."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from service.api.guard import ACTION
from service.api.html import around, element, link, table
from service.auth import TABLE, Action, Scope

_METHODS = ("get", "post", "put", "patch", "delete")
_INTRODUCTION = (
    "Send your key as Authorization: Bearer samspil_… (samspil key create makes one). Bodies and "
    "answers are JSON in UTF-8. Texts come in Danish or English: ?lang=da, ?lang=en, or "
    "Accept-Language. Lists have items and next: send next as cursor for the following page. "
    "Writes take an Idempotency-Key: the same key and body have one effect and one answer. "
    "Replacing, changing and deleting take If-Match with the ETag that was read. Errors are "
    "problems as RFC 9457 says, with a stable code."
)

Operation = Mapping[str, Any]
_Found = tuple[str, str, Operation]


def reference(document: Mapping[str, Any]) -> Iterator[str]:
    """The body of the page: an introduction, a table of all routes, then each by itself."""
    operations = _by_tag(_operations(document))
    yield element("h1", f"{document['info']['title']} {document['info']['version']}")
    yield element("p", _INTRODUCTION)
    yield around("p", [link("openapi.json", "/openapi.json"), " · ", link("Start", "/")])
    yield table(
        ("Route", "What it does"),
        (
            [_anchor(method, path), link(op["summary"], f"#{_id(op)}")]
            for path, method, op in operations
        ),
    )
    for tag, grouped in groupby(operations, key=lambda found: _tag(found[2])):
        yield element("h2", tag)
        for path, method, operation in grouped:
            yield from _operation(path, method, operation, document)


def _by_tag(found: Iterable[_Found]) -> list[_Found]:
    """Those of one tag together, in the order in which the document names the tags first."""
    listed = list(found)
    order: dict[str, int] = {}
    for _, _, operation in listed:
        order.setdefault(_tag(operation), len(order))
    return sorted(listed, key=lambda one: order[_tag(one[2])])


def _operations(document: Mapping[str, Any]) -> Iterator[_Found]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield path, method, item[method]


def _operation(
    path: str, method: str, operation: Operation, document: Mapping[str, Any]
) -> Iterator[str]:
    yield around("h3", [_anchor(method, path)], having={"id": _id(operation)})
    yield element("p", f"{operation['summary']}. {operation.get('description', '')}".strip())
    yield element("p", f"Who: {_who(Action(operation[ACTION]))}")
    if operation.get("parameters"):
        yield table(
            ("Parameter", "In", "Type", "Meaning"),
            (_parameter(one) for one in operation["parameters"]),
        )
    for kind, example in _examples(operation.get("requestBody", {}), document):
        yield _shown(f"Send ({kind})", example)
    for status, answer in operation["responses"].items():
        yield element("p", f"{status}: {answer['description']}")
        if status.startswith("2"):
            for kind, example in _examples(answer, document):
                yield _shown(kind, example)


def _anchor(method: str, path: str) -> str:
    return around("code", [element("span", method.upper(), having={"class": "method"}), f" {path}"])


def _id(operation: Operation) -> str:
    return str(operation["operationId"])


def _tag(operation: Operation) -> str:
    return str(operation["tags"][0])


def _who(action: Action) -> str:
    """The roles of the permission table, with their scopes."""
    roles = {role.value: reach for role, reach in TABLE[action].items()}
    if len(set(roles.values())) == 1 and "anonymous" in roles:
        return "everybody, without a key"
    return ", ".join(
        role if reach is Scope.ANY else f"{role} ({reach.value})" for role, reach in roles.items()
    )


def _parameter(parameter: Mapping[str, Any]) -> Iterator[str]:
    required = " (required)" if parameter.get("required") else ""
    yield element("code", parameter["name"])
    yield element("span", f"{parameter['in']}{required}")
    yield element("span", _type(parameter["schema"]))
    yield element("span", parameter.get("description", ""))


def _type(schema: Mapping[str, Any]) -> str:
    """In a few words: type, choices, bounds, default."""
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return _type(one)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    words = [str(schema.get("type", ""))]
    if "enum" in schema:
        words = [" | ".join(map(str, schema["enum"]))]
    bounds = [f"{sign} {schema[name]}" for name, sign in _BOUNDS if name in schema]
    if "default" in schema:
        bounds.append(f"default {json.dumps(schema['default'])}")
    return ", ".join([*words, *bounds])


_BOUNDS = (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "length ≤"))


def _examples(holder: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for kind, content in holder.get("content", {}).items():
        found = _example(content, document)
        if found not in (None, ""):
            yield kind, found


def _example(content: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The example given, else the first of the schema, else of what the schema points to."""
    if "example" in content:
        return content["example"]
    if content.get("examples"):
        return next(iter(content["examples"].values()))["value"]
    schema = content.get("schema", {})
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
    return next(iter(schema.get("examples", ())), None)


def _shown(title: str, example: Any) -> str:
    text = (
        example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
    )
    return around("div", [element("p", title), around("pre", [element("code", text)])])

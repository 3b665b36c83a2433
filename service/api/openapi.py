"""OpenAPI: the document that describes every route, with what FastAPI cannot know of ours."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from service.api.guard import ACTION
from service.api.openapi_parts import PROBLEM_SCHEMA
from service.auth import TABLE, Action, Role

_METHODS = ("get", "post", "put", "patch", "delete")
_KEY = "key"
_LANGUAGE: dict[str, Any] = {
    "name": "lang",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["da", "en"]},
    "description": "The language of texts; else Accept-Language",
}
# FastAPI's own shape of validation errors, which we do not answer with.
_NOT_OURS = ("HTTPValidationError", "ValidationError")


class DescribedApi(FastAPI):
    """A FastAPI whose document knows keys, roles, languages and problems."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _described(super().openapi())
        return self.openapi_schema


def _described(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    for name in _NOT_OURS:
        schemas.pop(name, None)
    components["securitySchemes"] = {_KEY: {"type": "http", "scheme": "bearer"}}
    for operation in _operations(document):
        _describe(operation)
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from (item[method] for method in _METHODS if method in item)


def _describe(operation: dict[str, Any]) -> None:
    roles = TABLE[Action(operation[ACTION])]
    operation["x-roles"] = {role.value: scope.value for role, scope in roles.items()}
    operation["security"] = [] if Role.ANONYMOUS in roles else [{_KEY: []}]
    parameters = operation.setdefault("parameters", [])
    operation["parameters"] = [p for p in parameters if p["name"] != "lang"] + [_LANGUAGE]
    invalid = operation["responses"].get("422", {}).get("content", {})
    if "HTTPValidationError" in str(invalid):
        del operation["responses"]["422"]

"""Pathways as they are answered, with texts in the language of who asks."""

from collections.abc import Mapping
from typing import Any

from matcher.domain import Step
from matcher.vocabulary import Language
from service.actions.pathway import ShownPathway, ShownStep
from service.api.answers import said
from service.api.bodies.pathways import WishBody
from service.api.slates import slate_body
from service.i18n import label, say
from service.store.wishes import Wish

TOPIC = "pathways"
_NAMED = {
    "goal": "goals",
    "role": "roles",
    "genre": "genres",
    "reach": "reaches",
    "kind": "kinds",
}


def pathway_body(shown: ShownPathway, *, lang: Language, explain: bool = True) -> dict[str, Any]:
    """The answer to who asked for the pathway."""
    return {
        "talent": shown.talent,
        "goals": shown.goals,
        "role": shown.role,
        "profiled": shown.profiled,
        "lang": lang,
        "here": _here(shown, lang),
        "steps": [
            _step(one, shown, position=place, lang=lang, explain=explain)
            for place, one in enumerate(shown.steps, start=1)
        ],
    }


def wish_body(wish: Wish, *, lang: Language) -> dict[str, Any]:
    """A wish as it is kept, to who may read it, with what its codes are called."""
    kept = {name: getattr(wish, name) for name in (*WishBody.model_fields, "id", "created_at")}
    codes = ((name, among, kept[name]) for name, among in _NAMED.items())
    return kept | {
        f"{name}_name": None if code is None else label(among, code, lang=lang)
        for name, among, code in codes
    }


def _here(shown: ShownPathway, lang: Language) -> dict[str, Any]:
    if not shown.profiled:
        return {"code": "not_profiled", **_of(None, None, lang)} | _text("not_profiled", {}, lang)
    if shown.way.here is None:
        told = {"reach": shown.way.reach}
        return {"code": "at_start", **_of(shown.way.reach, None, lang)} | _text(
            "at_start", told, lang
        )
    step = shown.way.here
    return {"code": "here", **_of(step.reach, step.kind, lang)} | _text("here", _codes(step), lang)


def _step(
    one: ShownStep, shown: ShownPathway, *, position: int, lang: Language, explain: bool
) -> dict[str, Any]:
    step, slate = one.ahead.step, one.shown.slate
    return {
        "position": position,
        "ahead": "next" if position == 1 else "beyond",
        **_of(step.reach, step.kind, lang),
        **_text("step", _codes(step), lang),
        "reasons": [said(reason, lang=lang, topic=TOPIC) for reason in one.ahead.reasons],
        "offers": slate_body(one.shown, lang=lang, explain=explain),
        "missing": None if slate.items else _missing(step, shown, lang),
    }


def _missing(step: Step, shown: ShownPathway, lang: Language) -> dict[str, Any]:
    """With the wish that would say so, where it is known for which goal it is; where a rule alone
    keeps the person out, nothing is known to be missing."""
    if shown.held is not None:
        code, params = f"held_{shown.held.code}", shown.held.params
        return {"code": code, "wish": None, "href": None} | _text(code, params, lang)
    goal = next(iter(shown.goals), None)
    wish = {"goal": goal, "role": shown.role, **_codes(step)} if goal else None
    href = f"/v1/talents/{shown.talent}/wishes"
    return {"code": "none_yet", "wish": wish, "href": href} | _text("none_yet", {}, lang)


def _of(reach: str | None, kind: str | None, lang: Language) -> dict[str, Any]:
    return {
        "reach": reach,
        "reach_name": None if reach is None else label("reaches", reach, lang=lang),
        "kind": kind,
        "kind_name": None if kind is None else label("kinds", kind, lang=lang),
    }


def _codes(step: Step) -> dict[str, str]:
    return {"reach": step.reach, "kind": step.kind}


def _text(code: str, params: Mapping[str, str | int | float], lang: Language) -> dict[str, str]:
    return {"text": say(code, params, lang=lang, topic=TOPIC)}

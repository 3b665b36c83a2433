"""Finding words: what the gate looked at and what came of it, as sentences with round numbers."""

from collections.abc import Mapping
from math import isfinite, nan
from string import Formatter

from matcher.domain import Side
from training.registry.figures import Figure
from training.registry.gate import Finding
from training.registry.labels import group, measured
from training.registry.texts import figure, said, with_interval

#: Numbers that are said in percent.
_SHARES = frozenset({"chance", "share", "expected", "devoted", "greeting_gap", "greeting_largest"})
#: What a text calls a value with its interval, by what stands before the names of its three.
_LEADS = {"lead": "", "off_policy": "off_policy_"}
#: What names a measure, which has words of its own.
_MEASURES = tuple(f"measure_{side.value}" for side in Side)
#: A finding has at most so many sentences.
_MOST = 4


class _Unknown(dict[str, str]):
    """Words in which what an old finding does not tell is a dash."""

    def __missing__(self, _: str) -> str:
        return "–"


def looked_at(finding: Finding, language: str) -> str:
    """What was looked at, and on which side or in which group where it is of one."""
    text, known = _text(f"finding.{finding.code}", language), _words(finding, language)
    return text.format_map(_Unknown(known)) if text else finding.code


def came_of(finding: Finding, language: str) -> str:
    """Its numbers in sentences: those whose numbers are all there, else names and numbers."""
    known = _words(finding, language)
    if not finding.params:
        return _text(f"found.{finding.code}.nothing", language)
    told = (_text(f"found.{finding.code}.{at}", language) for at in range(1, _MOST + 1))
    chosen = [text.format(**known) for text in told if text and _fields(text) <= known.keys()]
    return " ".join(chosen) or ", ".join(f"{name} {known[name]}" for name in finding.params)


def _words(finding: Finding, language: str) -> dict[str, str]:
    """Everything that a text may name, as people write it."""
    params = finding.params
    known = {name: _written(name, value, language) for name, value in params.items()}
    known |= {
        name: with_interval(lead, language)
        for name, prefix in _LEADS.items()
        if (lead := _lead(params, prefix)) is not None
    }
    if "side" in params:
        known["side"] = said(f"of_side.{params['side']}", language)
        if "people" in known:
            counted = said(f"measured.{params['side']}", language)
            known["measured"] = counted.format(people=known["people"])
    if {"dimension", "group"} <= params.keys():
        dimension = str(params["dimension"])
        known["dimension"] = said(dimension, language)
        known["group"] = group(dimension, str(params["group"]), language)
    known |= {name: said(str(params[name]), language) for name in _MEASURES if name in params}
    return known | _features(params, language)


def _features(params: Mapping[str, object], language: str) -> dict[str, str]:
    """Lists of features, each with the side before it where there is one, by their names."""
    return {
        name: ", ".join(_feature(one, language) for one in str(params[name]).split(", "))
        for name in ("broken", "not_allowed")
        if name in params
    }


def _feature(written: str, language: str) -> str:
    side, _, name = written.rpartition(" ")
    called = (
        f"»{measured(name, language)}«" if language == "da" else f'"{measured(name, language)}"'
    )
    return f"{said(f'of_side.{side}', language)} {called}" if side else called


def _lead(params: Mapping[str, object], prefix: str) -> Figure | None:
    known = [params.get(f"{prefix}{name}", "") for name in ("value", "low", "high")]
    if "" in known:
        return None
    # A document has null where nothing could be measured.
    value, low, high = (
        float(one) if isinstance(one, (int, float)) and isfinite(one) else nan for one in known
    )
    return Figure(value, low, high)


def _written(name: str, value: object, language: str) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, (int, float)) or not isfinite(value):
        return figure(None, language)
    if name in _SHARES:
        return f"{figure(100 * value, language, digits=1)} %"
    if isinstance(value, int) or value.is_integer():
        return figure(value, language, digits=0)
    return figure(value, language)


def _text(key: str, language: str) -> str:
    text = said(key, language)
    return "" if text == key else text


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}

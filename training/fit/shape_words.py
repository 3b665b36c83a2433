"""Shape words: what stands on a drawing of a shape, in Danish or English."""

from dataclasses import dataclass

from matcher.domain import Side
from matcher.features import Feature
from matcher.vocabulary import Language

_YES_NO = "yes/no"
_LOG10 = "log10(1 + DKK)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language; ``said`` and what else has braces is filled with numbers.

    ``scale`` says what the numbers mean, by side.
    """

    prior: str
    learned: str
    interval: str
    give_or_take: str
    missing: str
    yes: str
    no: str
    up: str
    down: str
    scale: dict[Side, str]
    said: str
    together: str
    downwards: str
    across: str


WORDS = {
    Language.DA: Words(
        prior="ventet på forhånd",
        learned="lært",
        interval="90 %-interval",
        give_or_take="90 %-interval: lært, ± op til {most}",
        missing="mangler",
        yes="ja",
        no="nej",
        up="trækker op",
        down="trækker ned",
        scale={
            Side.TALENT: "Hvor meget det trækker i, om personen vælger tilbuddet: "
            "0 ændrer intet, +0,7 gør 1 gang ud af 3 til 1 ud af 2, -0,7 gør den til 1 ud af 5.",
            Side.PROVIDER: "Hvor meget det trækker i, om aktøren siger ja til personen: "
            "0 ændrer intet, +0,7 gør 1 gang ud af 3 til 1 ud af 2, -0,7 gør den til 1 ud af 5.",
        },
        said="Trækker lavest {low} ved {low_at}, højest {high} ved {high_at}; {missing}, når det "
        "mangler. Det største skridt væk fra det ventede er {moved} ved {moved_at}. "
        "Lært af {rows} rækker.",
        together="{down} nedad, {across} på tværs; ventet, lært og 90 %-interval ved siden af "
        "hinanden. Trækker lavest {low}, højest {high}; det største skridt væk fra det ventede er "
        "{moved}.",
        downwards="↓ Nedad: ",
        across="→ På tværs: ",
    ),
    Language.EN: Words(
        prior="expected beforehand",
        learned="learned",
        interval="90 % interval",
        give_or_take="90 % interval: learned, ± up to {most}",
        missing="missing",
        yes="yes",
        no="no",
        up="pulls up",
        down="pulls down",
        scale={
            Side.TALENT: "How much it pulls at whether the person chooses the offer: "
            "0 changes nothing, +0.7 makes 1 time of 3 into 1 of 2, -0.7 makes it 1 of 5.",
            Side.PROVIDER: "How much it pulls at whether the organisation says yes to the person: "
            "0 changes nothing, +0.7 makes 1 time of 3 into 1 of 2, -0.7 makes it 1 of 5.",
        },
        said="Pulls lowest {low} at {low_at}, highest {high} at {high_at}; {missing} when it is "
        "missing. The furthest from what was expected is {moved} at {moved_at}. "
        "Learned from {rows} rows.",
        together="{down} downwards, {across} across; expected, learned and 90 % interval side by "
        "side. Pulls lowest {low}, highest {high}; the furthest from what was expected is {moved}.",
        downwards="↓ Downwards: ",
        across="→ Across: ",
    ),
}

#: Danish and English, by the unit that the list of features has.
_UNITS = {
    "0–1": ("0 til 1", "0 to 1"),
    "-1–1": ("-1 til 1", "-1 to 1"),
    "levels": ("trin", "levels"),
    "weight": ("vægt", "weight"),
    "share of accepted km": ("andel af de km, personen vil rejse", "share of accepted km"),
    "km": ("km", "km"),
    _YES_NO: ("ja/nej", "yes/no"),
    "rungs": ("trin", "rungs"),
    "DKK": ("kr.", "DKK"),
    _LOG10: ("kr.", "DKK"),
    "days": ("dage", "days"),
    "category": ("slags, efter nummer", "kind, by number"),
    "times": ("gange", "times"),
    "log2": ("fordoblinger", "doublings"),
}


def meaning(feature: Feature, language: Language) -> str:
    """What the feature says, in words."""
    return feature.meaning_da if language is Language.DA else feature.meaning_en


def unit(feature: Feature, language: Language) -> str:
    """What the feature is counted in. Raises ``KeyError`` for a unit without words."""
    danish, english = _UNITS[feature.unit]
    return danish if language is Language.DA else english


def with_unit(feature: Feature, language: Language) -> str:
    """The feature's meaning and, in brackets, its unit."""
    return f"{meaning(feature, language)} ({unit(feature, language)})"


def pull(value: float, language: Language, *, digits: int = 2) -> str:
    """How far something pulls, with its sign; nothing at all has none."""
    rounded = round(float(value), digits)
    return _in(language, f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}")


def size(value: float, language: Language, *, digits: int = 2) -> str:
    """A number without a sign."""
    return _in(language, f"{abs(float(value)):.{digits}f}")


def rows(weight: float, language: Language) -> str:
    """A number of rows."""
    return _in(language, f"{weight:,.0f}")


def value_of(feature: Feature, value: float, language: Language) -> str:
    """A value of the feature as people say it: amounts of money whole, yes and no as words."""
    if feature.unit == _YES_NO:
        return WORDS[language].yes if value >= 0.5 else WORDS[language].no
    if feature.unit == _LOG10:
        return _in(language, f"{10**value - 1:,.0f}")
    digits = 0 if abs(value) >= 100 else 3 if abs(value) < 1 else 2
    written = f"{value:,.{digits}f}"
    return _in(language, written.rstrip("0").rstrip(".") if digits else written)


def cell_of(feature: Feature, cell: int, language: Language) -> str:
    """A cell by the value in its middle; cell 0 is the missing one."""
    if not cell:
        return WORDS[language].missing
    return value_of(feature, float(feature.centres()[cell - 1]), language)


def ticks(feature: Feature, rough: list[float]) -> list[float]:
    """Where an axis of the feature is marked: at its two cells for yes and no."""
    return feature.centres().tolist() if feature.unit == _YES_NO else rough


def _in(language: Language, written: str) -> str:
    swapped = str.maketrans(",.", ".,")
    return written.translate(swapped) if language is Language.DA else written

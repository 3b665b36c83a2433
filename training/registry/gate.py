"""The gate: whether a candidate may serve, decided from what was measured and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import pi
from statistics import NormalDist
from typing import Any

from matcher.domain import Side
from training.registry.allowed import allowed, own_features
from training.registry.figures import Cell, Evaluation, Figure, Trial, plain

CALIBRATION = "calibration_error"
#: What 1/k² comes to over all k, so that looks without end share what may be spent on luck.
_ALL_LOOKS = pi**2 / 6
LEAST_DECIDERS = 10
"""A side of which fewer people or organisations decide says nothing, and is taught nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How much worse a candidate may be, and where.

    ``side_loss`` by side is in the unit of the side's deciding measure (corrected DCG;
    log-likelihood a row): all people of a side that did not win may lose so much, and it counts as
    lost when its interval is below zero. A group's margin is in its standing, and how
    probable a loss beyond it must be in the evaluation; a plain loss of ``slice_stop`` in a group
    of ``slice_people`` or more holds a candidate back whatever the probability.
    ``calibration`` is in probability. ``people`` is the least number whose lists decide, and
    ``side_people`` the least number of those who decide, people or organisations, that a side must
    be measured on where it says anything new.
    """

    side_loss: Mapping[Side, float] = field(
        default_factory=lambda: {Side.TALENT: 0.0, Side.PROVIDER: 0.02}
    )
    slice_stop: Mapping[Side, float] = field(
        default_factory=lambda: {Side.TALENT: 0.25, Side.PROVIDER: 0.4}
    )
    slice_people: int = 20
    calibration: float = 0.02
    people: int = 30
    side_people: int = LEAST_DECIDERS


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its code, whether it is in order, and its numbers."""

    code: str
    passed: bool
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What else was established about the candidate, as values.

    ``broken`` names the sides and features whose declared direction it breaks. ``schema`` and
    ``own_schema`` are the hashes of the feature lists of the log and of this release,
    ``features`` the names of what the candidate may read.
    ``counterfactuals`` are the findings of swapped names and postcodes; without any the candidate
    is not known to be fair and does not pass. ``concentration`` are those about feedback that
    comes from one organisation.
    """

    broken: tuple[str, ...]
    schema: str
    own_schema: str
    counterfactuals: tuple[Finding, ...]
    concentration: tuple[Finding, ...]
    features: tuple[str, ...] = field(default_factory=own_features)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``promote`` is true when every finding passed."""

    promote: bool
    findings: tuple[Finding, ...]

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        findings = [
            {"code": f.code, "passed": f.passed, "params": plain(f.params)} for f in self.findings
        ]
        return {"promote": self.promote, "findings": findings}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Verdict":
        """What ``document`` wrote."""
        findings = (Finding(f["code"], f["passed"], f["params"]) for f in document["findings"])
        return cls(bool(document["promote"]), tuple(findings))

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return tuple(finding for finding in self.findings if not finding.passed)


def judge(
    evaluation: Evaluation,
    checks: Checks,
    *,
    margins: Margins,
    off_policy: Figure | None = None,
    looks: int = 1,
) -> Verdict:
    """Whether the candidate is shown to be better, and to do no harm.

    1. Enough people were measured, on each side that says anything new.
    2. On the talents' side the deciding measure leads with its whole interval above zero, or
       the off-policy estimate of what it would have brought beyond what serves does. Both are
       chances to be lucky, and so is each of the ``looks`` at the same held-out time, of which this
       is the last: the k-th spends 6/(π²k²) of the level, shared between the two (Bonferroni), so
       that all looks, however many there will be, keep it together.
    3. No side loses more than its margin with the interval below zero, and no group of people
       probably loses more than its own.
    4. Calibration is no worse than by its margin on each side, or not surely so.
    5. Directions, features, swapped names and postcodes, and sources of feedback are in order.
    """
    findings = (
        _enough(evaluation, margins),
        _better(evaluation, off_policy, looks=looks, level=evaluation.level),
        *_sides(evaluation, margins),
        *_slices(evaluation, margins),
        *_calibrations(evaluation, margins),
        _monotone(checks),
        _features(checks),
        *(checks.counterfactuals or (Finding("counterfactuals_missing", passed=False),)),
        *checks.concentration,
    )
    promote = all(finding.passed for finding in findings)
    return Verdict(promote, findings)


def _enough(evaluation: Evaluation, margins: Margins) -> Finding:
    people = _lead(evaluation.trials.get(Side.TALENT)).people
    return Finding(
        "enough_people", people >= margins.people, {"people": people, "least": margins.people}
    )


def _better(
    evaluation: Evaluation, off_policy: Figure | None, *, looks: int, level: float
) -> Finding:
    lead = _lead(evaluation.trials.get(Side.TALENT))
    told = {"": lead} if off_policy is None else {"": lead, "off_policy_": off_policy}
    look = max(looks, 1)
    share = 1 / (len(told) * _ALL_LOOKS * look**2)
    surer = {name: _surer(figure, share=share, level=level) for name, figure in told.items()}
    params: dict[str, str | int | float] = {"chances": len(told) * look}
    for prefix, figure in surer.items():
        params |= {f"{prefix}{name}": value for name, value in _numbers(figure).items()}
    return Finding("better", any(figure.low > 0 for figure in surer.values()), params)


def _surer(figure: Figure, *, share: float, level: float) -> Figure:
    """Its interval made wider, as a normal one, so that it misses in ``share`` of the cases."""
    tail = (1 - level) / 2
    wider = NormalDist().inv_cdf(1 - tail * share) / NormalDist().inv_cdf(1 - tail)
    low = figure.value - wider * (figure.value - figure.low)
    high = figure.value + wider * (figure.high - figure.value)
    return Figure(figure.value, low, high, figure.people)


def _sides(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    for side, trial in evaluation.trials.items():
        lead = _lead(trial)
        measured = lead.people >= margins.side_people and lead.value == lead.value
        if not measured and not trial.unchanged:
            params = {"side": side.value, "people": lead.people, "least": margins.side_people}
            yield Finding("side_unmeasured", passed=False, params=params)
        margin = margins.side_loss[side]
        told = {"side": side.value, "margin": margin, **_numbers(lead)}
        yield Finding("side_worse", not _lost(lead, margin), told)


def _slices(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    """A finding for each group that lost; one that passed when none did."""
    cells = [(side, cell) for side, trial in evaluation.trials.items() for cell in trial.cells]
    seen = [(side, cell) for side, cell in cells if cell.difference]
    lost = [
        Finding("slice_worse", passed=False, params=_of_cell(side, cell))
        for side, cell in seen
        if _probably_lost(cell, evaluation.sure) or _plainly_lost(side, cell, margins)
    ]
    params: dict[str, str | int | float] = {"groups": len(seen)}
    for side, trial in evaluation.trials.items():
        params |= _findable(side, trial)
    yield from lost or [Finding("slices", passed=True, params=params)]


def _findable(side: Side, trial: Trial) -> dict[str, str | float]:
    """The loss that could be seen in the side's worst measured group, and in which measure."""
    findable = [cell.standing.findable for cell in trial.cells if cell.standing]
    if not findable:
        return {}
    most = round(max(findable), 5)
    return {f"findable_{side.value}": most, f"measure_{side.value}": trial.primary}


def _probably_lost(cell: Cell, sure: float) -> bool:
    return cell.standing is not None and cell.standing.chance >= sure


def _plainly_lost(side: Side, cell: Cell, margins: Margins) -> bool:
    lead = cell.difference
    return (
        lead is not None
        and lead.people >= margins.slice_people
        and lead.value <= -margins.slice_stop[side]
    )


def _of_cell(side: Side, cell: Cell) -> dict[str, str | int | float]:
    said = {"side": side.value, "dimension": cell.dimension, "group": cell.name}
    held: dict[str, str | int | float] = {}
    if cell.standing:
        told = {name: getattr(cell.standing, name) for name in ("margin", "chance", "findable")}
        held = {**{n: round(v, 5) for n, v in told.items()}, "held": round(cell.standing.value, 5)}
    return {**said, **held, **_numbers(cell.difference or Figure(0.0))}


def _calibrations(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    for side, trial in evaluation.trials.items():
        worse = trial.differences.get(CALIBRATION)
        if worse is not None and trial.candidate.rows:
            params = {"side": side.value, "margin": margins.calibration, **_numbers(worse)}
            lost = worse.value > margins.calibration and worse.low > 0
            yield Finding("calibration", not lost, params)


def _features(checks: Checks) -> Finding:
    """The log's features mean what this release's do, and each was agreed on."""
    params: dict[str, str | int | float] = {"schema": checks.schema}
    strange = sorted(set(checks.features) - allowed())
    if strange:
        params["not_allowed"] = ", ".join(strange)
    return Finding("features", checks.schema == checks.own_schema and not strange, params)


def _monotone(checks: Checks) -> Finding:
    if not checks.broken:
        return Finding("monotone", passed=True)
    return Finding("monotone", passed=False, params={"broken": ", ".join(checks.broken)})


def _lost(lead: Figure, margin: float) -> bool:
    return lead.value < -margin and lead.high < 0


def _lead(trial: Trial | None) -> Figure:
    nothing = Figure(float("nan"))
    return trial.differences.get(trial.primary, nothing) if trial else nothing


def _numbers(figure: Figure) -> dict[str, str | int | float]:
    return {
        "value": round(figure.value, 5),
        "low": round(figure.low, 5),
        "high": round(figure.high, 5),
        "people": figure.people,
    }

"""The gate: whether a candidate may serve, decided from what was measured and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.domain import Side
from training.registry.figures import Cell, Evaluation, Figure, Trial, plain

CALIBRATION = "calibration_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """How much worse a candidate may be, and where.

    ``slice_loss`` by side is in the unit of the side's deciding measure (nDCG; log-likelihood a
    row): a group of people may lose so much, and it counts as lost when its interval is below
    zero. ``side_loss`` is the same for all people of a side that did not win. ``calibration`` is
    in probability. ``people`` is the least number whose lists decide, ``slice_people`` that of a
    group: what fewer make of a model can't be told from chance.
    """

    slice_loss: Mapping[Side, float] = field(
        default_factory=lambda: {Side.TALENT: 0.03, Side.PROVIDER: 0.05}
    )
    side_loss: Mapping[Side, float] = field(
        default_factory=lambda: {Side.TALENT: 0.0, Side.PROVIDER: 0.02}
    )
    calibration: float = 0.02
    people: int = 30
    slice_people: int = 20


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
    ``own_schema`` are the hashes of the feature lists of the log and of this release.
    ``counterfactuals`` are the findings of swapped names and postcodes; without any the candidate
    is not known to be fair and does not pass. ``concentration`` are those about feedback that
    comes from one organisation.
    """

    broken: tuple[str, ...]
    schema: str
    own_schema: str
    counterfactuals: tuple[Finding, ...]
    concentration: tuple[Finding, ...]


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
) -> Verdict:
    """Whether the candidate is shown to be better, and to do no harm.

    1. Enough people were measured.
    2. On the talents' side the deciding measure leads with its whole interval above zero, or
       ``off_policy``, an estimate of the value that it would have had, does.
    3. No side and no group of people loses more than its margin, with the interval below zero.
    4. Calibration is no worse than by its margin on each side, or not surely so.
    5. Directions, feature list, swapped names and postcodes, and sources of feedback are in order.
    """
    findings = (
        _enough(evaluation, margins),
        _better(evaluation, off_policy),
        *_sides(evaluation, margins),
        *_slices(evaluation, margins),
        *_calibrations(evaluation, margins),
        _monotone(checks),
        Finding("features", checks.schema == checks.own_schema, {"schema": checks.schema}),
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


def _better(evaluation: Evaluation, off_policy: Figure | None) -> Finding:
    lead = _lead(evaluation.trials.get(Side.TALENT))
    params = _numbers(lead)
    if off_policy is not None:
        params |= {f"off_policy_{name}": value for name, value in _numbers(off_policy).items()}
    shown = lead.low > 0 or (off_policy is not None and off_policy.low > 0)
    return Finding("better", shown, params)


def _sides(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    for side, trial in evaluation.trials.items():
        lead = _lead(trial)
        params = {"side": side.value, "margin": margins.side_loss[side], **_numbers(lead)}
        yield Finding("side_worse", not _lost(lead, margins.side_loss[side]), params)


def _slices(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    """A finding for each group that lost; one that passed when none did."""
    lost = [
        Finding("slice_worse", passed=False, params=_of_cell(side, cell, margins))
        for side, trial in evaluation.trials.items()
        for cell in trial.cells
        if cell.difference
        and cell.difference.people >= margins.slice_people
        and _lost(cell.difference, margins.slice_loss[side])
    ]
    looked_at = sum(c.figure is not None for t in evaluation.trials.values() for c in t.cells)
    yield from lost or [Finding("slices", passed=True, params={"groups": looked_at})]


def _of_cell(side: Side, cell: Cell, margins: Margins) -> dict[str, str | int | float]:
    said = {"side": side.value, "dimension": cell.dimension, "group": cell.name}
    margin = {"margin": margins.slice_loss[side]}
    return {**said, **margin, **_numbers(cell.difference or Figure(0.0))}


def _calibrations(evaluation: Evaluation, margins: Margins) -> Iterator[Finding]:
    for side, trial in evaluation.trials.items():
        worse = trial.differences.get(CALIBRATION)
        if worse is not None and trial.candidate.rows:
            params = {"side": side.value, "margin": margins.calibration, **_numbers(worse)}
            lost = worse.value > margins.calibration and worse.low > 0
            yield Finding("calibration", not lost, params)


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

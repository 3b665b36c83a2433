"""The refusal: why something was not done, in words that say what to do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.training.registry.models import candidate, model
from training.registry import Finding, Registry, RegistryRefused, Verdict
from training.registry.refusal import refused

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)
ONE = model(1).hash
FEW = Finding("side_unmeasured", False, {"side": "provider", "people": 9, "least": 10})
BROKEN = (
    "artefact_unreadable",
    "artefact_format",
    "artefact_version",
    "artefact_schema",
    "artefact_tables",
    "artefact_draws",
    "artefact_folder",
    "artefact_behaviour",
    "artefact_hash",
    "artefact_not_monotone",
)


def test_the_gates_no_is_said_in_the_findings_words_and_names_the_report(tmp_path: Path) -> None:
    slow = Finding("better", False, {"chances": 1, "value": 0.1, "low": -0.1, "high": 0.3})
    verdict = Verdict(promote=False, findings=(FEW, slow, Finding("monotone", True)))
    registry = Registry(tmp_path)
    registry.add(candidate(1, verdict=verdict))
    with pytest.raises(RegistryRefused) as refusal:
        registry.promote(ONE, by="Alma", why="I like it", at=AT)
    told = str(refusal.value)
    assert "The providers' side is measured on enough of those who decide" in told
    assert "not met. 9 providers are measured. At least 10 are needed." in told
    assert "No curve goes the wrong way" not in told
    assert str(tmp_path / ONE / "report.html") in told
    assert refusal.value.problem.params["findings"] == "side_unmeasured, better"


@pytest.mark.parametrize("why", BROKEN)
def test_why_a_model_cannot_be_served_is_said_in_words(why: str) -> None:
    told = refused("model_broken", {"model": ONE, "why": why})
    assert "_" not in str(told)
    assert told.problem.params["why"] == why


def test_a_fault_without_words_is_named_by_its_code() -> None:
    assert "strange_fault" in str(refused("model_broken", {"model": ONE, "why": "strange_fault"}))

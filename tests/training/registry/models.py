"""Models: small ones that can be served, and candidates made of them."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.domain import Side
from matcher.ranking.artefact import Artefact, save_folder
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import day_zero
from training.registry import Candidate, Finding, Verdict

YES = Verdict(promote=True, findings=(Finding("better", passed=True),))
NO = Verdict(promote=False, findings=(Finding("better", passed=False, params={"low": -0.1}),))


def model(number: int) -> GlassBox:
    """Day zero, a little more hopeful."""
    first = day_zero()
    return replace(first, intercepts={side: first.intercepts[side] + number / 8 for side in Side})


def candidate(number: int, *, against: str | None = None, verdict: Verdict = YES) -> Candidate:
    """The model with its files and what the gate is made to say of it."""
    made = model(number)
    with TemporaryDirectory() as parent:
        folder = save_folder(Artefact(made), Path(parent))
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
    files["datasheet.json"] = json.dumps({"made_at": f"2026-09-0{number}"}).encode()
    return Candidate(hash=made.hash, against=against, verdict=verdict, files=files)

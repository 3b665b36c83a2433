"""``samspil wish``: told, listed, taken back, and added up without few people."""

import json

import pytest

from service.commands.exits import ExitCode
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")
GIG = ("--goal", "perform", "--reach", "regional", "--kind", "gig")


def test_a_wish_is_told_listed_and_taken_back(filled: Cli) -> None:
    words = ("--role", "rapper", "--words", "En [scene] i nærheden", "--json")
    kept = json.loads(filled("wish", "add", "tal-1", *GIG, *words, *AS_OF).stdout)
    (one,) = json.loads(filled("wish", "list", "tal-1", "--json").stdout)["items"]
    assert (one["id"], one["words"]) == (kept["id"], "En [scene] i nærheden")
    shown = filled("wish", "list", "tal-1", "--lang", "da").stdout
    for said in (
        "Koncert (Regional)",
        "Optræde · Rapper · 1. september 2026",
        "[scene]",
        one["id"],
    ):
        assert said in shown
    assert filled("wish", "withdraw", "tal-1", kept["id"]).exit_code == ExitCode.OK
    assert json.loads(filled("wish", "list", "tal-1", "--json").stdout) == {"items": []}
    assert "No wishes yet" in filled("wish", "list", "tal-1").stdout
    again = filled("wish", "withdraw", "tal-1", kept["id"])
    assert again.exit_code == ExitCode.UNKNOWN


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--goal", "perform", "--reach", "regional", "--kind", "gigs"), "--kind"),
        ((*GIG, "--role", "rappr"), "--role"),
        ((*GIG, "--words", "x" * 501), "--words"),
    ],
)
def test_what_cannot_be_wished_is_a_wrong_call(
    filled: Cli, words: tuple[str, ...], named: str
) -> None:
    refused = filled("wish", "add", "tal-1", *words, *AS_OF)
    assert refused.exit_code == ExitCode.USAGE
    assert named in refused.stderr
    assert json.loads(filled("wish", "list", "tal-1", "--json").stdout) == {"items": []}


def test_nobody_is_unknown(filled: Cli) -> None:
    for asked in (("list", "nobody"), ("add", "nobody", *GIG), ("withdraw", "nobody", "w")):
        assert filled("wish", *asked).exit_code == ExitCode.UNKNOWN


def test_what_few_wish_is_not_told(filled: Cli) -> None:
    filled("wish", "add", "tal-1", *GIG, *AS_OF)
    answer = json.loads(filled("wish", "counts", *AS_OF, "--json").stdout)
    found = {(one["term"], one["reach"]): one["people"] for one in answer["cells"]}
    assert (found["gig", "regional"], found["gig", None], found["gig", "local"]) == (None, None, 0)
    shown = filled("wish", "counts", *AS_OF).stdout
    assert "·" in shown
    assert "hidden" in shown

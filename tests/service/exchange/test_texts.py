"""Tests of the texts: every problem of an import can be said in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.domain import Problem
from matcher.intake import IntakeCode
from matcher.vocabulary import Language
from service.exchange import Report
from service.i18n import catalogue, say
from tests.service.exchange.folders import ORGANISATIONS, previewed, write

TOPIC = "intake"
OFFERS = """id;organisation;title;genres;kind;level_min;level_max;start;slut;frist;målgruppe;open_to
o1;org-9;A;shoegaaazer|Zwirbelquark|alle;gig|festival;3;2;2026-10-02;2026-10-01;;piger;venner
o2;org-1;;"a|b";;9;x;i morgen;;;;
o3;org-1;C;;;1,5;;2026-10-02;;2026-10-03;;
o4;org-1;D
o4;org-1;D;;;;;;;;;;for;mange
o5;org-1;"E"x;;;;;;;;;
o6;org-1;E;;;;;2026-10-02;2026-10-01;;piger;
o7;org-1;E;;;3;2;;;;;
"""
TALENTS = """id;name;email;birth_date;kommune;postnummer;links;må_findes;bio;max_km
a/b;A;x;1850-01-01;Helsingborg;1;javascript:x;måske;;langt
t1;A;;1850-01-01;;;;;;
t2;A;;;9999;;;;;
t2;B;;;;;;;;
t3;A;;;;;;;;
t3;A;;;;;;;;
t4;"A
B";;;;;;;;
t5;A;;;;;;;{long};
t6;A;;;;;{links};;;
t7;"A;;;;;;;;
t8;A;;;;;;;;"""


def problems(report: Report) -> Iterator[Problem]:
    for file in report.files:
        yield from file.notes
        for verdict in (*file.refused, *file.warned):
            yield from (finding.problem for finding in (*verdict.refused, *verdict.warned))


@pytest.mark.parametrize("code", list(IntakeCode))
def test_every_code_has_a_text_in_each_language(code: IntakeCode) -> None:
    text = catalogue()[TOPIC][code.value]
    assert all(text.template(language) for language in Language)


def test_every_text_is_of_a_code() -> None:
    assert set(catalogue()[TOPIC]) == {code.value for code in IntakeCode}


def test_a_text_asks_for_nothing_that_its_problem_does_not_have(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    links = "|".join(f"a{number}.dk" for number in range(101))
    talents = TALENTS.format(long="x" * 20_001, links=links)
    files = {"organisations.csv": ORGANISATIONS, "offers.csv": OFFERS, "talents.csv": talents}
    met = {
        problem.code: problem
        for problem in problems(previewed(sqlite_engine, write(tmp_path, files)))
    }
    assert len(met) > 30
    for problem in met.values():
        for language in Language:
            said = say(problem.code, problem.params, lang=language, topic=TOPIC)
            assert "…" not in said, (problem, said)

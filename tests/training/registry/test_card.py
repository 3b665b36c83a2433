"""The card: everything that a reader is owed, in both languages."""

import csv
import json
import re
from dataclasses import replace
from importlib.resources import files

import pytest

from matcher.domain import Side
from matcher.domain.log_contract import AGE_BANDS
from matcher.features import feature_list
from tests.training.registry.models import NO, YES
from training.registry import (
    Cell,
    DataSheet,
    Evaluation,
    Figure,
    SideFigures,
    Standing,
    Trial,
    card,
)
from training.registry.labels import group, measured
from training.registry.texts import figure, said, texts

SHEET = DataSheet(
    model="3f2a",
    made_at="2026-09-07T08:00:00+00:00",
    release="0.1.0",
    log="aa" * 32,
    schema="bb",
    begins="2026-01-01T00:00:00+00:00",
    ends="2026-09-01T00:00:00+00:00",
    split="2026-08-18T00:00:00+00:00",
    rows={"impressions": 12345, "events": 678},
    left_out={"objected": 4, "erased_or_unknown": 2},
    learned={"talent": {"rows": 9000.0, "ess": 4000.0}, "provider": {"rows": 90.0, "ess": 80.0}},
    set_aside=({"organisation": "org-4", "week": "2026-08-11"},),
    config={"remembered_days": None, "held_out_days": 14.0, "seed": 4},
)
SIDE = SideFigures(rows=900, people=300, measures={"ndcg": Figure(0.4, 0.3, 0.5, 300)})
TRIAL = Trial(
    candidate=SIDE,
    serving=SIDE,
    differences={"ndcg": Figure(0.02, 0.01, 0.03, 300)},
    primary="ndcg",
    cells=(
        Cell("roles", "singer", Figure(0.4), Figure(-0.01, -0.03, 0.01, 60)),
        Cell("roles", "dj"),
    ),
)
EVALUATION = Evaluation(
    candidate="3f2a",
    serving="9c",
    since="2026-08-18",
    until="2026-09-01",
    trials={Side.TALENT: TRIAL},
)


@pytest.mark.parametrize(
    "text",
    [
        "# Modelkort 3f2a",
        "aldrig til at afgøre noget alene",
        "Lært af 9.000 viste tilbud",
        "90 personer, som udbyderne har haft tid til at svare, fra 2026-01-01 til 2026-08-18",
        "12.345 rækker",
        "har sagt fra: 4",
        "org-4 (2026-08-11)",
        "4.080",
        "| rækkefølgen (nDCG@10) | 0,400 (0,300 – 0,500) |",
        "1 grupper er målt og 1 skjult",
        "rolle Sanger: -0,010",
        "samspil rollback",
        "frø er 4",
        "der er lært af hele loggen",
    ],
)
def test_the_danish_card_says_it(text: str) -> None:
    assert text in card(SHEET, EVALUATION, YES, language="da")


@pytest.mark.parametrize("text", ["never used to decide anything alone", "12,345 rows", "0.400"])
def test_the_english_card_says_it(text: str) -> None:
    assert text in card(SHEET, EVALUATION, YES, language="en")


def test_what_is_no_longer_remembered_was_not_learned_from() -> None:
    told = card(replace(SHEET, config={"remembered_days": 84.0}), EVALUATION, YES, language="en")
    assert "from 2026-06-09 until 2026-08-18" in told


@pytest.mark.parametrize(
    ("share", "da", "en"),
    [
        (0.64, "64 % af de talenter, der måles på, har selv fortalt", "64% of the talents"),
        (0.2, "Pas på: kun 20 % af de talenter", "Beware: only 20% of the talents"),
    ],
)
def test_it_says_of_how_many_an_audit_tells(share: float, da: str, en: str) -> None:
    told = [card(SHEET, replace(EVALUATION, audited=share), YES, language=x) for x in ("da", "en")]
    assert [text in card for text, card in zip((da, en), told, strict=True)] == [True, True]
    assert "fortalt deres køn" not in card(SHEET, EVALUATION, YES, language="da")


def test_it_says_where_the_log_begins_too_late() -> None:
    told = card(SHEET, replace(EVALUATION, cut_short=True), YES, language="en")
    assert "The log begins later than one that was learned from before" in told


def test_a_model_that_serves_is_said_to_be_compared_with_what_did_before() -> None:
    told = card(SHEET, replace(EVALUATION, looking_back=True), YES, language="en")
    assert "compared with what served before it" in told


def test_losses_are_told_by_side_and_in_the_sides_measure() -> None:
    held = Standing(value=-0.02, low=-0.1, high=0.1, margin=0.03, chance=0.4, findable=6.763)
    cell = Cell("municipality", "0265", Figure(0.4), Figure(-0.1, -0.3, 0.1, 60), standing=held)
    providers = replace(TRIAL, primary="log_likelihood", cells=(cell,))
    both = replace(EVALUATION, trials={**EVALUATION.trials, Side.PROVIDER: providers})
    da, en = (card(SHEET, both, YES, language=language) for language in ("da", "en"))
    assert "2 grupper er målt og 1 skjult" in da
    assert "Talenternes side, målt som rækkefølgen (nDCG@10): den gruppe, der klarer sig" in da
    assert "The providers' side, measured as how well the probabilities fit (log-likelihood)" in en
    assert "Measured worst is municipality Roskilde: 6.763" in en


def test_what_stands_in_the_way_is_on_the_card() -> None:
    told = card(SHEET, EVALUATION, NO, language="en")
    assert "No: something stands in the way." in told
    assert "not met. low -0.100" in told


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_is_left_to_fill_in(language: str) -> None:
    told = card(SHEET, EVALUATION, YES, language=language)
    assert re.findall(r"\{\w*\}|finding\.|card\.", told) == []


def test_every_text_is_there_in_both_languages() -> None:
    table = files("training.registry") / "data" / "texts.csv"
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    assert all(len(row) == 3 and all(row) for row in rows)
    assert len(texts("da")) == len(rows) - 1


def test_what_has_no_text_stands_as_it_is() -> None:
    assert said("0217", "da") == "0217"


def test_numbers_are_written_as_the_language_does() -> None:
    assert (figure(1234.5, "da", digits=1), figure(1234.5, "en", digits=1)) == (
        "1.234,5",
        "1,234.5",
    )
    assert figure(float("nan"), "da") == "–"
    assert (figure(-0.0001, "da"), figure(-0.0, "en", digits=0)) == ("0,000", "0")


def test_groups_are_called_by_the_vocabularys_words() -> None:
    assert group("municipality", "0217", "da") == "Helsingør"
    assert group("age_band", "over_25", "da") == "over 25 år"
    assert group("gender", "girl", "da") == "pige"
    assert group("newcomer", "yes", "da") == "ja"


def test_what_is_measured_has_words_in_place_of_names() -> None:
    names = [*feature_list().index, "view", "apply", "accept", "score"]
    for language in ("da", "en"):
        words = [measured(name, language) for name in names]
        assert not set(words) & set(names)
        assert len(set(words)) == len(names)


def test_every_band_of_age_has_words() -> None:
    assert not {group("age_band", band, "da") for band in AGE_BANDS} & set(AGE_BANDS)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("da", "udbydernes side er der ikke lært noget nyt"),
        ("en", "learned of the providers' side"),
    ],
)
def test_it_says_of_which_side_nothing_was_learned(language: str, told: str) -> None:
    kept = replace(SHEET, learned={"talent": SHEET.learned["talent"]}, kept=(Side.PROVIDER,))
    assert told in card(kept, EVALUATION, YES, language=language)
    assert told not in card(SHEET, EVALUATION, YES, language=language)
    assert "and 0 people that providers" in card(kept, EVALUATION, YES, language="en")


@pytest.mark.parametrize(
    ("language", "told"), [("da", "datablad er væk"), ("en", "data sheet is lost")]
)
def test_it_says_that_the_data_sheet_is_lost(language: str, told: str) -> None:
    without = card(None, EVALUATION, YES, language=language)
    assert told in without
    assert "# Model" in without
    assert re.findall(r"\{\w*\}|finding\.|card\.|2026-09-07", without) == []


def test_a_data_sheet_is_read_as_it_was_written_and_as_earlier_releases_wrote_it() -> None:
    kept = replace(SHEET, kept=(Side.PROVIDER,))
    document = json.loads(json.dumps(kept.document()))
    assert DataSheet.read({**document, "another": 1}) == kept
    del document["kept"]
    assert DataSheet.read(document) == SHEET

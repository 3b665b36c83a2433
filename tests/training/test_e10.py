"""E10 runs on any folder of the format, and beats what it stands beside."""

import csv
import io
import json
import shutil
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from rich.console import Console

from matcher.features import ngram_encoder
from training.benchmarks import e10, text_alone
from training.benchmarks.noise import NOISES
from training.benchmarks.result import DataAbsent
from training.ngram_weights import inverse_document_frequency, sentences

OURS = Path(__file__).parents[2] / "fixtures" / "gold" / "town_b"


def _figures(folder: Path | None) -> dict[str, Any]:
    result = e10.run(folder, Console(file=io.StringIO()))
    parsed = json.loads(result.line())
    assert parsed["bench"] == "e10"
    return cast("dict[str, Any]", parsed["figures"])


def _shorten(table: Path, *, rows: int) -> None:
    with table.open(encoding="utf-8-sig", newline="") as stream:
        kept = list(csv.reader(stream, delimiter=";"))[: rows + 1]
    with table.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(kept)


def test_the_whole_model_is_the_best_ranking_of_our_own_town(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What noise leaves is measured in the other towns.
    monkeypatch.setattr(text_alone, "NOISES", {})
    monkeypatch.setattr(text_alone, "noise_table", lambda *_: "")
    figures = _figures(OURS)
    whole = figures["whole model"]["ndcg@10"]
    others = ("its text terms", "TF-IDF, all fields", "popularity", "random")
    assert all(whole > figures[name]["ndcg@10"] for name in others)
    alone = figures["text_alone_ndcg@10"]["own words"]
    assert all(whole > alone[way][0] for way in alone)
    assert figures["rows_refused"] == 0


@pytest.fixture(scope="module")
def beside(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is measured without a folder, when the gold town lies beside the checkout."""
    folder = tmp_path_factory.mktemp("beside")
    (folder / "shared").symlink_to(shared.resolve())
    place = folder / "samspil" / "training" / "benchmarks" / "e10.py"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(e10, "__file__", str(place))
        # All kinds of noise are measured where nobody has a good grade, in a town of few texts.
        patched.setattr(text_alone, "NOISES", dict(islice(NOISES.items(), 1)))
        return _figures(None)


def test_the_whole_model_is_the_best_ranking_of_the_gold_town(beside: dict[str, Any]) -> None:
    whole = beside["whole model"]["ndcg@10"]
    others = ("its text terms", "TF-IDF, all fields", "popularity", "random")
    assert all(whole > beside[name]["ndcg@10"] for name in others)
    alone = beside["text_alone_ndcg@10"]["own words"]
    assert all(whole > alone[way][0] for way in alone)


def test_without_a_folder_the_gold_town_beside_the_checkout_is_measured(
    beside: dict[str, Any],
) -> None:
    assert beside["people"] == 40


def test_a_town_without_a_good_grade_has_no_figure_and_still_a_result(tmp_path: Path) -> None:
    shutil.copytree(OURS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "judgments.csv").write_text("talent_id;offer_id;grade\n", encoding="utf-8")
    for table in ("talents.csv", "offers.csv"):
        _shorten(tmp_path / table, rows=4)
    figures = _figures(tmp_path)
    assert figures["whole model"] == {
        "ndcg@10": None,
        "ndcg@10_95%": [None, None],
        "mrr": None,
        "recall@10": None,
    }


def test_a_folder_without_grades_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataAbsent) as absent:
        e10.run(tmp_path, Console(file=io.StringIO()))
    assert absent.value.wanted == tmp_path / "judgments.csv"


def test_the_packaged_weights_come_from_the_named_sentences(shared: Path) -> None:
    pairs = shared / "data" / "text" / "tatoeba-train.tsv"
    weights = inverse_document_frequency(sentences(pairs))
    assert np.array_equal(weights.astype(np.float32), ngram_encoder().idf)

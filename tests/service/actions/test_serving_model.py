"""The serving model: what the registry names, at once; what cannot be served, never."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from matcher.ranking import Recommender, day_zero
from matcher.ranking.artefact import Artefact
from service.actions.drift_watch import Drift
from service.actions.serving_model import ModelNews, ModelSource, ServingModel
from tests.service.model_folders import leaning, point, promote, stored

LEANING = leaning(0.5)


@dataclass(slots=True)
class Heard:
    """All that was told."""

    served: list[str] = field(default_factory=list)
    refused: int = 0
    drifts: list[Drift] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)

    def news(self) -> ModelNews:
        return ModelNews(
            served=self.served.append, refused=self._refused, drifted=self.drifts.append
        )

    def _refused(self) -> None:
        self.refused += 1


def serving(models: Path | None, heard: Heard | None = None) -> ServingModel:
    heard = heard or Heard()

    def adopt(artefact: Artefact) -> None:
        heard.adopted.append(artefact.model.hash)

    source = ModelSource(first=Artefact(day_zero()), make=Recommender, adopt=adopt, folder=models)
    model = ServingModel(source, news=heard.news())
    model.start()
    return model


def refreshed(model: ServingModel) -> str:
    asyncio.run(model.refresh())
    return model.hash


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_without_a_registry_the_first_model_serves(folder: Path | None) -> None:
    heard = Heard()
    assert refreshed(serving(folder, heard)) == day_zero().hash
    assert (heard.served, heard.refused) == ([day_zero().hash], 0)


def test_what_the_registry_names_serves_from_the_start(tmp_path: Path) -> None:
    name, heard = promote(tmp_path, LEANING), Heard()
    model = serving(tmp_path, heard)
    assert model.hash == name
    assert heard.served[-1] == heard.adopted[-1] == name
    assert model.recommender.model.hash == name


def test_a_promoted_model_serves_at_the_next_use_and_so_does_the_one_before(
    tmp_path: Path,
) -> None:
    model = serving(tmp_path)
    first, second = promote(tmp_path, LEANING), stored(tmp_path, leaning(1.0))
    assert refreshed(model) == first
    point(tmp_path, second)
    assert refreshed(model) == second
    point(tmp_path, first)
    assert refreshed(model) == first
    point(tmp_path, None)
    assert refreshed(model) == day_zero().hash


def test_who_began_with_a_model_goes_on_with_it(tmp_path: Path) -> None:
    model = serving(tmp_path)
    begun = model.recommender
    promote(tmp_path, LEANING)
    refreshed(model)
    assert begun.model.hash == day_zero().hash


def test_many_at_once_load_it_once(tmp_path: Path) -> None:
    heard = Heard()
    model = serving(tmp_path, heard)
    name = promote(tmp_path, LEANING)

    async def all_at_once() -> None:
        await asyncio.gather(*(model.refresh() for _ in range(20)))

    asyncio.run(all_at_once())
    assert heard.served == [day_zero().hash, name]


def _unreadable(models: Path, name: str) -> None:
    (models / name / "model.json").write_text("{", encoding="utf-8")


def _absent(models: Path, name: str) -> None:
    (models / name).rename(models / "elsewhere")


def _foreign(models: Path, name: str) -> None:
    text = (models / name / "model.json").read_text(encoding="utf-8")
    changed = text.replace(day_zero().features.hash, "0" * 16)
    (models / name / "model.json").write_text(changed, encoding="utf-8")


def _misnamed(models: Path, name: str) -> None:
    other = stored(models, leaning(2.0))
    (models / name).rename(models / "elsewhere")
    (models / other).rename(models / name)


def _half_pointer(models: Path, _: str) -> None:
    (models / "serving.json").write_text('{"model": "', encoding="utf-8")


def _outside(models: Path, name: str) -> None:
    point(models, f"../{models.name}/{name}")


def _no_pointer(models: Path, _: str) -> None:
    (models / "serving.json").write_text("[]", encoding="utf-8")


@pytest.mark.parametrize(
    "break_it",
    [_unreadable, _absent, _foreign, _misnamed, _half_pointer, _outside, _no_pointer],
)
def test_what_cannot_be_served_is_refused_and_the_one_before_goes_on(
    tmp_path: Path, break_it: Callable[[Path, str], None]
) -> None:
    heard, models = Heard(), tmp_path / "models"
    before = promote(models, LEANING)
    model = serving(models, heard)
    after = stored(models, leaning(1.0))
    point(models, after)
    break_it(models, after)
    assert [refreshed(model) for _ in range(3)] == [before] * 3
    assert heard.refused == 1


def test_a_pointer_that_goes_away_changes_nothing(tmp_path: Path) -> None:
    heard, name = Heard(), promote(tmp_path, LEANING)
    model = serving(tmp_path, heard)
    (tmp_path / "serving.json").unlink()
    assert refreshed(model) == name
    assert heard.refused == 1


def test_what_is_mended_serves(tmp_path: Path) -> None:
    model = serving(tmp_path)
    point(tmp_path, LEANING.hash)
    assert refreshed(model) == day_zero().hash
    assert promote(tmp_path, LEANING) == refreshed(model)


def test_the_log_says_once_in_words_why_it_was_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model, name = serving(tmp_path), promote(tmp_path, LEANING)
    _foreign(tmp_path, name)
    with caplog.at_level(logging.ERROR, logger="samspil.models"):
        for _ in range(3):
            refreshed(model)
    (told,) = [record.getMessage() for record in caplog.records]
    assert "was made for other features than this version has" in told
    assert f"{day_zero().hash} goes on" in told


def test_a_broken_registry_does_not_keep_the_service_from_starting(tmp_path: Path) -> None:
    _half_pointer(tmp_path, "")
    heard = Heard()
    assert serving(tmp_path, heard).hash == day_zero().hash
    assert heard.refused == 1


def test_a_model_without_a_reference_serves_unwatched(tmp_path: Path) -> None:
    name = stored(tmp_path, LEANING)
    (tmp_path / name / "reference.json").unlink()
    point(tmp_path, name)
    model = serving(tmp_path)
    assert (model.hash, model.watch) == (name, None)

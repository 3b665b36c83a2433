"""The serving model: what the registry names, at once; what cannot be served, never."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, get_ident

import pytest

from matcher.domain import OfferId, PairState, TalentId
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import Recommender, day_zero
from matcher.ranking.artefact import Artefact, save_folder
from matcher.vocabulary import load
from service.actions.drift_watch import Drift
from service.actions.serving_model import (
    AGAIN_SECONDS,
    Adopting,
    Change,
    ModelNews,
    ModelsFolder,
    ModelSource,
    ServingModel,
)
from tests.factories import TODAY, offer, talent
from tests.matcher.features.behaviours import behaviour
from tests.service.model_folders import leaning, point, promote, stored

LEANING = leaning(0.5)


@dataclass(slots=True)
class Heard:
    """All that was told."""

    served: list[str] = field(default_factory=list)
    refused: int = 0
    drifts: list[Drift] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    built_in: list[int] = field(default_factory=list)
    abandoned: int = 0
    fails: str = ""
    hold: Event = field(default_factory=Event)
    seconds: float = 0.0

    def news(self) -> ModelNews:
        return ModelNews(
            served=self.served.append, refused=self._refused, drifted=self.drifts.append
        )

    def _refused(self) -> None:
        self.refused += 1


@dataclass(frozen=True, slots=True)
class Noted:
    """A change that says when it is completed, and fails as it is told to."""

    model: str
    heard: Heard

    def build(self) -> None:
        self.heard.built_in.append(get_ident())
        if self.heard.fails == "hold":
            self.heard.hold.wait(5)
        if self.heard.fails == "build":
            raise MemoryError

    def complete(self) -> None:
        if self.heard.fails == "complete":
            raise ValueError("not all of it fits")
        self.heard.adopted.append(self.model)

    def abandon(self) -> None:
        self.heard.abandoned += 1


def serving(models: Path | None, heard: Heard | None = None) -> ServingModel:
    heard = heard or Heard()

    def begin(artefact: Artefact) -> Change:
        return Noted(artefact.model.hash, heard)

    source = ModelSource(first=Artefact(day_zero()), make=Recommender, begin=begin, folder=models)
    model = ServingModel(source, news=heard.news(), clock=lambda: heard.seconds)
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


def test_a_folder_that_is_whole_a_moment_later_serves_after_a_pause(tmp_path: Path) -> None:
    heard, name = Heard(), promote(tmp_path, LEANING)
    _absent(tmp_path, name)
    model = serving(tmp_path, heard)
    (tmp_path / "elsewhere").rename(tmp_path / name)
    heard.seconds = AGAIN_SECONDS - 1
    assert refreshed(model) == day_zero().hash
    heard.seconds = AGAIN_SECONDS
    assert refreshed(model) == name
    assert (heard.refused, heard.served) == (1, [day_zero().hash, name])


def test_what_stays_broken_is_told_once_and_another_fault_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard, name = Heard(), promote(tmp_path, LEANING)
    _foreign(tmp_path, name)
    model = serving(tmp_path, heard)
    for _ in range(5):
        heard.seconds += AGAIN_SECONDS
        assert refreshed(model) == day_zero().hash
    assert (heard.refused, len(caplog.records)) == (1, 1)
    _unreadable(tmp_path, name)
    heard.seconds += AGAIN_SECONDS
    assert refreshed(model) == day_zero().hash
    assert (heard.refused, len(caplog.records)) == (2, 2)


def test_only_one_request_waits_for_what_was_refused_before(tmp_path: Path) -> None:
    heard = Heard()
    model, heard.fails = serving(tmp_path, heard), "build"
    name = promote(tmp_path, LEANING)
    assert refreshed(model) == day_zero().hash
    heard.seconds, heard.fails = AGAIN_SECONDS, "hold"

    async def meanwhile() -> str:
        trying = asyncio.create_task(model.refresh())
        while len(heard.built_in) < 3:
            await asyncio.sleep(0)
        await asyncio.wait_for(model.refresh(), 1)
        served = model.hash
        heard.hold.set()
        await trying
        return served

    assert asyncio.run(meanwhile()) == day_zero().hash
    assert model.hash == name


def test_a_folder_that_is_missing_is_said_and_picked_up_when_it_is_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    models = tmp_path / "modls"
    model = serving(models)
    (told,) = [record.getMessage() for record in caplog.records]
    assert f"SAMSPIL_MODELS names {models}, which is no folder" in told
    registries = [model.registry]
    name = promote(models, LEANING)
    assert [*registries, model.registry] == [ModelsFolder.MISSING, ModelsFolder.FOUND]
    assert refreshed(model) == name


def test_a_service_without_a_registry_misses_none(caplog: pytest.LogCaptureFixture) -> None:
    assert serving(None).registry is ModelsFolder.NONE
    assert not caplog.records


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


@pytest.mark.parametrize("where", ["build", "complete"])
def test_what_cannot_be_adopted_is_refused_and_all_of_the_one_before_goes_on(
    tmp_path: Path, where: str
) -> None:
    heard = Heard()
    model = serving(tmp_path, heard)
    recommender, heard.fails = model.recommender, where
    name = promote(tmp_path, LEANING)
    assert [refreshed(model) for _ in range(3)] == [day_zero().hash] * 3
    assert model.recommender is recommender
    assert (heard.refused, heard.served, heard.adopted) == (1, [day_zero().hash], [day_zero().hash])
    assert heard.abandoned == 2
    heard.fails = ""
    point(tmp_path, name)
    assert refreshed(model) == name


def test_what_cannot_be_adopted_does_not_keep_the_service_from_starting(tmp_path: Path) -> None:
    heard = Heard()
    source = ModelSource(
        first=Artefact(day_zero()),
        make=Recommender,
        begin=lambda one: Noted(one.model.hash, heard),
        folder=tmp_path,
    )
    promote(tmp_path, LEANING)
    model, heard.fails = ServingModel(source, news=heard.news()), "complete"
    model.start()
    assert (model.hash, heard.refused) == (day_zero().hash, 1)


def test_vectors_are_built_beside_the_event_loop(tmp_path: Path) -> None:
    heard = Heard()
    model = serving(tmp_path, heard)
    promote(tmp_path, LEANING)
    refreshed(model)
    assert heard.built_in[0] == get_ident()
    assert heard.built_in[1] != get_ident()


def test_a_request_that_goes_away_leaves_the_model_to_the_next(tmp_path: Path) -> None:
    model, name = serving(tmp_path), promote(tmp_path, LEANING)

    async def gone() -> None:
        asked = asyncio.create_task(model.refresh())
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await model.refresh()

    asyncio.run(gone())
    assert model.hash == name


def test_pairs_that_are_written_while_vectors_are_built_count(tmp_path: Path) -> None:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_talents([talent("tal-1")], [TODAY])
    snapshot.put_offers([offer("off-1", organisation="org-1")])
    learnt = behaviour({"organisation:org-1": [1.0, 2.0]})

    def begin(artefact: Artefact) -> Change:
        return Adopting(snapshot, snapshot.begin_adoption(artefact.behaviour))

    first = Artefact(day_zero())
    model = ServingModel(ModelSource(first=first, make=Recommender, begin=begin, folder=tmp_path))
    fitted = replace(LEANING, behaviour_hash=learnt.hash)
    name = save_folder(Artefact(fitted, learnt), tmp_path).name
    point(tmp_path, name)

    async def meanwhile() -> None:
        refreshing = asyncio.create_task(model.refresh())
        while snapshot.history.behaviour is None and not refreshing.done():
            snapshot.put_pairs([(TalentId("tal-1"), OfferId("off-1"), PairState.SAVED)])
            snapshot.put_pairs([(TalentId("tal-1"), OfferId("off-1"), PairState.APPLIED)])
            await asyncio.sleep(0)
        await refreshing

    asyncio.run(meanwhile())
    assert model.hash == name
    row = snapshot.talents.row_of["tal-1"]
    assert snapshot.talents["engaged"][row].tolist() == pytest.approx([1.0, 2.0])

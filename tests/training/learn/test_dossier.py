"""The dossier: the data sheet says what was learned from, whose answers, and what was not."""

from collections.abc import Sequence

import pytest

from matcher.domain import EventKind, Side
from matcher.vocabulary import load
from tests.training.data.logs import Row, day, done, log_of, shown
from training.behaviour.past import past_of
from training.data import training_sets
from training.learn.config import LearnConfig
from training.learn.dossier import data_sheet
from training.learn.examining import Opened
from training.learn.feedback import SetAside
from training.registry import DataSheet

SINCE = day(137)
TALENTS, OFFERS = ([f"{word}-{n}" for n in range(count)] for word, count in (("t", 7), ("o", 2)))


def _answered(talent: str, offer: str) -> Sequence[Row]:
    """They apply, and the organisation takes them."""
    accept = done(EventKind.ACCEPT, talent, offer, 102, side=Side.PROVIDER.value)
    return (done(EventKind.APPLY, talent, offer, 101), accept)


@pytest.fixture(scope="module")
def opened() -> Opened:
    """Seven people who were taken for two offers by the organisation that has both."""
    pairs = [(talent, offer) for talent in TALENTS for offer in OFFERS]
    listed = [shown(talent, offer, 100.0, slate=f"{talent} {offer}") for talent, offer in pairs]
    log = log_of(listed, [row for pair in pairs for row in _answered(*pair)])
    return Opened(
        log=log,
        kept=SetAside(log, ()),
        since=SINCE,
        learned=training_sets(log.until(SINCE), config=LearnConfig().sets),
        past=past_of(log, load()),
    )


def _sheet(opened: Opened, kept: tuple[Side, ...] = ()) -> DataSheet:
    return data_sheet("new", opened, config=LearnConfig(), made_at=SINCE, kept=kept)


def test_people_are_those_who_decide(opened: Opened) -> None:
    learned = _sheet(opened).learned
    people = {side: (learned[side]["rows"], learned[side]["people"]) for side in Side}
    assert people == {Side.TALENT: (14, 7), Side.PROVIDER: (14, 1)}


def test_what_was_not_learned_from_is_not_said_to_be(opened: Opened) -> None:
    sheet = _sheet(opened, (Side.PROVIDER,))
    assert (sheet.kept, list(sheet.learned)) == ((Side.PROVIDER,), ["talent"])
    assert DataSheet.read(sheet.document()) == sheet

"""Meaning in the demo town: it finds what is asked for, and nobody for what nobody there does."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.town import REFERENCE_DAY
from matcher.domain import Audience, Direction, SearcherId, SlateRequest
from matcher.features import Rows, Snapshot, cosines, sentence_encoder
from matcher.features.encoding import text_of
from matcher.ranking import Labels, Met, Searcher, question
from matcher.ranking.meaning import text_likeness
from matcher.vocabulary import load
from tests import factories
from tests.fixtures.conftest import Town, read_town

WORDS = load()
LABELS = Labels(WORDS)
NONSENSE = ("tandlæge", "skatteregler for 2024", "parkering", "mortgage", "fodboldkamp")

Search = Callable[[str, Audience], list[str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return read_town(tmp_path_factory.mktemp("town"), WORDS)


@pytest.fixture(scope="module")
def snapshot(town: Town) -> Snapshot:
    made = Snapshot(WORDS, sentence_encoder())
    made.put_organisations(town.organisations)
    made.put_offers(town.offers)
    made.put_talents(town.talents, [REFERENCE_DAY] * len(town.talents))
    return made


@pytest.fixture(scope="module")
def search(town: Town, snapshot: Snapshot) -> Search:
    """The people that are found by what a query means; no index of words helps."""

    def found(query: str, by: Audience) -> list[str]:
        request = SlateRequest(
            direction=Direction.TALENTS_BY_WORDS,
            subject=SearcherId(town.organisations[0].id),
            audience=by,
            query=query,
            limit=50,
        )
        answer = Searcher(WORDS, LABELS).find(
            snapshot,
            request,
            question=question(query, WORDS),
            met=Met(scores={}),
            context=factories.context(by, today=REFERENCE_DAY),
        )
        by_meaning = ~np.isnan(answer.likeness)
        return [key for key, alike in zip(answer.ids(), by_meaning, strict=True) if alike]

    return found


@pytest.mark.parametrize("query", NONSENSE)
def test_what_no_label_says_finds_nobody_for_organisations(search: Search, query: str) -> None:
    assert search(query, Audience.ORGANISATION) == []


@pytest.mark.parametrize("query", NONSENSE)
def test_what_no_text_says_finds_nobody_for_coordinators(
    search: Search, town: Town, query: str
) -> None:
    said = {str(one.id): text_of(one) for one in town.talents}
    found = search(query, Audience.COORDINATOR)
    assert [key for key in found if query not in said[key].casefold()] == []


@pytest.mark.parametrize(
    ("query", "role"),
    [
        ("tromme", "drums"),
        ("nogen der laver beats", "producer"),
        ("someone who plays the piano", "piano"),
        ("stemmer til kor", "choir_singer"),
    ],
)
def test_labels_find_for_organisations(search: Search, town: Town, query: str, role: str) -> None:
    roles = {str(one.id): one.roles for one in town.talents}
    found = search(query, Audience.ORGANISATION)
    assert any(role in roles[key] for key in found)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tør ikke stå på scenen", "tør ikke gå op på scenen"),
        ("someone who plays the piano", "spiller klaver"),
        ("making beats on a computer", "laver beats"),
        ("lave musik på computer", "make"),
    ],
)
def test_texts_find_for_coordinators(search: Search, town: Town, query: str, said: str) -> None:
    texts = {str(one.id): text_of(one) for one in town.talents}
    found = search(query, Audience.COORDINATOR)
    assert any(said in texts[key].casefold() for key in found)


@given(st.text(max_size=60))
def test_a_likeness_is_the_cosine_and_at_most_one(snapshot: Snapshot, text: str) -> None:
    asked = sentence_encoder().encode([text])[0]
    rows = np.arange(0, len(snapshot.talents), 7)
    found = text_likeness(Rows(snapshot.talents, rows), asked)
    wanted = cosines(asked, snapshot.talents["meaning"][rows])
    assert np.array_equal(found, wanted, equal_nan=True)
    labels = np.concatenate(list(LABELS.near(text).values()))
    assert all(np.nan_to_num(np.abs(some)).max() <= 1 + 1e-6 for some in (found, labels))

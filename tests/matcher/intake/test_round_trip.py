"""Properties: what is written is read back, whatever people call things."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.intake import Outcome, Profile, SheetKind
from matcher.vocabulary import Language
from tests.matcher.intake.spreadsheets import exported, judged, read_rows
from tests.matcher.intake.strategies import offers, organisations, talents

ANOTHER_DAY = date(2030, 1, 1)


def assert_read_back(profile: Profile, kind: SheetKind) -> None:
    """In every language."""
    for language in Language:
        (row,) = read_rows(exported([profile], kind, language), kind)
        verdict, value = judged(row, today=ANOTHER_DAY)
        assert verdict.outcome is Outcome.CREATED, (language, verdict)
        assert value == profile
        assert judged(row, profile)[0].outcome is Outcome.UNCHANGED


@settings(deadline=None)
@given(organisation=organisations())
def test_an_organisation_is_read_back_as_it_was(organisation: Profile) -> None:
    assert_read_back(organisation, SheetKind.ORGANISATIONS)


@settings(deadline=None)
@given(offer=offers())
def test_an_offer_is_read_back_as_it_was(offer: Profile) -> None:
    assert_read_back(offer, SheetKind.OFFERS)


@settings(deadline=None)
@given(talent=talents())
def test_a_talent_is_read_back_as_it_was(talent: Profile) -> None:
    assert_read_back(talent, SheetKind.TALENTS)


@settings(deadline=None)
@given(st.lists(talents(), unique_by=lambda talent: talent.id, max_size=4))
def test_several_rows_do_not_run_into_each_other(people: list[Profile]) -> None:
    rows = read_rows(exported(people, SheetKind.TALENTS, Language.EN), SheetKind.TALENTS)
    assert [judged(row)[1] for row in rows] == people

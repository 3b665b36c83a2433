"""Tests of looking terms up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Language
from service.actions.look_up import look_up
from service.errors import ServiceError
from service.i18n import LISTS, word_list

DA = Language.DA


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_shown_whole_and_in_its_order(name: str) -> None:
    found = look_up(name, None, lang=DA)
    assert tuple(entry.code for entry in found.entries) == word_list(name).codes


@given(
    st.sampled_from(LISTS).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(word_list(name).terms))
    )
)
def test_whatever_a_term_is_called_finds_it_first(named: tuple[str, object]) -> None:
    name, term = named
    found = look_up(name, getattr(term, "label_da", ""), lang=DA)
    assert found.resolved is not None
    assert found.entries[0].code == found.resolved


@given(st.sampled_from(LISTS), st.text(max_size=30))
def test_nothing_that_is_typed_is_too_odd(name: str, query: str) -> None:
    found = look_up(name, query, lang=DA)
    codes = [entry.code for entry in found.entries]
    assert len(codes) == len(set(codes))
    assert set(found.nearest) <= set(codes)


def test_a_list_that_is_not_there_is_refused() -> None:
    with pytest.raises(ServiceError, match="unknown_vocabulary"):
        look_up("colours", None, lang=DA)

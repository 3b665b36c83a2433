"""Tests of cursors."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.cursors import cursor, place_of
from service.errors import ServiceError

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=120)


@given(KEYS)
def test_a_cursor_leads_back_to_its_place(key: str) -> None:
    assert place_of(cursor("/v1/offers", key), of="/v1/offers") == key


@given(KEYS)
def test_a_cursor_serves_only_its_own_list(key: str) -> None:
    with pytest.raises(ServiceError, match="cursor_invalid"):
        place_of(cursor("/v1/offers", key), of="/v1/talents")


@given(st.text(max_size=100))
def test_whatever_is_sent_is_a_place_or_refused(text: str) -> None:
    with suppress(ServiceError):
        assert place_of(text, of="/v1/offers")


def test_the_first_page_needs_no_cursor() -> None:
    assert place_of(None, of="/v1/offers") is None

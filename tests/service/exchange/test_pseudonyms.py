"""Tests of pseudonyms: the same for the same id, and undone by nobody without the key."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ServiceError
from service.exchange.pseudonyms import KEY_BYTES, KEY_FILE, Pseudonyms, is_talent, pseudonyms

ONE, OTHER = Pseudonyms(b"a" * 32), Pseudonyms(b"b" * 32)
CIVIL_NUMBER = "010203-1234"


@given(st.text(), st.text())
def test_ids_are_the_same_exactly_when_their_pseudonyms_are(one: str, other: str) -> None:
    assert (ONE.talent(one) == ONE.talent(other)) == (one == other)
    assert (ONE.event(one) == ONE.event(other)) == (one == other)


@given(st.integers(0, 2**63 - 1))
def test_a_seed_is_another_whole_number_of_63_bits(seed: int) -> None:
    assert 0 <= ONE.seed(seed) < 2**63
    assert ONE.seed(seed) != seed


@given(one=st.text())
def test_a_persons_pseudonym_is_known_by_its_form_and_nothing_else_is(one: str) -> None:
    found = Pseudonyms(bytes(KEY_BYTES)).talent(one)
    assert is_talent(found)
    others = (one, f"t_{one}", found[:-1], f"{found}0", f"{found}\n", found.upper(), found[1:])
    assert not any(map(is_talent, others))


@pytest.mark.parametrize("digit", ["g", "G", "٣"])
def test_a_pseudonym_has_plain_hexadecimal_digits(digit: str) -> None:
    assert not is_talent(f"t_{digit * 32}")


def test_another_key_gives_other_pseudonyms() -> None:
    assert ONE.talent(CIVIL_NUMBER) != OTHER.talent(CIVIL_NUMBER)
    assert ONE.event("e") != OTHER.event("e")
    assert ONE.seed(1) != OTHER.seed(1)


def test_whoever_tries_all_ids_without_the_key_finds_nobody() -> None:
    plain = sha256(CIVIL_NUMBER.encode()).hexdigest()
    assert ONE.talent(CIVIL_NUMBER).removeprefix("t_") not in plain


def test_a_person_and_an_event_of_one_id_have_nothing_in_common() -> None:
    assert ONE.talent("x").removeprefix("t_") != ONE.event("x").removeprefix("e_")


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = pseudonyms(folder).talent("tal-1")
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert len((folder / KEY_FILE).read_bytes()) == 32
    assert pseudonyms(folder).talent("tal-1") == first


def test_every_installation_has_its_own_key(tmp_path: Path) -> None:
    one, other = pseudonyms(tmp_path / "one"), pseudonyms(tmp_path / "other")
    assert one.talent("tal-1") != other.talent("tal-1")


def test_exports_that_begin_together_share_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: pseudonyms(tmp_path).talent("tal-1"), range(32)))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_not_replaced(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(damaged)
    with pytest.raises(ServiceError) as refused:
        pseudonyms(tmp_path)
    assert refused.value.code == "log_key_damaged"
    assert (tmp_path / KEY_FILE).read_bytes() == damaged


def test_where_there_are_no_hard_links_the_key_is_made_and_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("service.exchange.pseudonyms.os.link", unsupported)
    first = pseudonyms(tmp_path).talent("tal-1")
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert pseudonyms(tmp_path).talent("tal-1") == first


def test_the_keys_name_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(
        "service.exchange.pseudonyms.os.fsync", lambda open_: synced.append(os.fstat(open_).st_ino)
    )
    pseudonyms(tmp_path)
    assert synced == [(tmp_path / KEY_FILE).stat().st_ino, tmp_path.stat().st_ino]

"""What was written is on the disk, its name too, before anything that it replaces goes."""

import errno
import os
from pathlib import Path

import pytest

from matcher.domain import MANIFEST
from service.exchange.disk import put_in_place, sync_folder


def test_a_new_log_is_on_the_disk_by_its_name_before_the_one_before_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, beside = tmp_path / "log", tmp_path / ".log.new"
    for path, content in ((folder, "old"), (beside, "new")):
        path.mkdir()
        (path / MANIFEST).write_text(content)
    synced: list[tuple[int, list[str]]] = []

    def sync(opened: int) -> None:
        manifests = sorted(path.read_text() for path in tmp_path.glob("*/*"))
        synced.append((os.fstat(opened).st_ino, manifests))

    monkeypatch.setattr("service.exchange.disk.os.fsync", sync)
    put_in_place(beside, folder)
    places = [folder / MANIFEST, folder, tmp_path]
    assert synced == [(path.stat().st_ino, ["new", "old"]) for path in places]
    assert [path.read_text() for path in tmp_path.glob("*/*")] == ["new"]


def test_a_file_system_that_cannot_sync_folders_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("service.exchange.disk.os.fsync", unsupported)
    sync_folder(tmp_path)


def test_a_disk_that_fails_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("service.exchange.disk.os.fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        sync_folder(tmp_path)

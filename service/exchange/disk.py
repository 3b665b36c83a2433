"""The disk: what was written stays, and under its name, whatever happens to the power."""

import errno
import os
import shutil
from pathlib import Path

_CANNOT = (errno.EINVAL, errno.ENOTSUP)


def put_in_place(beside: Path, folder: Path) -> None:
    """Let the folder of files ``beside`` be ``folder``, on the disk when this returns.

    Its files are there before they get their name; a folder that had it goes last.
    """
    for path in beside.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(beside)
    old = beside.with_name(f"{beside.name}.old")
    if folder.exists():
        folder.rename(old)
    beside.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Which names there are in ``folder``, to the disk, where the file system can do that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(descriptor)

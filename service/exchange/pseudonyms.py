"""Pseudonyms: what stands in a log for the ids of people, made with a key that never leaves.

An id may be anything, an address or a civil number too, so that a hash without a key could be
undone by trying. The key is made once in an installation: whoever is in one of its logs is the same
in the next.
"""

import os
import re
import secrets
from hmac import digest
from pathlib import Path
from uuid import uuid4

from service.errors import Code, ServiceError
from service.exchange.disk import sync_folder

KEY_FILE = "log.key"
KEY_BYTES = 32
# 128 bits: that two people share one is out of the question.
_BYTES = 16
_TALENT = "t_"
_TALENT_FORM = re.compile(f"{_TALENT}[0-9a-f]{{{2 * _BYTES}}}")


class Pseudonyms:
    """The pseudonyms of one installation; equal ids have equal ones. ``key`` is the secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def talent(self, talent: str) -> str:
        """Who a person is in a log."""
        return f"{_TALENT}{self._hashed('talent', talent).hex()}"

    def event(self, event: str) -> str:
        """What an event is called in a log: whoever sent it may have written anything."""
        return f"e_{self._hashed('event', event).hex()}"

    def seed(self, seed: int) -> int:
        """63 bits for a list's seed, which is reckoned from whom the list is for."""
        return int.from_bytes(self._hashed("seed", str(seed))[:8], "big") >> 1

    def _hashed(self, of: str, text: str) -> bytes:
        return digest(self._key, f"{of}|{text}".encode(), "sha256")[:_BYTES]


def is_talent(text: str) -> bool:
    """Whether ``text`` has the form of a person's pseudonym."""
    return _TALENT_FORM.fullmatch(text) is not None


def pseudonyms(data_folder: Path) -> Pseudonyms:
    """The installation's pseudonyms; the key is made when there is none.

    Raises ``ServiceError`` (500 ``log_key_damaged``) for a key that is none.
    """
    path = data_folder / KEY_FILE
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ServiceError(Code.LOG_KEY_DAMAGED, 500, params={"file": KEY_FILE})
    return Pseudonyms(key)


def _make(path: Path) -> None:
    """The key appears whole, for its owner alone; of several that are made at once one remains."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _settle(beside, path)
    except FileExistsError:
        # Somebody else's export was first.
        return
    finally:
        beside.unlink(missing_ok=True)


def _settle(beside: Path, path: Path) -> None:
    """Give the file its name, unless the name is taken, and put the name to the disk.

    Where the file system has no hard links, two exports in the very same moment may both find the
    name free; the later one's key remains, and the earlier one's log has to be made anew.
    """
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        beside.replace(path)
    sync_folder(path.parent)

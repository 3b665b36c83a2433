"""A bell: any thread rings it, and the event loop that it hangs in hears it."""

import asyncio


class Bell:
    """Ringing twice before anybody hears is heard once; without a loop nobody hears."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()

    def hang(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let ``loop`` hear it."""
        self._loop = loop

    def ring(self) -> None:
        """Ring it, from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def rung(self) -> None:
        """Wait until it has been rung since the last time."""
        await self._rung.wait()
        self._rung.clear()

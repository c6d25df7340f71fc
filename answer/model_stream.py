"""What a language model writes, as it comes: with time limits, retries and a way to stop it.

The connection lives in a thread with an event loop of its own, where waiting can be ended at any moment;
closing the stream cancels what is waited for, which closes the connection.
"""

import asyncio
import queue
import random
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from answer.model_faults import LanguageModelError, explain_fault
from settings import Settings

HEARTBEAT_SECONDS = 0.2
"""How often a stream gives an empty text while nothing comes, so that its reader can act."""
MOST_BACKOFF_SECONDS = 20.0
MOST_RETRY_AFTER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class TokenCounts:
    """Tokens that were read and written, as the model's own interface counts them."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what a model writes; `counts` come once, or never, and pieces may be empty."""

    text: str
    counts: TokenCounts | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, how often to try again, how much to take.

    `gap_seconds` holds for the first token and from one to the next, `backoff_seconds` is the wait
    before the first repetition and doubles with each; `characters` is where the text is cut.
    """

    gap_seconds: float = 120.0
    total_seconds: float = 600.0
    retries: int = 2
    backoff_seconds: float = 0.5
    characters: int = 6_000


@dataclass(frozen=True, slots=True)
class _End:
    fault: LanguageModelError | None = None


class ModelStream:
    """Iterates over the texts that a model writes; an empty one means that nothing has come yet.

    Iterating raises LanguageModelError when the model cannot be reached, fails or is too slow. `cut`
    tells that the text was longer than is taken, `counts` what the model counted, if it has.
    """

    def __init__(
        self, connect: Callable[[], AsyncGenerator[Piece, None]], limits: Limits, settings: Settings
    ) -> None:
        """Begin at once; `connect` gives the pieces of one attempt."""
        self.counts: TokenCounts | None = None
        self.cut = False
        self._connect = connect
        self._limits = limits
        self._settings = settings
        self._taken = 0
        self._queue: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._pump())
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        """Yield each text as it comes; closes the stream at the end, however it ends."""
        try:
            while True:
                try:
                    got = self._queue.get(timeout=HEARTBEAT_SECONDS)
                except queue.Empty:
                    yield ""
                    continue
                if isinstance(got, _End):
                    if got.fault:
                        raise got.fault
                    return
                yield got
        finally:
            self.close()

    def close(self) -> None:
        """Stop the model if it still writes; does not wait for the connection's end."""
        if not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(self._task.cancel)
            except RuntimeError:  # it was closed in between
                return

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._queue.put(_End())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _pump(self) -> None:
        deadline = self._loop.time() + self._limits.total_seconds
        attempt = 0
        while True:
            try:
                await self._attempt(deadline)
            except Exception as error:
                fault = explain_fault(error, self._settings)
                delay = self._delay(attempt, fault)
                too_late = self._loop.time() + delay >= deadline
                if self._taken or not fault.passing or attempt >= self._limits.retries or too_late:
                    self._queue.put(_End(fault))
                    return
                attempt += 1
                await asyncio.sleep(delay)
            else:
                self._queue.put(_End())
                return

    async def _attempt(self, deadline: float) -> None:
        async with aclosing(self._connect()) as pieces:
            while not self.cut:
                piece = await self._next(pieces, deadline)
                if piece is None:
                    return
                self.counts = piece.counts or self.counts
                if piece.text:
                    room = self._limits.characters - self._taken
                    self.cut = len(piece.text) > room
                    self._taken += len(piece.text)
                    self._queue.put(piece.text[:room])

    async def _next(self, pieces: AsyncGenerator[Piece, None], deadline: float) -> Piece | None:
        """Return the next piece, None at the end.

        Raises:
            LanguageModelError: it takes longer than it may.
        """
        gap, left = self._limits.gap_seconds, deadline - self._loop.time()
        try:
            async with asyncio.timeout(min(gap, left)):
                return await anext(pieces, None)
        except TimeoutError as error:
            if left <= gap:
                raise LanguageModelError(
                    "The language model {model!r} was not done after {seconds:g} seconds. Ask for less, or "
                    "set llm_total_timeout higher.",
                    model=self._settings.llm_model,
                    seconds=self._limits.total_seconds,
                ) from error
            raise LanguageModelError(
                "The language model {model!r} sent nothing for {seconds:g} seconds. Try again, or set "
                "llm_timeout higher.",
                model=self._settings.llm_model,
                seconds=gap,
            ) from error

    def _delay(self, attempt: int, fault: LanguageModelError) -> float:
        """Return how long to wait before the next attempt: longer each time, never the same."""
        longest = min(self._limits.backoff_seconds * 2.0**attempt, MOST_BACKOFF_SECONDS)
        return max(random.uniform(longest / 2, longest), fault.retry_after)

"""Ask for what the grader will want next while it is still busy with the answer before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from autograder.exchange.frames import Frame
from autograder.exchange.messages import Request, encode_request, went_well


class Prefetcher:
    """Hands requests to the student's process, one at a time, and those of a plan before the grader sends them.

    The order in which requests reach the student does not depend on timing: the next one of the plan goes off when
    the one before it is handed over. A plan ends with the first request that goes wrong: where one call hangs, the
    others would, too.

    Args:
        ask: sends a request about a name, and waits for the answer.
        looks_ahead: whether plans are followed. It takes a second processor, and memory for both sides at work.
    """

    def __init__(self, ask: Callable[[Frame, str], Frame], *, looks_ahead: bool) -> None:
        self._ask = ask
        self._looks_ahead = looks_ahead
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="prefetcher")
        self._plan: deque[tuple[Frame, str]] = deque()
        self._coming: tuple[Frame, Future[Frame]] | None = None

    def plan(self, requests: Iterable[Request]) -> None:
        """Expect the grader to ask for these, in this order, whatever else it asks for in between."""
        if self._looks_ahead:
            self._plan.extend((encode_request(request), request.name) for request in requests)
            self._go_on()

    def answer(self, request: Frame, name: str) -> Frame:
        """What the student's process says to a request."""
        if self._coming is None or self._coming[0] != request:
            return self._worker.submit(self._ask, request, name).result()  # once it has said what it is asked already
        answer = self._coming[1].result()
        self._coming = None
        if went_well(answer):
            self._go_on()
        return answer

    def hold_still(self, action: Callable[[], object]) -> None:
        """Have the other side stop, once it has said what it was asked already; nothing is asked by itself then."""
        self._worker.submit(action).result()

    def _go_on(self) -> None:
        if self._plan and self._coming is None:
            request, name = self._plan.popleft()
            self._coming = request, self._worker.submit(self._ask, request, name)

    def __enter__(self) -> Prefetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(cancel_futures=True)

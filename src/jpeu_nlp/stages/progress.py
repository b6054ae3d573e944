"""Progress: stages say how far they are, doors decide how to show it.

A context variable holds the listener, so that neither stages nor flows carry a progress bar through their arguments.
"""

from collections.abc import Callable
from contextvars import ContextVar

Listener = Callable[[str, int, int | None], None]


def _nobody(stage: str, n_done: int, n_total: int | None) -> None:
    """Listen to nothing."""


LISTENER: ContextVar[Listener] = ContextVar("progress_listener", default=_nobody)


def tell_progress(stage: str, n_done: int, n_total: int | None = None) -> None:
    """Say that `n_done` units of a stage are done, of `n_total` where that is known."""
    LISTENER.get()(stage, n_done, n_total)

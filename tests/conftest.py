"""Shared fixtures: a small corpus written by hand, settings that point at a temporary folder, and the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jpeu_nlp.settings import Settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

Cli = Callable[..., "subprocess.CompletedProcess[str]"]

RELEASE = """---
title: Readout of the second sample dialogue
date: 2025-03-04
publisher: Sample Desk for Partnership Studies
---

On 3 March 2025 Japan and the European Union held talks in Tokyo on protecting undersea cables and shipping in the Red Sea.

The two sides exchanged views on trade in agricultural goods and on the climate of small islands.

- **Cyber:** Officials compared how ransomware crews broke into the networks of two hospitals and agreed to share indicators.
"""

COMMENTARY = """A quiet year at sea

By Hana Sample and Jon Example

12 May 2024

China's coast guard used water cannon against a Philippine supply boat near Second Thomas Shoal, and Manila summoned the ambassador.

Satellites that can be blinded from the ground are a poor foundation for deterrence, and both navies know it.

The views expressed here are those of the authors alone.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with a release, a commentary, a page, a copy of the commentary, and a file that cannot be read."""
    folder = tmp_path / "documents"
    (folder / "copies").mkdir(parents=True)
    (folder / "readout.md").write_text(RELEASE, encoding="utf-8")
    (folder / "quiet.txt").write_text(COMMENTARY, encoding="utf-8")
    (folder / "copies" / "quiet-again.txt").write_text(COMMENTARY, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose output lies in a temporary folder."""
    return Settings(output=tmp_path / "out")


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line as a process of its own, in a temporary folder and with a Prefect home of its own."""

    def run_command(
        *arguments: object, check: int | None = 0, cwd: Path = tmp_path, stdin: str | None = None, **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        result = subprocess.run(
            [sys.executable, "-m", "jpeu_nlp", *map(str, arguments)],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=command_environment(tmp_path) | environment,
        )
        if check is not None:
            assert result.returncode == check, f"exit code {result.returncode}\n{result.stdout}\n{result.stderr}"
        return result

    return run_command


def command_environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a command under test: no settings of the developer's, no server of theirs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JPEU_", "PREFECT_"))}
    return kept | {"PREFECT_HOME": str(tmp_path / "prefect"), "OMP_NUM_THREADS": "1"}


@pytest.fixture
def shared() -> Path:
    """The folder of real texts beside the checkout; tests that need it skip where it is absent."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the folder ../shared with real texts is not beside this checkout")
    return SHARED

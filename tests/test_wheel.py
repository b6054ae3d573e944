"""The wheel works outside a checkout: help, and answers from the models that it carries."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return target


def run_installed(installed: Path, *arguments: str, cwd: Path, stdin: str | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JPEU_")} | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "jpeu_nlp", *arguments]
    return subprocess.run(command, cwd=cwd, input=stdin, env=environment, check=True, capture_output=True, text=True).stdout


def test_help_works_outside_a_checkout(installed: Path, tmp_path: Path) -> None:
    assert "annotate" in run_installed(installed, "--help", cwd=tmp_path)


def test_the_wheel_carries_its_models_and_vocabulary(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import jpeu_nlp; print(jpeu_nlp.__file__)"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert str(installed) in where
    text = "Japan's coast guard drove two vessels away from the Senkaku Islands on 3 March 2025."
    answer = json.loads(run_installed(installed, "annotate", "-", cwd=tmp_path, stdin=json.dumps({"id": 1, "text": text}) + "\n"))
    assert "maritime" in answer["labels"]
    assert answer["entities"]

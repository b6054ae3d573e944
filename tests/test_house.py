"""The house of DESIGN.md, section 4: floors, sizes, names, and one home for every heavy library."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for root in ("src", "flows") for path in (ROOT / root).rglob("*.py") if "versions" not in path.parts)
HOMES = {
    "spacy": "src/jpeu_nlp/language/",
    "sklearn": "src/jpeu_nlp/pillars/",
    "onnxruntime": "src/jpeu_nlp/pillars/",
    "sqlalchemy": "src/jpeu_nlp/store/",
    "alembic": "src/jpeu_nlp/store/",
    "prefect": "flows/",
    "pypdfium2": "src/jpeu_nlp/ingest/",
    "trafilatura": "src/jpeu_nlp/ingest/",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_fits_a_screenful_of_thought(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 350
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_function_is_short_and_no_assert_guards_a_result(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    too_long = {
        node.name: node.end_lineno - node.lineno + 1 for node in functions if node.end_lineno and node.end_lineno - node.lineno >= 50
    }
    assert not too_long
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    for library in {name.split(".")[0] for name in names} & set(HOMES):
        assert name_of(path).startswith(HOMES[library]), f"{name_of(path)} imports {library}"


def test_imports_point_downstairs_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_rooms_never_read_the_environment() -> None:
    rooms = [path for path in MODULES if re.search(r"jpeu_nlp/(ingest|language|pillars|store|export|report)/", name_of(path))]
    assert rooms
    handed_on = r"\{\*\*os\.environ,"  # a child process gets its parent's environment: nothing is read from it
    texts = {name_of(path): re.sub(handed_on, "", path.read_text(encoding="utf-8")) for path in rooms}
    assert not [name for name, text in texts.items() if re.search(r"os\.environ|getenv", text)]


def test_no_file_names_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    pattern = re.compile(r"--(?:extra-)?index-url[ =]\S|https?://[^\s\"']*/simple\b|https?://(?:files\.)?pypi|pythonhosted")
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        for name in listed
        if (ROOT / name).suffix in {".toml", ".lock", ".txt", ".md", ".py", ""} and (ROOT / name).is_file()
    }
    assert texts
    assert not [name for name, text in texts.items() if pattern.search(text) and name != "tests/test_house.py"]

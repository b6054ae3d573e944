"""A server that could not keep its database says so at once, and names the folder and the remedy."""

from pathlib import Path

import pytest

from jpeu_nlp.errors import JpeuError
from jpeu_nlp_flows.server import running_server


@pytest.mark.parametrize("home", ["missing/.prefect", "file/.prefect"])
def test_a_home_that_cannot_be_written_is_named(home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / home))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(JpeuError, match=f"{home}.*set PREFECT_HOME"), running_server():
        pass

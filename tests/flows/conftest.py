"""One Prefect server for all tests of flows: starting one takes 13 s."""

from collections.abc import Iterator

import pytest

from jpeu_nlp.settings import quiet_environment
from jpeu_nlp_flows.server import running_server
from tests.conftest import Cli


@pytest.fixture(scope="session")
def prefect_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a temporary server with a database of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.delenv("PREFECT_API_URL", raising=False)
        quiet_environment()
        with running_server() as address:
            yield address


@pytest.fixture
def served(cli: Cli, prefect_address: str) -> Cli:
    """The command line, talking to that server."""

    def run_command(*arguments, **options):  # type: ignore[no-untyped-def]
        return cli(*arguments, **{"PREFECT_API_URL": prefect_address} | options)

    return run_command

"""A Prefect server of our own where none is set: on 127.0.0.1, and ended with this process however that ends.

A temporary server (ad hoc runs) answers the API only; a full one (the schedule) also schedules and shows its pages.
Imports nothing of Prefect, because Prefect reads its settings once, when it is first imported.
"""

import logging
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from jpeu_nlp.errors import JpeuError

log = logging.getLogger(__name__)

START_SECONDS = 120
"""How long a server may take to start; 13 s is usual (measured on two shared cores)."""

TEMPORARY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
"""What Prefect's own temporary server is started with: no pages, no scheduler."""


@contextmanager
def running_server(*, port: int | None = None) -> Iterator[str]:
    """Give the address of the API, starting a server where none is set: a full one on `port`, or a temporary one on any."""
    if address := os.environ.get("PREFECT_API_URL"):
        yield address
        return
    _check_home(Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser())
    chosen = port if port is not None else _free_port()
    address = f"http://127.0.0.1:{chosen}/api"
    if _answers(f"{address}/health"):
        raise JpeuError(f"port {chosen}: something answers there already; set PREFECT_API_URL={address} to use it, or give another --port")
    kind = "server" if port is not None else "temporary server"
    log.info("starting Prefect's %s on http://127.0.0.1:%d (some 15 s; none is started where PREFECT_API_URL is set) ...", kind, chosen)
    environment = os.environ | {"PREFECT_API_URL": address} | ({} if port is not None else TEMPORARY)
    command = [sys.executable, "-m", "jpeu_nlp_flows.server_child", str(os.getpid()), str(chosen)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    try:
        _wait_until_ready(server, address, port=chosen)
        os.environ["PREFECT_API_URL"] = address
        yield address
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        _end(server)


def _check_home(home: Path) -> None:
    """Raise `JpeuError` where Prefect could not keep its database; its server would end without a word."""
    try:
        home.mkdir(exist_ok=True)
        with TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise JpeuError(
            f"{home}: Prefect keeps its database in this folder, which cannot be written ({error.strerror}); "
            "set PREFECT_HOME to a folder that can be, or PREFECT_API_URL to a server that runs"
        ) from error


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str, *, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise JpeuError(
                f"port {port}: Prefect's server ended at once (exit code {server.returncode}); is the port taken? give another --port"
            )
        if _answers(f"{address}/health"):
            return
        time.sleep(0.2)
    raise JpeuError(f"port {port}: Prefect's server did not answer within {START_SECONDS} s; set PREFECT_API_URL to one that runs")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  (our own address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False

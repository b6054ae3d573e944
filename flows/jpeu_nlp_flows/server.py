"""A Prefect server of our own, for the schedule: started on 127.0.0.1 and ended with this process.

Imports nothing of Prefect, because Prefect reads its settings once, when it is first imported.
"""

import logging
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from jpeu_nlp.errors import JpeuError

log = logging.getLogger(__name__)

START_SECONDS = 120
"""How long a server may take to start; 13 s is usual (measured on two shared cores)."""


@contextmanager
def running_server(*, port: int) -> Iterator[str]:
    """Give the address of the API, starting a server on 127.0.0.1 where none is set; it ends with the block."""
    if address := os.environ.get("PREFECT_API_URL"):
        yield address
        return
    address = f"http://127.0.0.1:{port}/api"
    if _answers(f"{address}/health"):
        raise JpeuError(f"port {port}: something answers there already; set PREFECT_API_URL={address} to use it, or give another --port")
    log.info("starting Prefect's server on http://127.0.0.1:%d (some 15 s) ...", port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--log-level", "WARNING"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(server, address, port=port)
        os.environ["PREFECT_API_URL"] = address
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_until_ready(server: "subprocess.Popen[bytes]", address: str, *, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise JpeuError(
                f"port {port}: Prefect's server ended at once (exit code {server.returncode}); is the port taken? give another --port"
            )
        if _answers(f"{address}/health"):
            return
        time.sleep(0.5)
    raise JpeuError(f"port {port}: Prefect's server did not answer within {START_SECONDS} s; set PREFECT_API_URL to one that runs")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  (our own address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False

"""The schedule as a process: it serves, a scheduled run comes and writes tables, and the end takes everything with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import command_environment

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 240
"""A minute until the next run is due, the rest for two starts on a busy machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_scheduled_run_comes_and_writes_its_tables(tmp_path: Path, corpus: Path) -> None:
    port = free_port()
    arguments = ["schedule", str(corpus), "--cron", "* * * * *", "--output", str(tmp_path / "out"), "--port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "jpeu_nlp", *arguments], cwd=tmp_path, env=command_environment(tmp_path), stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        report = tmp_path / "out" / "report.html"
        while not report.is_file() and time.monotonic() < deadline and process.poll() is None:
            time.sleep(1)
        assert report.is_file(), log.read_text(encoding="utf-8", errors="replace")[-4000:]
    finally:
        os.kill(process.pid, signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.5)
    pytest.fail("the server still answers after the schedule has ended")

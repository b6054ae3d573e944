"""The process of a Prefect server that ends when the process that started it does, however that ends.

Prefect's own temporary server outlives a `kill -9` of its parent (measured with 3.8.8) and would hold its port and
190 MB for ever. The kernel's parent-death signal survives `exec`, so it is set here, before uvicorn takes over.
"""

import ctypes
import os
import signal
import sys
from collections.abc import MutableMapping
from typing import Any

PR_SET_PDEATHSIG = 1


def main(parent_pid: int, port: int) -> None:
    """Become uvicorn serving Prefect's API on 127.0.0.1."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent_pid:  # the parent ended before the signal was set
            return
    factory = ["--factory", "jpeu_nlp_flows.server_child:create_app", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(  # noqa: S606  (fixed arguments)
        sys.executable, [sys.executable, "-m", "uvicorn", *factory, "--log-level", "error", "--lifespan", "on"]
    )


def create_app() -> Any:
    """Return Prefect's server, with its scheduler mended."""
    from prefect.server.api.server import create_app as create_prefect_app

    mend_scheduler()
    return create_prefect_app()


def mend_scheduler() -> None:
    """Let Prefect 3.8 insert scheduled runs under SQLAlchemy 2.1.

    It hands the scheduler's rows to a bulk insert together with the key `state`, a hybrid attribute, and writes the
    states itself afterwards. SQLAlchemy 2.0 passed the key over; 2.1 refuses a hybrid that says nothing of bulk
    inserts, and no scheduled run is ever made (measured with 3.8.8 and 2.1.9). So the hybrid says: nothing to set.
    """
    from prefect.server.database.orm_models import FlowRun

    def set_nothing(cls: type, mapping: MutableMapping[str, Any], value: object) -> None:
        """Pass the key over, as SQLAlchemy 2.0 did."""

    hybrid: Any = FlowRun.__dict__["state"]
    if hybrid.bulk_dml_setter is None:
        hybrid.inplace.bulk_dml(set_nothing)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

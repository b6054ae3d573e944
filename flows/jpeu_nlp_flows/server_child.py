"""The process of a Prefect server that ends when the process that started it does, however that ends.

Prefect's own temporary server outlives a `kill -9` of its parent (measured with 3.8.8) and would hold its port and
190 MB for ever. The kernel's parent-death signal survives `exec`, so it is set here, before uvicorn takes over.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent_pid: int, port: int) -> None:
    """Become uvicorn serving Prefect's API on 127.0.0.1."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent_pid:  # the parent ended before the signal was set
            return
    factory = ["--factory", "prefect.server.api.server:create_app", "--host", "127.0.0.1", "--port", str(port)]
    os.execv(  # noqa: S606  (fixed arguments)
        sys.executable, [sys.executable, "-m", "uvicorn", *factory, "--log-level", "error", "--lifespan", "on"]
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

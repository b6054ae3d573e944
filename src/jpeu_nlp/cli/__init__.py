"""The command line: flags in, stages called, exit codes out (DESIGN.md, section 3: a contract).

Data goes to stdout, progress and logs to stderr. Exit codes: 0 fine, 1 finished with failures or findings, 2 wrong
usage or configuration. Heavy libraries are imported by the command that needs them, so that `--help` answers at once.
"""

import logging
import os
import sys

from jpeu_nlp.cli import upkeep, work  # noqa: F401  (each registers its commands)
from jpeu_nlp.cli.frame import app


def main() -> None:
    """Run the command line."""
    logging.basicConfig(
        level=os.environ.get("JPEU_LOG_LEVEL", "INFO"), format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr
    )
    for noisy in ("httpx", "alembic", "trafilatura", "htmldate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    app()

"""Sandbox: files in, documents or failures out, in the same order, whatever the files do to the process that reads them.

Hostile PDFs abort a process or take 2 GB, hostile web pages take minutes (measured), so every document is read in a
child process that can be killed, and whose death is one document's failure. Children are started with `-c` rather
than through multiprocessing, which would import the caller's main module in them.
"""

import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jpeu_nlp.errors import JpeuError
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.records import Block, Failure, SourceDocument, SourceItem

START_SECONDS = 120.0
"""How long a child may take to import its readers; 1.3 s on an idle machine, 20 s on a crowded one (measured)."""
LOOK_AHEAD = 4
"""Documents a worker may be ahead of the one that is waited for: bounds memory, and keeps workers busy."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from jpeu_nlp.ingest.drafts import ReadingLimits; "
    "from jpeu_nlp.ingest.worker import serve; serve(ReadingLimits(**json.loads(sys.argv[2])))"
)


class _Worker:
    """A child process, and the item it is reading."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115
        quiet = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONSAFEPATH": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps([str(Path(entry).absolute()) for entry in sys.path]), json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            env=quiet,
            bufsize=0,
        )
        self.received = bytearray()
        self.number: int | None = None
        self.item: SourceItem | None = None
        self.n_read = 0
        self.is_spent = False
        self.deadline = 0.0
        self.await_start()

    def await_start(self) -> None:
        """Wait until the child has imported its readers; raises `JpeuError` with its last words if it does not."""
        self.deadline = time.monotonic() + START_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.output, selectors.EVENT_READ)
            while (message := self.take()) is None:
                ready = selector.select(max(0.0, self.deadline - time.monotonic()))
                if not ready or not self.receive():
                    self.end()
                    self.complaints.seek(0)
                    words = self.complaints.read()[-500:].decode(errors="replace").strip()
                    raise JpeuError(f"the reading process does not start: {words or 'no answer'}; try `jpeu-nlp doctor`")
        self.deadline = float("inf")
        if "ready" not in message:
            raise JpeuError(f"the reading process answers out of turn: {sorted(message)}")

    @property
    def output(self) -> int:
        """File descriptor on which the child answers."""
        return self.process.stdout.fileno() if self.process.stdout is not None else -1

    def ask(self, number: int, item: SourceItem, path: Path) -> None:
        """Hand the child a document; raises `BrokenPipeError` if it has died since."""
        body = json.dumps({"item": {**asdict(item), "path": str(item.path)}, "path": str(path)}).encode()
        view = memoryview(struct.pack("<I", len(body)) + body)
        while view and self.process.stdin is not None:
            view = view[self.process.stdin.write(view) or 0 :]
        self.number, self.item, self.deadline = number, item, time.monotonic() + self.limits.max_seconds

    def receive(self) -> bool:
        """Take what the child has sent; False when it has closed its end."""
        data = os.read(self.output, 1 << 20)
        self.received += data
        return bool(data)

    def take(self) -> dict[str, Any] | None:
        """Return a complete message, or None; one too large to be true raises `ValueError`."""
        if len(self.received) < 4:
            return None
        (length,) = struct.unpack("<I", self.received[:4])
        if length > 14 * self.limits.max_characters + 1_000_000:  # six bytes for an escaped character, twice for notes
            raise ValueError(f"an answer of {length} bytes")
        if len(self.received) < 4 + length:
            return None
        message: dict[str, Any] = json.loads(self.received[4 : 4 + length])
        del self.received[: 4 + length]
        return message

    def end(self) -> int:
        """Kill the child and return its exit code, negative for a signal."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        return self.process.wait()


class ReadingPool:
    """A few child processes that read documents; a context manager, to be used by one thread."""

    def __init__(self, limits: ReadingLimits, n_workers: int = 1) -> None:
        self.limits = limits
        self.n_workers = max(1, n_workers)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        while self._workers:
            worker = self._workers.pop()
            worker.end()
            worker.complaints.close()

    def read(self, items: Iterable[tuple[SourceItem, Path]]) -> Iterator[SourceDocument | Failure]:
        """Yield a document or a failure for every item, in order, reading no more than a few items ahead."""
        source = enumerate(items)
        done: dict[int, SourceDocument | Failure] = {}
        n_asked = n_given = 0
        has_more = True
        try:
            while True:
                while has_more and n_asked - n_given < LOOK_AHEAD * self.n_workers and (len(self._busy()) < self.n_workers):
                    entry = next(source, None)
                    has_more = entry is not None
                    if entry is not None:
                        self._ask(entry[0], *entry[1])
                        n_asked += 1
                while n_given in done:
                    yield done.pop(n_given)
                    n_given += 1
                if not self._busy():
                    if not has_more and not done:
                        return
                    continue
                done.update(self._collect())
        finally:
            for worker in self._busy():
                self._drop(worker)

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.number is not None]

    def _drop(self, worker: _Worker) -> int:
        self._workers.remove(worker)
        code = worker.end()
        worker.complaints.close()
        return code

    def _ask(self, number: int, item: SourceItem, path: Path) -> None:
        """Hand an item to a child that waits, or to a new one; one that died while waiting is replaced."""
        for worker in [worker for worker in self._workers if worker.number is None]:
            if worker.is_spent or worker.n_read >= self.limits.recycle_after or worker.process.poll() is not None:
                self._drop(worker)
                continue
            try:
                worker.ask(number, item, path)
            except BrokenPipeError:
                self._drop(worker)
            else:
                return
        worker = _Worker(self.limits)
        self._workers.append(worker)
        worker.ask(number, item, path)

    def _collect(self) -> dict[int, SourceDocument | Failure]:
        """Wait for the next answer, death or deadline; return the results there are by the items' numbers."""
        busy = self._busy()
        with selectors.DefaultSelector() as selector:
            for worker in busy:
                selector.register(worker.output, selectors.EVENT_READ, worker)
            wait = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
            ready = [key.data for key, _ in selector.select(wait)]
        results: dict[int, SourceDocument | Failure] = {}
        for worker in busy:
            number, item = worker.number, worker.item
            if number is None or item is None:
                continue
            if worker in ready:
                result = self._take(worker, item)
            elif worker.deadline <= time.monotonic():
                self._drop(worker)
                result = fail(item, f"took longer than {self.limits.max_seconds:g} s to read; raise max_seconds or split the file")
            else:
                result = None
            if result is not None:
                results[number] = result
                worker.number, worker.item, worker.n_read = None, None, worker.n_read + 1
        return results

    def _take(self, worker: _Worker, item: SourceItem) -> SourceDocument | Failure | None:
        """Return what a child has answered; None while it is still writing."""
        try:
            is_alive = worker.receive()
            message = worker.take()
            if message is not None:
                worker.is_spent = bool(message.get("spent"))
                return (
                    to_document(message["document"])
                    if "document" in message
                    else Failure(source_uri=item.source_uri, stage="ingest", reason=str(message["reason"]))
                )
        except (ValueError, KeyError, TypeError) as error:
            self._drop(worker)
            return fail(item, f"the reading process answered nonsense ({error}); treat the file with care")
        if is_alive:
            return None
        return fail(item, explain_death(self._drop(worker), self.limits))


def fail(item: SourceItem, reason: str) -> Failure:
    """Return a failure of this item."""
    return Failure(source_uri=item.source_uri, stage="ingest", reason=f"{item.source_uri}: {reason}")


def explain_death(code: int, limits: ReadingLimits) -> str:
    """Return why a child died, from its exit code."""
    if -code == signal.SIGXCPU or -code == signal.SIGALRM:
        return f"took longer than {limits.max_seconds:g} s to read; raise max_seconds or split the file"
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    cause = f"damaged contents, or more than {limits.max_memory} bytes of memory"
    return f"its reading process died ({name}), most likely of {cause}; repair or convert the file"


def to_document(values: dict[str, Any]) -> SourceDocument:
    """Return the document that a child sent, its text joined from its blocks again."""
    blocks = tuple(Block(text=str(block["text"]), role=str(block["role"]), page=block["page"]) for block in values.pop("blocks"))
    values["authors"] = tuple(map(str, values["authors"]))
    return SourceDocument(**values, blocks=blocks, text="\n\n".join(block.text for block in blocks))

"""Worker: the process that reads documents one after another and may be killed at any moment.

Started by `sandbox` with requests on standard input and answers on standard output, each a length and JSON: never
pickle, for what comes back was made from untrusted bytes. It ends when its parent does (end of input), when it takes
too long (alarm), and it can neither write files nor open connections.
"""

import json
import os
import queue
import resource
import signal
import struct
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.readers import find_language, read_document
from jpeu_nlp.records import SourceItem

HEADROOM = 200_000_000
"""Address space that a worker gets at least beyond what its libraries take, bytes."""

_FORBIDDEN = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen")


def serve(limits: ReadingLimits) -> None:
    """Answer requests until the input ends."""
    answers = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=receive, args=(requests,), daemon=True).start()
    find_language("The language model is loaded before the first document asks for it.")
    confine(limits)
    send(answers, {"ready": os.getpid()})
    while True:
        send(answers, answer(json.loads(requests.get()), limits))


def receive(requests: "queue.SimpleQueue[bytes]") -> None:
    """Pass requests on; when the input ends the parent is gone, and so are we, whatever is being read."""
    source = os.fdopen(0, "rb", closefd=False)
    while len(head := source.read(4)) == 4:
        requests.put(source.read(struct.unpack("<I", head)[0]))
    os._exit(0)


def send(target: int, message: dict[str, Any]) -> None:
    """Write one message."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
    view = memoryview(struct.pack("<I", len(body)) + body)
    while view:
        view = view[os.write(target, view) :]


def confine(limits: ReadingLimits) -> None:
    """Give up memory beyond the limit, files, core dumps, connections and child processes, for good."""
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if Path("/proc/self/statm").exists() else 0
    most = max(limits.max_memory, taken + HEADROOM)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(refuse)


def refuse(event: str, _arguments: object) -> None:
    """Refuse what no reader needs."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event}: a reading process may not")


def answer(request: dict[str, Any], limits: ReadingLimits) -> dict[str, Any]:
    """Read one document; whatever goes wrong becomes the reason."""
    item = SourceItem(**{**request["item"], "path": Path(request["item"]["path"])})
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime + limits.max_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, limits.max_seconds + 5.0)  # kills us should the parent not be there to do it
    try:
        with Path(request["path"]).open("rb") as file:
            data = file.read(limits.max_bytes + 1)
        document = asdict(read_document(item, data, limits=limits))
        del document["text"]  # the parent joins the blocks again
    except UnreadableError as error:
        return {"reason": str(error)}
    except MemoryError:
        return {
            "reason": f"{item.source_uri}: needs more than {limits.max_memory} bytes of memory; raise max_memory or split the file",
            "spent": True,
        }
    except OSError as error:
        return {"reason": f"{item.source_uri}: cannot be opened ({error.strerror}); look at its permissions"}
    except Exception as error:
        detail = str(error)[:200].replace("\n", " ")
        return {
            "reason": f"{item.source_uri}: the reader failed ({type(error).__name__}: {detail}); please report this file",
            "spent": True,
        }
    else:
        return {"document": document}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

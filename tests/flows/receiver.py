"""A receiver of notifications on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any


@dataclass
class Told:
    """The address for notifications, and the messages that were posted."""

    address: str
    messages: SimpleQueue[dict[str, Any]] = field(default_factory=SimpleQueue)


@contextmanager
def receiver() -> Iterator[Told]:
    """Receive notifications during the block."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.messages.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        told = Told(f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()

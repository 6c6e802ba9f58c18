from __future__ import annotations

import socket
from contextlib import closing

from editor.serve import _listen
from editor.settings import Settings


def test_responses_do_not_wait_for_tcp_acknowledgements() -> None:
    listener = _listen(Settings(port=0, author="Ann"))
    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        connection, _ = listener.accept()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

from __future__ import annotations

import socket
from contextlib import closing

from editor.serve import _listen
from editor.settings import Settings


def test_no_part_of_an_answer_waits_for_the_one_before_to_be_confirmed() -> None:
    listener = _listen(Settings(port=0, author="Ann"))
    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        connection, _ = listener.accept()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

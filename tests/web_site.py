"""The site behind a real server in a thread of this process, for browser tests."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waitress.server import create_server

from web.app import create_app
from web.serving.adding import Uploads
from web.serving.live import detach


@contextmanager
def served(index_dir: Path, uploads: Uploads | None = None) -> Iterator[str]:
    """The address, without a slash at its end, of a server on this index."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(index_dir, uploads=uploads)
    server = create_server(app, sockets=[listening], threads=8)
    closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:
            # Its sockets are closed by another thread, perhaps while it waits for them.
            if not closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        closing.set()
        server.close()
        thread.join(10)
        detach(app)

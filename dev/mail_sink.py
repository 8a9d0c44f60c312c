"""A mail server for the demo: it keeps every mail as a file and sends none.

Usage: python dev/mail_sink.py PORT FOLDER
"""

import sys
import threading
import time
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller


class Keep:
    """Writes each mail to ``<time>-<number>-<recipient>.eml``."""

    def __init__(self, folder):
        self._folder = folder
        self._count = 0

    async def handle_DATA(self, _server, _session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        recipient = (envelope.rcpt_tos or ["nobody"])[0]
        safe = "".join(sign if sign.isalnum() or sign in "@.-_" else "_" for sign in recipient)
        self._count += 1
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{self._count:04d}-{safe}.eml"
        (self._folder / name).write_bytes(envelope.content)
        print(f"{recipient}: {message['subject']}", flush=True)
        return "250 kept"


def main():
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=port)
    controller.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()

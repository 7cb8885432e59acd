"""A real mail server for tests: what it is sent lies in ``mails``."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler


class Sink(MessageHandler):
    """A mail server that refuses with the given answers first, then accepts."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.mails: list[Any] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        return await super().handle_DATA(server, session, envelope)

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


@contextmanager
def mail_server(settings: Any) -> Iterator[Sink]:
    """Run a server and let the settings of the test point at it."""
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 5
    try:
        yield handler
    finally:
        controller.stop()


def subject_of(mail: Any) -> str:
    """Return the subject as a reader sees it."""
    return str(make_header(decode_header(mail["Subject"])))


def text_of(mail: Any) -> str:
    """Return the text as a reader sees it."""
    return str(mail.get_payload(decode=True).decode())

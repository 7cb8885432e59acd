"""
Ways out of the house: mail through Django's backend, text messages through a port.

Each ``send`` answers with the provider's number, or raises: ``Refused`` when the message was surely not taken,
``Unclear`` when nobody can know. Nothing here touches the database.
"""

import os
from pathlib import Path
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection


class Refused(Exception):
    """Not sent. ``for_good``: trying again is useless."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class Unclear(Exception):
    """The line was cut after the message went out and before the answer came."""


def send_mail(*, key: str, address: str, subject: str, text: str) -> str:
    """Send one mail; its Message-ID is made from ``key``, so that the same delivery is always the same mail."""
    message_id = f"<{key}@{_domain()}>"
    connection = get_connection()
    mail = EmailMessage(subject, text, to=[address], connection=connection, headers={"Message-ID": message_id})
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise Refused("smtp-unreachable") from error
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise Refused(f"smtp-{codes[0]}", for_good=all(code >= 500 for code in codes)) from error
    except (SMTPDataError, SMTPResponseException) as error:
        raise Refused(f"smtp-{error.smtp_code}", for_good=error.smtp_code >= 500) from error
    except (OSError, SMTPException) as error:
        raise Unclear from error
    finally:
        _close_quietly(connection)
    return message_id


def _close_quietly(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]  # mail backends have no common type
    except (OSError, SMTPException):
        return


def _domain() -> str:
    address = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">").strip()
    return address or "localhost"


class SmsPort(Protocol):
    """A text-message gateway. ``key`` is the gateway's idempotency key: the same key is never sent twice."""

    def send(self, *, key: str, phone: str, text: str) -> str:
        """Send and return the gateway's number. :raises Refused, Unclear:"""
        ...


class FileSms:
    """Writes each text message into a file of a folder, for demonstrations and for gateways that fetch files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, *, key: str, phone: str, text: str) -> str:
        """Write ``<key>.txt``; a file that is there already was sent already."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        whole = self.folder / f"{key}.txt"
        part = self.folder / f".{key}.part"
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(f"{phone}\n{text}\n")
            part.replace(whole)
        except OSError as error:
            raise Refused("sms-folder") from error
        return whole.name


def sms() -> SmsPort:
    """Return the configured gateway."""
    return FileSms(Path(settings.GOVHALL_SMS_FOLDER))

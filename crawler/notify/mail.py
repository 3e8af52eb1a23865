"""E-mail by the office's own server: TLS always, unless the server is this computer."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from typing import TYPE_CHECKING

from crawler.notify import SendError

if TYPE_CHECKING:
    from crawler.notify.digest import Digest

_TIMEOUT = 30.0
_TLS_FROM_THE_START = 465
_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Mail:
    """A server, who we are there, and who reads it."""

    host: str
    sender: str
    to: tuple[str, ...]
    port: int = 587
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    name: str = "mail"

    def send(self, digest: Digest) -> None:
        """Deliver; raises SendError."""
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(self.letter(digest))
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: an address that is none
            raise SendError(self.name, type(error).__name__) from None  # its text may hold the user

    def letter(self, digest: Digest) -> EmailMessage:
        """The letter, plain text."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self.sender, ", ".join(self.to), digest.title
        letter["Message-ID"] = make_msgid("oit", domain=self.sender.rpartition("@")[2].strip("> ") or "oit")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(digest.text(limit=20_000))
        return letter

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.port == _TLS_FROM_THE_START:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        try:
            if self.host not in _THIS_COMPUTER:
                server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server

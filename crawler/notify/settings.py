"""Which channels are set up, from the environment alone: a file could be copied, a command line be seen by others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crawler.notify import SettingsError
from crawler.notify.line import Line
from crawler.notify.mail import Mail
from crawler.notify.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.notify.digest import Digest


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """For messages to the operator."""

    def send(self, digest: Digest) -> None:
        """Deliver; raises SendError."""


def channels(environ: Mapping[str, str]) -> list[Channel]:
    """The channels whose variables are set; raises SettingsError for one that is set up in half.

    ``OIT_WEBHOOK_URL`` with ``OIT_WEBHOOK_SECRET``; ``OIT_LINE_TOKEN`` with ``OIT_LINE_TO``; ``OIT_SMTP_HOST`` with
    ``OIT_MAIL_FROM`` and ``OIT_MAIL_TO`` (comma-separated), and if needed ``OIT_SMTP_PORT`` (587; 465 speaks TLS from
    the start), ``OIT_SMTP_USER``, ``OIT_SMTP_PASSWORD``.
    """
    found: list[Channel] = []
    if said := _group(environ, "OIT_WEBHOOK_URL", "OIT_WEBHOOK_SECRET"):
        if not said["OIT_WEBHOOK_URL"].startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise SettingsError(
                "OIT_WEBHOOK_URL ต้องเป็นที่อยู่ https", "OIT_WEBHOOK_URL has to be an https address"
            )
        found.append(Webhook(said["OIT_WEBHOOK_URL"], said["OIT_WEBHOOK_SECRET"]))
    if said := _group(environ, "OIT_SMTP_HOST", "OIT_MAIL_FROM", "OIT_MAIL_TO"):
        port = environ.get("OIT_SMTP_PORT", "587").strip()
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
            raise SettingsError(
                "OIT_SMTP_PORT ต้องเป็นเลขพอร์ต เช่น 587", "OIT_SMTP_PORT has to be a port, such as 587"
            )
        to = tuple(one.strip() for one in said["OIT_MAIL_TO"].split(",") if one.strip())
        user, password = environ.get("OIT_SMTP_USER", ""), environ.get("OIT_SMTP_PASSWORD", "")
        found.append(Mail(said["OIT_SMTP_HOST"], said["OIT_MAIL_FROM"], to, int(port), user, password))
    if said := _group(environ, "OIT_LINE_TOKEN", "OIT_LINE_TO"):
        found.append(Line(said["OIT_LINE_TOKEN"], said["OIT_LINE_TO"]))
    return found


def _group(environ: Mapping[str, str], *names: str) -> dict[str, str]:
    """The variables of one channel, or nothing when none is set."""
    said = {name: environ.get(name, "").strip(" \t\r\n,") for name in names}
    missing = [name for name, value in said.items() if not value]
    if len(missing) == len(names):
        return {}
    if missing:
        raise SettingsError(f"ยังไม่ได้ตั้ง {', '.join(missing)}", f"not set: {', '.join(missing)}")
    return said

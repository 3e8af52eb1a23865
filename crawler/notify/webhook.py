"""A generic webhook: one JSON document, signed, so that its receiver knows that it is ours and fresh.

``X-OIT-Signature-256: sha256=<hex>`` is the HMAC-SHA256, under the shared secret, of the timestamp in
``X-OIT-Timestamp`` (Unix seconds), a full stop, and the body, byte for byte.  A receiver recomputes it, compares in
constant time, and refuses timestamps that are minutes old.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from crawler.notify.http import post

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.notify.digest import Digest


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to, and the shared secret."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    clock: Callable[[], float] = field(default=time.time, repr=False)
    name: str = "webhook"

    def send(self, digest: Digest) -> None:
        """Deliver; raises SendError."""
        said = {
            "event": "oit.night", "title": digest.title, "text": digest.text(), "changed": digest.changed,
            **asdict(digest),
        }  # fmt: skip
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(int(self.clock()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-OIT-Timestamp": stamp,
            "X-OIT-Signature-256": f"sha256={signature(self.secret, stamp, body)}",
        }
        post(self.name, self.url, body, headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The HMAC-SHA256 of ``stamp.body``, hexadecimal."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()

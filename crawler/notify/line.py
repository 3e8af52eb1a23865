"""LINE Messaging API, push message: to a user, a group or a room that has our official account as a member.

LINE Notify ended on 31 March 2025; this is the way that is left.  ``X-Line-Retry-Key`` is made from the run, so
however often a night is notified, LINE delivers it once (it answers 409 to the others).
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.notify.http import post

if TYPE_CHECKING:
    from crawler.notify.digest import Digest

PUSH = "https://api.line.me/v2/bot/message/push"
_ACCEPTED_BEFORE = 409


@dataclass(frozen=True, slots=True)
class Line:
    """The channel access token, and the id that messages go to."""

    token: str = field(repr=False)
    to: str = field(repr=False)
    name: str = "line"

    def send(self, digest: Digest) -> None:
        """Deliver; raises SendError."""
        message = {"to": self.to, "messages": [{"type": "text", "text": digest.text()}]}
        body = json.dumps(message, ensure_ascii=False).encode()
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"oit:{digest.run}:{self.to}:{digest.text()}")
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "X-Line-Retry-Key": str(key),
        }
        post(self.name, PUSH, body, headers, also_good=(_ACCEPTED_BEFORE,))

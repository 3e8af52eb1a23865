"""The morning's word: one digest of what changed, by webhook, e-mail or LINE.

:mod:`crawler.notify.digest` (pure) writes it, one module a channel sends it.  Settings, and secrets among them, come
from the environment alone; no message of ours, and no error, ever repeats one.
"""

from __future__ import annotations


class SendError(RuntimeError):
    """A channel could not deliver; the message names the channel and the kind of failure, never an address or a key."""

    def __init__(self, channel: str, kind: str) -> None:
        super().__init__(f"{channel}: {kind}")
        self.channel = channel
        self.kind = kind


class SettingsError(ValueError):
    """A channel is set up in half; the message (``thai`` too) names the variables, never their values."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.thai = thai

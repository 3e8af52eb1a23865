"""Who is audited, and which addresses each of them declared for which item."""

from __future__ import annotations

from crawler.targets.load import BUNDLED, Targets, load_targets, read_targets

__all__ = ["BUNDLED", "Targets", "load_targets", "read_targets"]

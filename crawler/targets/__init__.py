"""Who is audited, and which addresses each of them declared for which item."""

from __future__ import annotations

from crawler.targets.agencies import BUNDLED, load_targets

__all__ = ["BUNDLED", "load_targets"]

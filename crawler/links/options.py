"""What a link check looks at.  One frozen value; how it behaves on the network is :class:`GatherOptions`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.gather.options import GatherOptions

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Options of one link check.

    ``recursive``: pages below a start page (same host, same folder) are start pages too, at most ``depth``
    clicks away and ``max_pages`` in all.  ``flat``: the given addresses alone, not what they link to.
    ``accept``: statuses that count as fine beside 2xx.  ``include``/``exclude``: addresses that are checked
    (any pattern found in it; none: all) and those that are not.  ``fragments``: whether ``#names`` are looked
    for.  ``soft_404``: whether pages that answer 200 are tested for saying *not found*, with at most
    ``probes`` requests a host for pages that cannot exist.  ``document_bytes``: how much may be read of documents, for
    the links inside them; 0: none.  ``suggestions``: how many requests may be spent on finding where broken links
    should lead.
    """

    network: GatherOptions = field(default_factory=GatherOptions)
    recursive: bool = False
    depth: int = 10
    max_pages: int = 2_000
    flat: bool = False
    accept: frozenset[int] = frozenset()
    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    fragments: bool = True
    soft_404: bool = True
    probes: int = 40
    document_bytes: int = 50 * MIB
    suggestions: int = 60

    def wanted(self, url: str) -> bool:
        """Whether an address is to be checked."""
        if any(pattern.search(url) for pattern in self.exclude):
            return False
        return not self.include or any(pattern.search(url) for pattern in self.include)

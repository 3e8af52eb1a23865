"""What one item may cost: so many pages, documents and bytes, and a note of what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.evidence.store import Cut
from crawler.read.link_kinds import leads_to_document

if TYPE_CHECKING:
    from crawler.gather.options import GatherOptions


@dataclass(slots=True)
class Budget:
    """What one item may still cost, and what was left out when it could not."""

    pages: int
    documents: int
    bytes: int
    spent_pages: int = 0
    spent_documents: int = 0
    spent_bytes: int = 0
    left_out: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, options: GatherOptions) -> Budget:
        """A fresh one."""
        return cls(options.pages_per_item, options.documents_per_item, options.bytes_per_item)

    def allows(self, url: str) -> bool:
        """Whether the number of addresses leaves room for one more; notes it as left out if not."""
        if leads_to_document(url):
            self.spent_documents += 1
            reason = "documents" if self.spent_documents > self.documents else ""
        else:
            self.spent_pages += 1
            reason = "pages" if self.spent_pages > self.pages else ""
        return self._noted(reason, url)

    def has_bytes_for(self, url: str) -> bool:
        """Whether enough bytes are left to ask one more address; notes it as left out if not."""
        return self._noted("bytes" if self.spent_bytes >= self.bytes else "", url)

    def _noted(self, reason: str, url: str) -> bool:
        if reason:
            self.left_out.setdefault(reason, []).append(url)
        return not reason

    def cuts(self, agency: str, item: str) -> list[Cut]:
        """What was left out of the item, for the ledger: which bound it was, how many addresses, the first of them."""
        bounds = {"pages": self.pages, "documents": self.documents, "bytes": self.bytes}
        return [
            Cut(agency, item, reason, bounds[reason], len(left_out), left_out[0])
            for reason, left_out in self.left_out.items()
        ]

"""Which item of a checklist a line, a heading or a cell announces: ``O5 แผนปฏิบัติราชการประจำปี…``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.read.item_code import item_number
from crawler.remembered import remembered
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Letters of the shortest title that announces an item.
_FEWEST = 12


class Announcements:
    """Which item of a checklist a text announces, by the item's code or by its full title."""

    def __init__(self, titles: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Fold the titles of every item once; titles of a few letters announce nothing."""
        self._names = tuple(
            (item, tuple(key for key in map(fold, names) if len(key) >= _FEWEST)) for item, names in titles
        )
        self._known = frozenset(item for item, _ in self._names)
        self.item = remembered(20_000, spare=2_000)(self._item)

    @staticmethod
    def of(titles: Mapping[str, tuple[str, ...]]) -> Announcements:
        """Those of a checklist's titles, which all pages of a run are asked about."""
        return _announcements(tuple(titles.items()))

    def _item(self, text: str) -> str | None:
        number = item_number(text)
        if number is not None and f"O{number}" in self._known:
            return f"O{number}"
        key = fold(text)
        if len(key) < _FEWEST:
            return None
        best: tuple[int, str] | None = None
        for item, names in self._names:
            for name in names:
                if (
                    key.startswith(name)
                    and len(key) <= len(name) * 1.6 + 12
                    and (best is None or len(name) > best[0])
                ):
                    best = (len(name), item)
        return best[1] if best else None


_announcements = lru_cache(maxsize=8)(Announcements)

"""Which agency a cell means: its id, its code, or its name in Thai or English, long or short."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from crawler.model import Agency
from crawler.thai.text import fold

#: What names of offices begin or end with and officers leave out.
_BEFORE_TH = tuple(map(fold, ("สำนักงานเขต", "สนข", "เขต", "สำนักงาน")))
_AROUND_EN = re.compile(
    r"^(?:the\s+)?(?:khet|district(?:\s+office)?(?:\s+of)?)\s+|(?<!\s)\s++district(?:\s+office)?$",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"ฯ\s*$")


class Directory:
    """The agencies of a targets file by everything they are called."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._full: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        # A sheet names an agency once a row: each spelling is looked up once.
        self._found: dict[str, set[str]] = {}
        self._near: dict[str, str | None] = {}
        for agency in agencies:
            self._names[agency.id] = agency.name_th
            short = _short(agency.name_th)
            for text in (
                agency.id,
                agency.code,
                agency.name_th,
                short,
                agency.name_en,
                _plain_en(agency.name_en),
            ):
                self._by_key.setdefault(fold(text), set()).add(agency.id)
            for text in {agency.name_th, f"เขต{short}"} - {short}:
                self._full.setdefault(fold(text), set()).add(agency.id)

    def find(self, text: str) -> set[str]:
        """The ids of the agencies that ``text`` may mean: none, one, or several when it is ambiguous."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> set[str]:
        for spelling in (text, _short(text), _plain_en(text)):
            if found := self._by_key.get(fold(spelling)):
                return found
        if _ABBREVIATED.search(text):  # ป้อมปราบฯ
            begun = fold(_short(text))
            return {
                one for key, ids in self._by_key.items() if begun and key.startswith(begun) for one in ids
            }
        return set()

    def mentioned(self, text: str) -> str | None:
        """The one agency whose full name stands in ``text``, such as a title or the name of a sheet."""
        if len(found := self.find(text)) == 1:
            return next(iter(found))
        folded = fold(text)
        named = {one for name, ids in self._full.items() if name in folded for one in ids}
        return next(iter(named)) if len(named) == 1 else None

    def near(self, text: str) -> str | None:
        """The Thai name and id of the agency that ``text`` was probably meant to be."""
        if text not in self._near:
            self._near[text] = self._nearest(text)
        return self._near[text]

    def _nearest(self, text: str) -> str | None:
        close = difflib.get_close_matches(fold(_short(text)), self._by_key, n=1, cutoff=0.7)
        if not close:
            return None
        one = min(self._by_key[close[0]])
        return f"{self._names[one]} ({one})"


def _short(name: str) -> str:
    """``สำนักงานเขตประเวศ`` → ``ประเวศ``; what is no Thai office name stays as it is."""
    bare = name.strip()
    folded = fold(bare)
    for before in _BEFORE_TH:
        if folded.startswith(before) and len(folded) > len(before):
            return folded[len(before) :]
    return bare


def _plain_en(name: str) -> str:
    return _AROUND_EN.sub("", name.strip())

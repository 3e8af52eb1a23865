"""Many phrases found in a text at once: every exact occurrence, and which of them could be there nearly.

A checklist knows a thousand wordings, and a night compares each of them with each title, link and line it meets.
Asked one by one that is nearly all the time a night takes; so phrases are looked up by their first letters, and a
near miss is only measured where enough of its letters are there at all.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Similarity (0–100) of a near miss.
NEAR = 88.0
#: Letters below which a phrase is never found nearly, and the share of it that must be there.
_SHORTEST, _WHOLE = 12, 0.93
_HEAD = 4
#: A similarity of 88 allows inserted and lost letters up to this share of the phrase (twelve in a hundred letters of
#: phrase and text together).
_EDITS = 0.24


class Phrases:
    """Folded phrases, ready to be looked for.  Compared by identity: made once for a checklist."""

    def __init__(self, keys: Iterable[str]) -> None:
        """Index ``keys``."""
        self._keys = frozenset(keys)
        self._short = tuple(sorted(key for key in self._keys if len(key) < _HEAD))
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for key in self._keys.difference(self._short):
            lengths[key[:_HEAD]].add(len(key))
        self._lengths = {head: tuple(sorted(known)) for head, known in lengths.items()}
        self._bits: dict[str, int] = {}
        self._needs = {key: self._need(key) for key in sorted(self._keys) if len(key) >= _SHORTEST}
        self._shown = lru_cache(maxsize=20_000)(self._show)

    def occurrences(self, text: str) -> list[tuple[str, int]]:
        """Every occurrence of every phrase: the phrase and where it begins, overlapping ones too."""
        keys, lengths = self._keys, self._lengths
        found = []
        for at in range(len(text) - _HEAD + 1):
            known = lengths.get(text[at : at + _HEAD])
            if known is not None:
                found += [(key, at) for length in known if (key := text[at : at + length]) in keys]
        for key in self._short:
            at = text.find(key)
            while at >= 0:
                found.append((key, at))
                at = text.find(key, at + 1)
        return found

    def nearness(self, key: str, text: str) -> float | None:
        """How nearly (0–100) phrase ``key`` stands in ``text``; ``None`` when it does not, or is too short to tell.

        A text that breaks off inside the phrase does not have it: its last word may be another one.
        """
        need = self._needs.get(key)
        if need is None or len(text) < len(key) * _WHOLE:
            return None
        if len(text) >= len(key):
            for (grams, least), shown in zip(need, self._shown(text), strict=True):
                if (grams & shown).bit_count() < least:
                    return None
        return _nearness(key, text)

    def _need(self, key: str) -> tuple[tuple[int, int], ...]:
        """For pairs and triples of letters: those of ``key`` as bits, and how many a near miss still shows.

        A letter lost or put in spoils at most two pairs and three triples.
        """
        edits = int(_EDITS * len(key))
        need = []
        for size in (2, 3):
            grams = {key[at : at + size] for at in range(len(key) - size + 1)}
            mask = 0
            for gram in grams:
                mask |= 1 << self._bits.setdefault(gram, len(self._bits))
            need.append((mask, len(grams) - size * edits))
        return tuple(need)

    def _show(self, text: str) -> tuple[int, ...]:
        """The pairs and triples of ``text`` that some phrase has, as bits."""
        shown = []
        for size in (2, 3):
            grams = {text[at : at + size] for at in range(len(text) - size + 1)}
            mask = 0
            for gram in grams:
                if (bit := self._bits.get(gram)) is not None:
                    mask |= 1 << bit
            shown.append(mask)
        return tuple(shown)


@lru_cache(maxsize=50_000)
def _nearness(key: str, text: str) -> float | None:
    found = fuzz.partial_ratio_alignment(key, text, score_cutoff=NEAR)
    if found is None or found.dest_end - found.dest_start < _WHOLE * len(key):
        return None
    return found.score

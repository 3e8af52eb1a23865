"""Many phrases found in a text at once: every exact occurrence, and which of them could be there nearly.

A checklist knows a thousand wordings, and a night compares each of them with each title, link and line it meets.
Asked one by one that is nearly all the time a night takes; so phrases are looked up by their first letters, and a
near miss is only measured where enough of its letters are there at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Similarity (0–100) of a near miss.
NEAR = 88.0
#: Letters below which a phrase is never found nearly, and the share of it that must be there.
_SHORTEST, _WHOLE = 12, 0.93
_HEAD = 4
#: Share of a phrase's letters that every near miss has in their order: one of 88 in 100 with a text of 93 may be the whole
#: text against 73 of its letters, all found.  What is lost at an end spoils one triple of letters a letter, what is put
#: in two, what is lost inside three: at worst so many, of the phrase's length.
_IN_ORDER, _SPOILED = 0.729, 0.68
#: Of the triples under which a phrase is looked up so many are shown by a near miss, if the phrase is long enough.
_SHARED = 4


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
        self._nearly = _Nearly(key for key in self._keys if len(key) >= _SHORTEST)
        self.near = lru_cache(maxsize=20_000)(self._nearly.phrases)

    def occurrences(self, text: str) -> list[tuple[str, int]]:
        """Every occurrence of every phrase: the phrase and where it begins, overlapping ones too."""
        keys, lengths, size = self._keys, self._lengths, len(text)
        found = []
        heads = [text[at : at + _HEAD] for at in range(size - _HEAD + 1)]
        for at, known in enumerate(map(lengths.get, heads) if not lengths.keys().isdisjoint(heads) else ()):
            if known is not None:
                ends = (at + length for length in known if at + length <= size)
                found += [(key, at) for end in ends if (key := text[at:end]) in keys]
        for key in self._short:
            at = text.find(key)
            while at >= 0:
                found.append((key, at))
                at = text.find(key, at + 1)
        return found


class _Nearly:
    """The phrases that stand nearly in a text, all found at once by the letters in a row that they share with it.

    A near miss still has some of its phrase's triples of letters, and so a few of any that are more than it may lack:
    the phrase is looked up under its rarest.  Then as many of its letters must stand in the text in order.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        triples = {key: _triples(key) for key in sorted(keys)}
        spread = Counter(triple for own in triples.values() for triple in own)
        self._by_triple: defaultdict[str, list[str]] = defaultdict(list)
        self._least: dict[str, int] = {}
        self._always: list[str] = []
        for key, own in triples.items():
            spoiled = int(_SPOILED * len(key)) + 2
            least = min(_SHARED, len(own) - spoiled)
            if least <= 0:
                self._always.append(key)
                continue
            self._least[key] = least
            for triple in sorted(own, key=lambda one: (spread[one], one))[: spoiled + least]:
                self._by_triple[triple].append(key)

    def phrases(self, text: str) -> Mapping[str, float]:
        """How nearly (0–100) each phrase stands in ``text`` that does.

        A text that breaks off inside the phrase does not have it: its last word may be another one.
        """
        near = {}
        longest = len(text) / _WHOLE
        for key in self._candidates(text):
            if len(key) > longest or LCSseq.similarity(key, text) < _IN_ORDER * len(key):
                continue
            found = fuzz.partial_ratio_alignment(key, text, score_cutoff=NEAR)
            if found is not None and found.dest_end - found.dest_start >= _WHOLE * len(key):
                near[key] = found.score
        return near

    def _candidates(self, text: str) -> list[str]:
        by_triple, least = self._by_triple, self._least
        shared: Counter[str] = Counter()
        for triple in _triples(text) & by_triple.keys():
            shared.update(by_triple[triple])
        return [*self._always, *(key for key, count in shared.items() if count >= least[key])]


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}

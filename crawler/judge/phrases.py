"""Many phrases found in a text at once: every exact occurrence, and which of them could be there nearly.

A checklist knows a thousand wordings, and a night compares each of them with each title, link and line it meets.
Asked one by one that is nearly all the time a night takes; so a text is looked at in a few places, and compared only
with the phrases whose rarest letters it shows there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from crawler.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Every so many letters of a text so many are looked up.
_STEP, _SAMPLE = 3, 4
_STRETCH = _STEP + _SAMPLE - 1

#: Similarity (0–100) of a near miss.
NEAR = 88.0
#: Letters below which a phrase is never found nearly, and the share of it that must be there.
_SHORTEST, _WHOLE = 12, 0.93
#: A phrase shorter than this is found nearly only where hardly anything else is said: ``ได้รับของขวัญ`` is no ``งดรับของขวัญ``.
BRIEF, HARDLY = 15, 1.7
#: Shares of a phrase's length: its letters that every near miss in a longer text has in their order (88 of 100 are 85 of
#: the phrase against 93 of the text), and its triples of letters that such a near miss lacks at most: a letter put in
#: spoils two, a lost one three.
_IN_ORDER, _SPOILED = 0.849, 0.615
#: In a text no longer than the phrase: the whole text may stand against 73 of the phrase's letters, all found.
_IN_ORDER_OF_BRIEF = 0.729


class Phrases:
    """Folded phrases, ready to be looked for.

    Each is known by a stretch of its letters: wherever it stands, one sample of the text lies within the stretch.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """Index ``keys``, each by that stretch of it whose samples the fewest others share."""
        known = sorted(set(keys))
        self._short = tuple(key for key in known if len(key) < _STRETCH)
        samples = {key: _pieces(key, _SAMPLE) for key in known if len(key) >= _STRETCH}
        spread = Counter(chain.from_iterable(samples.values()))
        self._samples: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for key, own in samples.items():
            stretches = [own[at : at + _STEP] for at in range(len(own) - _STEP + 1)]
            costs = [sum(spread[sample] for sample in stretch) for stretch in stretches]
            begin = costs.index(min(costs))
            for before, sample in enumerate(stretches[begin], begin):
                self._samples[sample].append((key, before))

    def occurrences(self, text: str) -> list[tuple[str, int]]:
        """Every occurrence of every phrase: the phrase and where it begins, overlapping ones too."""
        samples = self._samples
        looks = range(0, len(text) - _SAMPLE + 1, _STEP)
        found = []
        for at in [at for at in looks if text[at : at + _SAMPLE] in samples]:
            for key, before in samples[text[at : at + _SAMPLE]]:
                if at >= before and text.startswith(key, at - before):
                    found.append((key, at - before))
        for key in [key for key in self._short if key in text]:
            found += [(key, at) for at in places_in(text, key)]
        return found


def places_in(text: str, phrase: str) -> Iterator[int]:
    """Where ``phrase`` stands in ``text``, overlapping itself too."""
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


class NearPhrases:
    """Folded phrases, those that stand nearly in a text all found at once by the letters in a row that they share.

    A near miss in a longer text still has some of its phrase's triples of letters, and so one of any that are more than
    it may lack: the phrase is looked up under its rarest.  Then as many of its letters must stand in the text in order.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        """Index ``keys``; short ones are never found nearly."""
        triples = {key: set(_pieces(key, 3)) for key in sorted(set(keys)) if len(key) >= _SHORTEST}
        spread = Counter(chain.from_iterable(triples.values()))
        self._by_triple: defaultdict[str, set[str]] = defaultdict(set)
        self._by_length: defaultdict[int, set[str]] = defaultdict(set)
        self._always: set[str] = set()
        for key, own in triples.items():
            self._by_length[len(key)].add(key)
            enough = int(_SPOILED * len(key)) + 2
            if enough > len(own):
                self._always.add(key)
                continue
            for triple in sorted(own, key=lambda one: (spread[one], one))[:enough]:
                self._by_triple[triple].add(key)
        self.phrases = remembered(20_000, spare=2_000)(self._phrases)

    def _phrases(self, text: str) -> Mapping[str, float]:
        """How nearly (0–100) each phrase stands in ``text`` that does.

        A text that breaks off inside the phrase does not have it: its last word may be another one.
        """
        near = {}
        for key, in_order, _ in process.extract_iter(text, self._candidates(text), scorer=LCSseq.similarity):
            if len(key) < BRIEF and len(text) > HARDLY * len(key):
                continue
            if in_order < (_IN_ORDER if len(key) < len(text) else _IN_ORDER_OF_BRIEF) * len(key):
                continue
            found = fuzz.partial_ratio_alignment(key, text, score_cutoff=NEAR)
            if found is not None and found.dest_end - found.dest_start >= _WHOLE * len(key):
                near[key] = found.score
        return near

    def _candidates(self, text: str) -> set[str]:
        """What could stand nearly in ``text``, and some that is longer than it and cannot."""
        known, size = self._by_triple, len(text)
        shown = [known[triple] for triple in set(_pieces(text, 3)) if triple in known]
        as_long = [self._by_length.get(length, ()) for length in range(size, int(size / _WHOLE) + 1)]
        return self._always.union(*shown, *as_long)


def _pieces(text: str, length: int) -> list[str]:
    """All that stands in ``text`` in so many letters."""
    return [text[at : at + length] for at in range(len(text) - length + 1)]

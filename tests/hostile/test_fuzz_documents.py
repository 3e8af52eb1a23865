"""Mutated documents, seeded, through the limited children: each gets its facts, and none brings a reader down.

``python -m bench.hostile fuzz --times 20`` for twenty times as many; a failure prints the seed that
``python -m bench.hostile replay SEED`` plays again.
"""

from __future__ import annotations

import os
import re

import pytest

from crawler.model import GRADES
from crawler.read.limits import MIB, ReaderLimits
from crawler.read.pool import Job, ReaderPool
from tests.hostile.mutants import mutant

SEED = os.environ.get("OIT_FUZZ_SEED", "2568")
#: Where a long run that was cut goes on, a multiple of the batch.
FIRST = int(os.environ.get("OIT_FUZZ_FIRST", "0"))
DOCUMENTS = 2_000 * int(os.environ.get("OIT_FUZZ_TIMES", "1"))
BATCH = 500
#: What a reader may say of a file: nothing wrong, or one of these.
ERRORS = re.compile(r"corrupt|encrypted|empty|limit:(?!crash|start)\w+")
#: An exception that no reader foresaw is caught, and called corrupt; that would blame the file for a fault of ours.
#: (The library of workbooks panics over broken sector tables, which is said as such: *the reader gave up*.)
UNFORESEEN = re.compile(r"[A-Z]\w*: ")


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1, limits=ReaderLimits(memory=700 * MIB, cpu=5)) as running:
        yield running


def wrong(facts) -> str:
    """What is wrong with the facts of a mutant; empty when nothing is."""
    if facts.error is not None and (not ERRORS.fullmatch(facts.error) or not facts.detail):
        return f"{facts.error}: {facts.detail}"
    if facts.error == "corrupt" and UNFORESEEN.match(facts.detail):
        return facts.detail
    if facts.grade not in GRADES or (facts.grade == "unreadable") != (facts.mr_level == 0):
        return f"{facts.grade}, level {facts.mr_level}"
    return ""


@pytest.mark.parametrize("first", range(FIRST, DOCUMENTS, BATCH))
def test_every_mutant_gets_its_facts(pool, first):
    seeds = [f"{SEED}:{number}" for number in range(first, min(first + BATCH, DOCUMENTS))]
    jobs = (Job(data, name=name) for name, data in map(mutant, seeds))
    found = [
        f"{seed} ({mutant(seed)[0]}): {said}"
        for seed, facts in zip(seeds, pool.read_many(jobs), strict=True)
        if (said := wrong(facts))
    ]
    assert found == []

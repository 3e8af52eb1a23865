"""The third acceptance world: whole, consistent, and leading where it says; nothing is printed or audited here."""

from __future__ import annotations

import html
from collections import Counter

import pytest

from bench.worlds.make import WORLDS
from bench.worlds.third.sheets import parse
from bench.worlds.third.world import OFFICES, third
from crawler.demo.offices import ELEMENTS, ITEMS
from crawler.demo.paper import Grid

WORLD = third()
TRUTHS = [(office, item, truth) for office, items in WORLD.truth.items() for item, truth in items.items()]
KNOWN = {"status", "codes", "warn", "elements", "why", "accept", "allow", "optional"}


def test_eight_offices_of_all_items():
    assert "third" in WORLDS
    assert [list(items) for items in WORLD.truth.values()] == [list(ITEMS)] * 8
    assert [agency["id"] for agency in WORLD.agencies] == list(OFFICES)
    assert len({site["address"] for site in WORLD.sites.values()}) == len(WORLD.sites)


def test_most_items_are_clean_and_every_kind_of_end_is_there():
    ends = Counter(truth["status"] for _, _, truth in TRUTHS)
    assert 0.55 < ends["pass"] / len(TRUTHS) < 0.7
    assert ends["fail"] > 40
    assert ends["unverified"] > 10
    assert ends["waived"]


@pytest.mark.parametrize(("office", "item", "truth"), TRUTHS)
def test_a_truth_is_consistent(office, item, truth):
    assert set(truth) <= KNOWN
    assert truth["why"]
    statuses = set(truth["elements"].values())
    due = "fail" if "fail" in statuses else "unverified" if "unverified" in statuses else "pass"
    assert truth["status"] == ("waived" if not statuses else due)
    assert bool(truth["codes"]) == (due != "pass")
    assert set(truth["elements"]) <= set(ELEMENTS[item])


def test_declared_addresses_are_served_where_the_truth_is_a_pass():
    for agency in WORLD.agencies:
        routes = WORLD.sites[agency["id"]]["routes"]
        for item, addresses in agency["declared"].items():
            if WORLD.truth[agency["id"]][item]["status"] == "pass":
                for address in addresses:
                    path = address.removeprefix(agency["site"].rstrip("/")).partition("#")[0]
                    assert path in routes, (agency["id"], item, path)


def test_every_paper_is_named_on_some_page():
    routes = [
        (path, WORLD.stored[slug][route["file"]], route["file"])
        for slug, site in WORLD.sites.items()
        for path, route in site["routes"].items()
        if "file" in route
    ]
    pages = "".join(
        html.unescape(c.decode("utf-8", "replace")) for _, c, name in routes if name.endswith(".html")
    )
    papers = [path for path, _, name in routes if not name.endswith((".html", ".txt"))]
    assert len(papers) > 250
    assert [path for path in papers if path.rpartition("/")[2] not in pages] == []


def test_a_sheet_is_read():
    form, paper = parse(
        ":writer year=2567\n# แผน {{ fy }}\n# เขต\nข้อความ\n= ก\n| a | b |\n| 1 | |\nต่อ\n| c |\n| 2 |\n> ลงชื่อ",
        lambda text, **words: text.replace("{{ fy }}", str(words["fy"])),
        0,
    )
    assert form == "writer"
    assert (paper.title, paper.body, paper.sign) == (("แผน 2567", "เขต"), ("ข้อความ", "ต่อ"), ("ลงชื่อ",))
    assert paper.grids == (Grid(("a", "b"), (("1", ""),), "ก"), Grid(("c",), (("2",),)))

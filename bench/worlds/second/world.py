"""The second acceptance world: eight offices whose sites were made by eight other webmasters than the demo's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from bench.worlds.second.exhibits import HERE, OfficeSite, exhibits
from bench.worlds.second.house import HOUSES, House
from bench.worlds.second.webmasters import WEBMASTERS, Declared
from bench.worlds.site import Site, World
from crawler.demo.offices import ITEMS

_HOME = (
    "<!DOCTYPE html><html lang='th'><head><meta charset='utf-8'><title>{office}</title></head><body><h1>{office}</h1>"
    "<p>ยินดีต้อนรับสู่{office} กรุงเทพมหานคร</p><ul><li>ข่าวประชาสัมพันธ์</li><li>บริการประชาชน</li></ul></body></html>"
)
_TRACK = {"body": "<html><head><meta charset='utf-8'><title>Tracking</title></head><body><h1>ติดตามสถานะคำขอ</h1><form><input name='no'><button>ตรวจสอบสถานะ</button></form></body></html>"}  # fmt: skip
_SHARED: dict[str, dict[str, Any]] = {
    "oss": {
        "/": {"body": "<html><head><meta charset='utf-8'><title>BMA OSS</title></head><body><h1>BMA OSS ระบบยื่นคำขออนุญาตออนไลน์</h1><form><input name='id'><button>เริ่มยื่นคำขอ</button></form></body></html>"},
        "/track": _TRACK,
        "/hop1": {"redirect": "/hop2", "status": 301},
        "/hop2": {"redirect": "/hop3"},
        "/hop3": {"redirect": "/track"},
        "/slow": {**_TRACK, "delay": 3},
    },
    "files": {},
    "social": {"/": {"body": "<html><body>social</body></html>"}},
}  # fmt: skip
#: Where the menus lead.
_SIDE_PAGES: dict[str, tuple[str, ...]] = {
    "bangkapi": ("/page/main/90/ITA", "/staff/login"),
    "sathon": ("/ita68/", "/signin"),
    "chomthong": ("/images/banner.gif",),
    "nongchok": (),
    "bangrak": ("/oit/", "/contact", "/cdn-cgi/l/email-protection"),
    "dusit": ("/page/main/5210/ITA68",),
    "latphrao": ("/ita/2568/",),
    "talingchan": ("/images/uc.gif",),
}


def make_site(
    house: House, plan: Mapping[str, Any], answers: Mapping[str, Any]
) -> tuple[OfficeSite, Declared]:
    """Build one office's site and what it declares, faults included."""
    site = OfficeSite(house=house)
    shown, extras = {}, {}
    for item in ITEMS:
        special = _with_answers(plan.get(item, {}), answers)
        shown[item] = exhibits(site, item, special)
        extras[item] = special.get("extra", "")
        for path, text in special.get("pages", {}).items():
            site.page(path, text)
    site.page("/", _HOME.format(office=house.office))
    for path in _SIDE_PAGES[house.slug]:
        site.page(
            path, f"<html><head><meta charset='utf-8'></head><body><h1>{house.office}</h1></body></html>"
        )
    declared = WEBMASTERS[house.slug](site, shown, extras)
    robots = ["User-agent: *", "Disallow: /staff/"]
    for item in ITEMS:
        special = _with_answers(plan.get(item, {}), answers)
        for path in declared[item] if special.get("page", {}).get("home") else declared[item][:1]:
            robots += site.misbehave(path, special.get("page", {}))
        if "declare" in special:
            declared[item] = special["declare"] or []
    site.put("/robots.txt", "\n".join([*robots, ""]).encode(), "txt")
    return site, declared


def _with_answers(special: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the names of answers by the answers."""
    return {
        key: {**value, "answer": answers[value["answer"]]}
        if isinstance(value, dict) and "answer" in value
        else value
        for key, value in special.items()
    }


def second() -> World:
    """Build the whole world."""
    plan = yaml.safe_load((HERE / "plan.yaml").read_text(encoding="utf-8"))
    answers = plan.pop("answers")
    world, elsewhere = World("world2", "127.0.10"), Site()
    for house in HOUSES.values():
        special = plan[house.slug]
        site, declared = make_site(house, special, answers)
        agency = {
            "id": house.slug, "code": house.code, "name_th": house.office, "name_en": house.en, "group": house.group,
        }  # fmt: skip
        waived = {item: departs["waive"] for item, departs in special.items() if "waive" in departs}
        truths = {item: departs.get("truth", {}) for item, departs in special.items()}
        world.add_office(site, agency, declared, waived, truths)
        elsewhere.files |= {name.lstrip("/"): content for name, content in site.elsewhere.items()}
    for slug, routes in _SHARED.items():
        shared = Site(files=elsewhere.files if slug == "files" else {}, routes=routes)
        world.share(slug, shared, default=routes["/"] if slug == "social" else None)
    return world

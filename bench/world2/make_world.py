"""Make the second acceptance world: ``python -m bench.world2.make_world FOLDER --fonts FONTS``.

Eight offices whose sites were made by eight other webmasters than the demo's.  Writes ``sites/``,
``routes.yaml``, ``targets.yaml`` and ``truth.json``; serve it with ``python -m crawler.demo.server FOLDER
--port 8790``.  Every site listens on a loopback address of its own (Linux accepts all of 127.0.0.0/8).
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bench.world2.exhibits import HERE, Site, exhibits
from bench.world2.house import HOUSES, House
from bench.world2.webmasters import WEBMASTERS, Declared
from crawler.demo.offices import ELEMENTS, ITEMS
from crawler.demo.paper import use_fonts

AS_OF = "2025-04-30"
_HOME = (
    "<!DOCTYPE html><html lang='th'><head><meta charset='utf-8'><title>{office}</title></head><body><h1>{office}</h1>"
    "<p>ยินดีต้อนรับสู่{office} กรุงเทพมหานคร</p><ul><li>ข่าวประชาสัมพันธ์</li><li>บริการประชาชน</li></ul></body></html>"
)
_SHARED: dict[str, dict[str, Any]] = {
    "oss": {
        "/": {"body": "<html><head><meta charset='utf-8'><title>BMA OSS</title></head><body><h1>BMA OSS ระบบยื่นคำขออนุญาตออนไลน์</h1><form><input name='id'><button>เริ่มยื่นคำขอ</button></form></body></html>"},
        "/track": {"body": "<html><head><meta charset='utf-8'><title>Tracking</title></head><body><h1>ติดตามสถานะคำขอ</h1><form><input name='no'><button>ตรวจสอบสถานะ</button></form></body></html>"},
        "/hop1": {"redirect": "/hop2", "status": 301},
        "/hop2": {"redirect": "/hop3"},
        "/hop3": {"redirect": "/track"},
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
_SHARED["oss"]["/slow"] = {**_SHARED["oss"]["/track"], "delay": 3}


def make_site(house: House, plan: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Site, Declared]:
    """Build one office's site and what it declares, faults included."""
    site = Site(house)
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
        robots += _misbehave(site, declared[item], special.get("page", {}))
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


def _misbehave(site: Site, paths: list[str], special: Mapping[str, Any]) -> list[str]:
    """Let declared pages answer as ``special`` says; return the lines that robots.txt needs for it."""
    path = paths[0]
    if "answer" in special:
        site.routes[path] = dict(special["answer"])
    if special.get("home"):
        for each in paths:
            site.routes[each] = dict(site.routes["/"])
    if "first" in special:
        site.routes[path]["first"] = special["first"]
    if special.get("loop"):
        site.routes[path] = {"redirect": f"{path}a/"}
        site.routes[f"{path}a/"] = {"redirect": path}
    if special.get("robots"):
        return [f"Disallow: {path}"]
    if special.get("robots_of_others"):
        return ["", "User-agent: GPTBot", f"Disallow: {path}"]
    return []


def agency(house: House, declared: Declared, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the office's entry of the targets file."""
    base = f"http://{house.slug}.world2.invalid"
    listed = {
        item: [path if "://" in path else base + path for path in paths]
        for item, paths in declared.items()
        if paths
    }
    waived = {item: special["waive"] for item, special in plan.items() if "waive" in special}
    entry = {
        "id": house.slug, "code": house.code, "name_th": house.office, "name_en": house.en, "group": house.group,
        "site": f"{base}/", "declared": listed,
    }  # fmt: skip
    return entry | ({"not_applicable": waived} if waived else {})


def verdict(item: str, truth: Mapping[str, Any]) -> dict[str, Any]:
    """Return the truth of one item: what the plan says, else that all passes."""
    status = truth.get("status", "pass")
    named = {element: kind for kind in ("fail", "unverified") for element in truth.get(kind, ())}
    elements = {} if status == "waived" else {e: named.get(e, "pass") for e in ELEMENTS[item]}
    kept = {key: truth[key] for key in ("accept", "allow", "optional") if key in truth}
    base = {"status": status, "codes": truth.get("codes", []), "warn": truth.get("warn", [])}
    return base | {"elements": elements, "why": truth.get("why", "clean")} | kept


def make_world(folder: Path) -> None:
    """Write the whole world into ``folder``."""
    plan = yaml.safe_load((HERE / "plan.yaml").read_text(encoding="utf-8"))
    answers = plan.pop("answers")
    sites: dict[str, Any] = {}
    agencies, truth, elsewhere = [], {}, {}
    for number, house in enumerate(HOUSES.values(), 1):
        site, declared = make_site(house, plan[house.slug], answers)
        _save(folder / "sites" / house.slug, site.files)
        sites[house.slug] = {
            "host": f"{house.slug}.world2.invalid",
            "address": f"127.0.10.{number}",
            "routes": site.routes,
        }
        elsewhere |= {f"files{name}": content for name, content in site.elsewhere.items()}
        agencies.append(agency(house, declared, plan[house.slug]))
        truth[house.slug] = {
            item: verdict(item, plan[house.slug].get(item, {}).get("truth", {})) for item in ITEMS
        }
    _save(folder / "sites", elsewhere)
    for number, (slug, routes) in enumerate(_SHARED.items(), 101):
        sites[slug] = {"host": f"{slug}.world2.invalid", "address": f"127.0.10.{number}", "routes": routes}
    sites["social"]["default"] = _SHARED["social"]["/"]
    _dump(folder / "routes.yaml", {"sites": sites})
    _dump(folder / "targets.yaml", {"version": 1, "agencies": agencies})
    described = {"version": 1, "as_of": AS_OF, "checklist": "bma-district-2568", "agencies": truth}
    (folder / "truth.json").write_text(json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8")


def _save(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _dump(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fonts", type=Path, required=True, help="folder that holds the Sarabun TTF files")
    options = parser.parse_args()
    use_fonts(options.fonts)
    shutil.rmtree(options.folder / "sites", ignore_errors=True)
    make_world(options.folder)


if __name__ == "__main__":
    main()

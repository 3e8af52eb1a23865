"""What acceptance worlds are made of: sites with their answers, what offices declare, and the truth about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from crawler.demo.offices import ELEMENTS, ITEMS

AS_OF = "2025-04-30"
CHECKLIST = "bma-district-2568"


@dataclass(slots=True)
class Site:
    """One site while it grows: its stored files by name, and its routes by path.

    A stored file is bytes, or a function that makes them when the world is saved.
    """

    files: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    routes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(
        self, path: str, content: bytes | Callable[[], bytes], ending: str = "html", **answer: Any
    ) -> str:
        """Let ``path`` answer with ``content``, of the media type of ``ending``; return the path."""
        name = f"f/{len(self.files):03}.{ending}"
        self.files[name] = content
        self.routes[path] = {"file": name, **answer}
        return path

    def page(
        self, path: str, text: str, encoding: str = "utf-8", kind: str = "text/html; charset=utf-8"
    ) -> str:
        """Let ``path`` answer with a web page."""
        return self.put(path, text.encode(encoding, "xmlcharrefreplace"), type=kind)

    def misbehave(self, path: str, special: Mapping[str, Any]) -> list[str]:
        """Let a page answer as ``special`` says; return the lines that robots.txt needs for it."""
        if "answer" in special:
            self.routes[path] = dict(special["answer"])
        if special.get("home"):
            self.routes[path] = dict(self.routes["/"])
        if "first" in special:
            self.routes[path]["first"] = special["first"]
        if special.get("loop"):
            self.routes[path] = {"redirect": f"{path}a/"}
            self.routes[f"{path}a/"] = {"redirect": path}
        if special.get("robots"):
            return [f"Disallow: {path}"]
        if special.get("robots_of_others"):
            return ["", "User-agent: GPTBot", f"Disallow: {path}"]
        return []


@dataclass(slots=True)
class World:
    """Sites, the targets file's agencies and the truth: agency → item → what a careful auditor would say.

    ``network`` is the first three numbers of the loopback addresses.  Offices come first; sites added with
    :meth:`share` (portals, file shares) listen from 101 on.
    """

    name: str
    network: str
    sites: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored: dict[str, Mapping[str, bytes | Callable[[], bytes]]] = field(default_factory=dict)
    agencies: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_office(
        self, site: Site, agency: Mapping[str, Any], declared: Mapping[str, list[str]],
        waived: Mapping[str, str], truths: Mapping[str, Mapping[str, Any]],
    ) -> None:  # fmt: skip
        """Add an office: its site, its entry of the targets file (``declared`` by path or address), its truth."""
        slug = agency["id"]
        base = f"http://{self._listen(slug, site, len(self.agencies) + 1)}"
        listed = {
            item: [path if "://" in path else base + path for path in paths]
            for item, paths in declared.items()
            if paths
        }
        entry = {**agency, "site": f"{base}/", "declared": listed}
        self.agencies.append(entry | ({"not_applicable": dict(waived)} if waived else {}))
        self.truth[slug] = {item: verdict(item, truths.get(item, {})) for item in ITEMS}

    def share(self, slug: str, site: Site, default: Mapping[str, Any] | None = None) -> None:
        """Add a site that is no office's."""
        self._listen(slug, site, 101 + len(self.sites) - len(self.agencies))
        if default:
            self.sites[slug]["default"] = dict(default)

    def _listen(self, slug: str, site: Site, number: int) -> str:
        host = f"{slug}.{self.name}.invalid"
        self.sites[slug] = {"host": host, "address": f"{self.network}.{number}", "routes": site.routes}
        self.stored[slug] = site.files
        return host

    def save(self, folder: Path) -> None:
        """Write ``sites/``, ``routes.yaml``, ``targets.yaml`` and ``truth.json`` into ``folder``."""
        for slug, files in self.stored.items():
            for name, content in files.items():
                path = folder / "sites" / slug / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else content())
        _dump(folder / "routes.yaml", {"sites": self.sites})
        _dump(folder / "targets.yaml", {"version": 1, "agencies": self.agencies})
        described = {"version": 1, "as_of": AS_OF, "checklist": CHECKLIST, "agencies": self.truth}
        (folder / "truth.json").write_text(
            json.dumps(described, ensure_ascii=False, indent=1), encoding="utf-8"
        )


def verdict(item: str, truth: Mapping[str, Any]) -> dict[str, Any]:
    """Return the truth of one item: what was written of it, else that all passes."""
    status = truth.get("status", "pass")
    named = {element: kind for kind in ("fail", "unverified") for element in truth.get(kind, ())}
    elements = {} if status == "waived" else {e: named.get(e, "pass") for e in ELEMENTS[item]}
    kept = {key: truth[key] for key in ("accept", "allow", "optional") if key in truth}
    base = {"status": status, "codes": truth.get("codes", []), "warn": truth.get("warn", [])}
    return base | {"elements": elements, "why": truth.get("why", "clean")} | kept


def _dump(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")

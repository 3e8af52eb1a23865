"""What changed overnight, in Thai, short enough to paste into a LINE group.  Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from crawler.calendar import thai_date
from reports.inert import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.history.chronicle import Key

#: Characters of one digest, counted as Python counts them.
LIMIT = 1000
#: Characters of one entry's reason.
_REASON = 90

#: Group → its heading, in the order in which a reader wants them.
HEADINGS = {
    "new": "✗ เสียใหม่",
    "fixed": "✓ แก้แล้ว",
    "unseen": "? ตรวจไม่ได้คืนนี้ (ยังไม่ถือว่าไม่ผ่าน)",
    "still": "• ยังไม่ผ่านตั้งแต่คืนก่อน",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one agency: who, which, why, since when (ISO day, only where that is news)."""

    agency: str
    item: str
    reason: str = ""
    since: str = ""

    @property
    def line(self) -> str:
        """The entry as one line."""
        since = f" (ตั้งแต่ {thai_date(date.fromisoformat(self.since), style='short')})" if self.since else ""
        return f"{self.agency} {self.item}{since}" + (f": {self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True)
class Digest:
    """The changes of one night.  ``withheld``: why the run is not to be believed; it then tells nothing else."""

    run: str
    day: str
    new: tuple[Entry, ...] = ()
    fixed: tuple[Entry, ...] = ()
    unseen: tuple[Entry, ...] = ()
    still: tuple[Entry, ...] = ()
    withheld: str = ""
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether there is news: what still fails is none."""
        return bool(self.new or self.fixed or self.unseen or self.withheld)

    @property
    def title(self) -> str:
        """One line that says it all, for the subject of a letter."""
        head = f"ผลตรวจ OIT {thai_date(date.fromisoformat(self.day), style='short')}"
        if self.withheld:
            return f"{head}: ยังเชื่อถือไม่ได้"
        return (
            f"{head}: เสียใหม่ {len(self.new)} · แก้แล้ว {len(self.fixed)} · ตรวจไม่ได้เพิ่ม {len(self.unseen)}"
            f" · ไม่ผ่านรวม {self.totals.get('fail', 0)}"
        )

    def text(self, limit: int = LIMIT) -> str:
        """The message, at most ``limit`` characters: whole entries, and how many were left out of each group."""
        if self.withheld:
            return _clipped(f"{self.title}\n{self.withheld}", limit)
        if not self.changed and not self.still:
            return _clipped(f"{self.title}\nไม่มีอะไรเปลี่ยนแปลง", limit)
        most = max(len(getattr(self, name)) for name in HEADINGS)
        for shown in range(most, -1, -1):
            message = "\n".join(self._lines(shown))
            if len(message) <= limit:
                return message
        return _clipped(self.title, limit)

    def _lines(self, most: int) -> Iterator[str]:
        """The message with at most ``most`` entries of each group; old news gives way to new."""
        yield self.title
        for name, heading in HEADINGS.items():
            entries: tuple[Entry, ...] = getattr(self, name)
            if not entries:
                continue
            shown = entries[: most if name != "still" else most // 2]
            yield f"{heading} {len(entries)} ข้อ"
            yield from (f"  {one.line}" for one in shown)
            if 0 < len(shown) < len(entries):
                yield f"  … และอีก {len(entries) - len(shown)} ข้อ"


def digest(audit: Mapping[str, Any], before: Mapping[Key, str]) -> Digest:
    """The digest of ``audit`` against the nights before: a line of letters for each item, as chronicles keep them.

    On a first night (an empty mapping) everything that fails is new.  An item that failed, could not be seen for some
    nights, and fails again is no news.
    """
    about = audit["audit"]
    if about.get("withheld"):
        return Digest(about["id"], about["as_of"], withheld=one_line(about["withheld"]))
    groups: dict[str, list[Entry]] = {name: [] for name in HEADINGS}
    for agency in audit["agencies"]:
        for item in agency["items"]:
            group = _group(before.get((agency["id"], item["id"]), "").rstrip(), item["status"])
            if group:
                groups[group].append(_entry(agency, item, group))
    groups["still"].sort(key=lambda one: one.since or "9")
    totals = {status: audit["summary"][status] for status in ("pass", "fail", "unverified", "waived")}
    found = {name: tuple(entries) for name, entries in groups.items()}
    return Digest(
        about["id"],
        about["as_of"],
        found["new"],
        found["fixed"],
        found["unseen"],
        found["still"],
        totals=totals,
    )


def _group(line: str, now: str) -> str | None:
    """Which group an item belongs to by its nights before and its verdict of tonight."""
    if now == "unverified":
        return "unseen" if line[-1:] in tuple("pfw") else None
    seen = line.rstrip("u")[-1:]
    if now == "fail":
        return "still" if seen == "f" else "new"
    return "fixed" if seen == "f" else None


def _entry(agency: Mapping[str, Any], item: Mapping[str, Any], group: str) -> Entry:
    name = one_line(agency["name_th"]).removeprefix("สำนักงานเขต") or one_line(agency["id"])
    which = one_line(item["id"])
    if group == "fixed":
        return Entry(name, which)
    if group == "still":
        return Entry(name, which, since=item.get("since") or "")
    wanted = "unverified" if group == "unseen" else "error"
    said = next((f["message_th"] for f in item["findings"] if f["severity"] == wanted), "")
    return Entry(name, which, _clipped(one_line(said), _REASON))


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

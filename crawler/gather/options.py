"""How a run gathers: politeness, limits, what may be reached.  One frozen value, stored with the run."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.gather.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Mapping

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class GatherOptions:
    """Options of one run.  Seconds and bytes throughout.

    ``delay`` lies between the starts of two requests to one host, ``concurrency`` is how many may be under
    way there at once.  ``timeout`` bounds a whole answer, from the connection to the last byte.
    ``retry_after`` is the longest ``Retry-After`` that is waited for, ``crawl_delay`` the longest
    ``Crawl-delay`` that is kept.  ``depth`` counts the clicks below a declared page.  ``site_pages`` is how
    many pages of an agency's own site are looked at beside what it declared, to offer candidates.
    ``previous`` is the folder of an earlier run: its servers are asked only for what changed since.
    ``history`` is the folder of all earlier runs: what was not seen for the longest time is asked first.
    ``canaries`` are addresses that ought to answer whatever happens to the agencies; asked at the start and the end.
    ``recheck`` is every how many nights a document is asked that was the same on each of the last ``settled_after``
    nights (1: every night).
    ``contact`` is an address (https: or mailto:) where the owner of a server can ask who we are.  ``as_of``
    and ``checklist`` are filed with the run; gathering does not look at them.
    """

    delay: float = 1.0
    concurrency: int = 1
    timeout: float = 30.0
    dns_timeout: float = 10.0
    connections: int = 32
    allow_private_hosts: bool = False
    allow_networks: tuple[str, ...] = ()
    max_body: int = 25 * MIB
    max_page: int = 5 * MIB
    depth: int = 2
    pages_per_item: int = 40
    documents_per_item: int = 120
    bytes_per_item: int = 300 * MIB
    site_pages: int = 8
    probes: bool = True
    robots: bool = True
    retry_after: float = 60.0
    crawl_delay: float = 30.0
    give_up_after: int = 6
    contact: str = ""
    previous: str = ""
    history: str = ""
    canaries: tuple[str, ...] = ()
    recheck: int = 1
    settled_after: int = 7
    as_of: str | None = None
    checklist: str | None = None

    @property
    def user_agent(self) -> str:
        """Who we are, honestly: never a browser's name."""
        return f"oit/{__version__} (+{self.contact or CONTACT})"

    def guard(self) -> Guard:
        """The egress guard of the run; raises ValueError for a range that is none or never opens."""
        return Guard.of(private=self.allow_private_hosts, networks=self.allow_networks)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the ledger."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GatherOptions:
        """The way back; fields that this version does not know are left out."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("allow_networks", "canaries"):
            values[name] = tuple(values.get(name) or ())
        return cls(**values)

    def as_settings(self) -> dict[str, Any]:
        """The Scrapy settings that say the same."""
        return {
            **{f"OIT_{name.upper()}": value for name, value in asdict(self).items()},
            "DOWNLOAD_TIMEOUT": self.timeout,
            "DOWNLOAD_MAXSIZE": self.max_body,
            "USER_AGENT": self.user_agent,
        }

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> GatherOptions:
        """The options that Scrapy settings say: ``scrapy crawl -s OIT_DELAY=0`` works like ``--delay 0``."""
        given = {one.name: settings.get(f"OIT_{one.name.upper()}") for one in fields(cls)}
        default = cls()
        return cls(
            **{
                name: _like(getattr(default, name), value)
                for name, value in given.items()
                if value is not None
            }
        )


def _like(default: Any, value: Any) -> Any:
    """``value`` (perhaps a text of the command line) in the type of ``default``."""
    if not isinstance(value, str):
        return tuple(value) if isinstance(default, tuple) else value
    if isinstance(default, bool):
        return value.lower() in ("1", "true", "yes")
    if isinstance(default, tuple):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return type(default)(value) if default is not None else value


#: Said when nobody set a contact: where the program comes from.
CONTACT = "https://pypi.org/project/oit/"

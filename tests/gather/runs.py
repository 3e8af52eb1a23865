"""Whole runs in a test: declared addresses in, evidence out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crawler.evidence import EvidenceStore, open_evidence
from crawler.gather.options import GatherOptions
from crawler.gather.run import gather
from crawler.model import Agency, Declaration

#: Fast, on loopback; tests of silence set a shorter time.
QUICK = GatherOptions(
    delay=0,
    allow_private_hosts=True,
    timeout=15.0,
    dns_timeout=2.0,
    site_pages=0,
    probes=False,
    give_up_after=10_000,
)


def agency(declared: Mapping[str, Sequence[str]], *, name: str = "office", site: str = "") -> Agency:
    """An agency that declared these addresses, by item."""
    return Agency(
        id=name,
        code="1",
        name_th=f"สำนักงาน{name}",
        name_en=name,
        site=site,
        declarations=tuple(Declaration(name, item, url) for item, urls in declared.items() for url in urls),
    )


@contextmanager
def gathered(
    folder: Path,
    agencies: Agency | Sequence[Agency],
    titles: Mapping[str, tuple[str, ...]] | None = None,
    **options: object,
) -> Iterator[EvidenceStore]:
    """The evidence of a run over ``agencies``."""
    many = [agencies] if isinstance(agencies, Agency) else list(agencies)
    gather(many, folder, replace(QUICK, **options), titles or {"O1": ("ข้อมูลผู้บริหาร",)})  # type: ignore[arg-type]
    with open_evidence(folder) as store:
        yield store

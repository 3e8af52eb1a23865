"""Extract what pages and code say, merge it into the catalogue, compile it.

    python -m portal.locale          update and compile
    python -m portal.locale --check  change nothing; end with 1 when something is stale or not translated

The ids are English, so English needs no catalogue; what the report says already is the report's to translate.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from reports.files import write_atomic
from reports.words import catalogue as report_catalogue

PACKAGE = Path(__file__).resolve().parent.parent
FOLDER = PACKAGE / "locale" / "th" / "LC_MESSAGES"
PO, MO = FOLDER / "portal.po", FOLDER / "portal.mo"
_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
#: A catalogue carries no date: the same messages give the same bytes.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_KEYWORDS = {"_": None, "N_": None}


def said() -> list[str]:
    """What pages and code say today."""
    found = extract_from_dir(PACKAGE, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    return [str(message) for _name, _line, message, _comments, _context in found]


def messages() -> Catalog:
    """What pages and code say today that the report does not say already."""
    template, theirs = Catalog(project="oit", charset="utf-8"), report_catalogue("th")
    for message in sorted(set(said())):
        if theirs.gettext(message) == message:
            template.add(message)
    return template


def load() -> Catalog:
    """The catalogue as it stands; empty where there is none."""
    catalogue = read_po(io.BytesIO(PO.read_bytes()), locale="th") if PO.exists() else Catalog(locale="th")
    catalogue.fuzzy = False
    catalogue.header_comment = "# Messages of the self-check page: th."
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    catalogue.project, catalogue.version = "oit", "portal"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the compiled catalogue."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def update() -> None:
    """Merge, without guessing translations, and compile."""
    catalogue = load()
    catalogue.update(messages(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, sort_output=True, no_location=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
    kept = [line for line in stream.getvalue().decode().splitlines() if not line.startswith(dated)]
    write_atomic(PO, "\n".join(kept).rstrip() + "\n")
    write_atomic(MO, compiled(load()))


def problems() -> Iterator[str]:
    """What is wrong with the catalogue, one line each."""
    catalogue = load()
    wanted = {message.id for message in messages() if message.id}
    have = {message.id: message for message in catalogue if message.id}
    yield from (f"not in the catalogue: {key!r}" for key in sorted(wanted - have.keys(), key=str))
    yield from (f"no longer used: {key!r}" for key in sorted(have.keys() - set(said()), key=str))
    for message in have.values():
        if not message.string:
            yield f"not translated: {message.id!r}"
        else:
            yield from (f"{message.id!r}: {error}" for error in message.check(catalogue))
    if not MO.exists() or MO.read_bytes() != compiled(catalogue):
        yield f"{MO.name} is stale"


def main() -> int:
    """Run as the module's docstring says."""
    if "--check" not in sys.argv[1:]:
        update()
    wrong = list(problems())
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

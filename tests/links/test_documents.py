"""Links inside documents, files that are no files, and suggestions for what is lost."""

from __future__ import annotations

import io
import zipfile

import pytest

from crawler.links.findings import Finding
from tests.links.site import NOT_FOUND, Site, broken, check, codes, file, found, links, page, redirect

LONG = "<p>" + "ข้อมูลของสำนักงาน รายงานผล การดำเนินงาน " * 40 + "</p>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(*urls):
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for at, url in enumerate(urls):
        canvas.drawString(72, 700 - 20 * at, f"link {at}")
        canvas.linkURL(url, (72, 690 - 20 * at, 200, 710 - 20 * at))
    canvas.save()
    return out.getvalue()


def docx(*urls):
    relations = "".join(
        f'<Relationship Id="r{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{url}" TargetMode="External"/>'
        for at, url in enumerate(urls)
    )
    runs = "".join(
        f'<w:p><w:hyperlink r:id="r{at}"><w:r><w:t>ลิงก์ {at}</w:t></w:r></w:hyperlink></w:p>'
        for at, _ in enumerate(urls)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<w:body>{runs}</w:body></w:document>",
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def xlsx(*urls):
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("ต.ค.67")
        for at, url in enumerate(urls):
            sheet.write_url(at, 0, url, string=f"สัญญา {at}")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "kind", "name"),
    [(pdf, "application/pdf", "a.pdf"), (docx, WORD, "a.docx"), (xlsx, EXCEL, "a.xlsx")],
)
def test_links_inside_documents(make, kind, name):
    with Site({}) as site:
        body = make(site.url("/lost-page"), site.url("/fine"), "mailto:office@example.go.th")
        site.routes = {"/": links(f"/{name}", more=LONG), f"/{name}": file(kind, body), "/fine": page(LONG)}
        checked = check(site.url("/"))
        assert broken(checked, site) == {"/lost-page"}
        (one,) = [one for one in found(checked) if one.broken]
        assert one.page == site.url(f"/{name}")
        assert not broken(check(site.url("/"), document_bytes=0), site)


def test_a_document_may_be_the_start():
    with Site({}) as site:
        site.routes = {"/a.pdf": file(body=pdf(site.url("/lost")))}
        assert broken(check(site.url("/a.pdf")), site) == {"/lost"}


def test_a_path_on_its_authors_disk():
    with Site({}) as site:
        site.routes = {
            "/": links("/a.docx", more=LONG),
            "/a.docx": file(WORD, docx("../แผน/plan.pdf", "file:///C:/x.pdf")),
        }
        assert [one.code for one in found(check(site.url("/")))] == ["links.local_file", "links.local_file"]


def test_documents_have_a_budget():
    body = pdf("http://127.0.0.1:9/x") + b"0" * 50_000
    with Site(
        {"/": links("/a.pdf", "/b.pdf", more=LONG), "/a.pdf": file(body=body), "/b.pdf": file(body=body)}
    ) as site:
        checked = check(site.url("/"), document_bytes=60_000)
        assert sum(one.startswith("GET /") and one.endswith(".pdf") for one in site.asked) == 1
        assert any("--documents" in cut for cut in checked.cuts)


def test_documents_of_strangers_are_not_opened():
    with (
        Site({"/a.pdf": file(body=pdf("http://127.0.0.1:9/x"))}) as other,
        Site({"/": links(other.url("/a.pdf"), more=LONG)}) as site,
    ):
        assert not codes(check(site.url("/")), site)
        assert other.asked == ["HEAD /a.pdf"]


def test_a_page_under_the_name_of_a_document():
    error = "<h1>Server Error in '/' Application.</h1><p>เปิดแฟ้มเอกสารไม่ได้</p>"
    with Site({"/": links("/a.pdf", more=LONG), "/a.pdf": file(body=page(error).body)}) as site:
        assert codes(check(site.url("/")), site) == {"/a.pdf": "machine_readable.type_mismatch"}


# ------------------------------------------------------------------------------------- suggestions


def suggestion(routes, lost) -> Finding:
    with Site({"/robots.txt": NOT_FOUND, **routes}) as site:
        (one,) = [
            one
            for one in found(check(site.url("/"), document_bytes=0))
            if one.broken and one.url.endswith(lost)
        ]
        return one.how, one.suggestion.removeprefix(site.url(""))


def test_renamed_with_the_year():
    routes = {"/": links("/d/plan-68.pdf", more=LONG), "/d/plan.pdf": file()}
    assert suggestion(routes, "plan-68.pdf") == ("renamed", "/d/plan.pdf")


def test_a_slip_of_the_finger():
    routes = {
        "/": links("/d/organisation.pdf", "/d/organization.pdf", more=LONG),
        "/d/organization.pdf": file(),
    }
    assert suggestion(routes, "organisation.pdf") == ("spelling", "/d/organization.pdf")


def test_the_same_file_elsewhere():
    routes = {"/": links("/old/plan.pdf", "/new/plan.pdf", more=LONG), "/new/plan.pdf": file()}
    assert suggestion(routes, "old/plan.pdf") == ("elsewhere", "/new/plan.pdf")


def test_upper_case_ending():
    routes = {"/": links("/d/a.pdf", more=LONG), "/d/a.PDF": file()}
    assert suggestion(routes, "a.pdf") == ("spelling", "/d/a.PDF")


def test_a_server_that_lists_its_folders():
    listing = page(
        '<h1>Index of /d</h1><a href="../">..</a><a href="progress-report.pdf">progress-report.pdf</a>',
        title="Index of /d",
    )
    routes = {"/": links("/d/progres-report.pdf", more=LONG), "/d/": listing}
    assert suggestion(routes, "progres-report.pdf") == ("spelling", "/d/progress-report.pdf")


def test_another_number_is_another_file():
    routes = {"/": links("/d/report-1.pdf", "/d/report-2.pdf", more=LONG), "/d/report-2.pdf": file()}
    assert suggestion(routes, "report-1.pdf") == ("", "")


def test_a_guess_that_redirects_is_none():
    routes = {"/": links("/d/plan-68.pdf", more=LONG), "/d/plan.pdf": redirect("/")}
    assert suggestion(routes, "plan-68.pdf") == ("", "")

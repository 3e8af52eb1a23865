"""The type of a file from its bytes, and the words for a lie."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import yaml

from crawler.read.promise import mismatch
from crawler.read.sniff import sniff

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "sniff_cases.yaml").read_text(encoding="utf-8"))
FIXTURES = sorted((HERE / "fixtures").iterdir())


def data_of(case: dict[str, str]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    return case["text"].encode(case.get("encoding", "utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_type_and_lie(case):
    kind = sniff(data_of(case), case["file"])
    assert kind == case["type"]
    assert mismatch(kind, case.get("media", ""), case["file"]) == case.get("mismatch")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_fixture_type_without_and_under_a_wrong_name(path):
    data, kind = path.read_bytes(), path.suffix[1:]
    locked = (
        path.name == "password.xlsx"
    )  # the container of an encrypted office file does not tell which it is
    assert sniff(data) == ("ooxml" if locked else kind)
    assert sniff(data, f"x.{kind}") == kind
    assert locked or sniff(data, "x.jpg") == kind


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pptx"])
def test_cut_office_file_keeps_its_type(kind):
    path = next(path for path in FIXTURES if path.suffix == f".{kind}" and path.name != "password.xlsx")
    data = path.read_bytes()
    assert sniff(data[: len(data) * 2 // 3]) == kind


def test_archive_of_documents_is_no_office_file():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/report.txt", "a folder of that name")
    assert sniff(buffer.getvalue()) == "zip"


def test_damaged_word_file_is_known_by_its_signature():
    data = bytearray((HERE / "fixtures/announcement.doc").read_bytes())
    start = data.index("Root Entry".encode("utf-16-le"))
    data[start : start + 512] = bytes(512)
    assert sniff(bytes(data)) == "doc"

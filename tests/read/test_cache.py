"""The cache of facts: whatever is wrong with its file, documents are read, and what was wrong is said."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.model import DocumentFacts
from crawler.read import cache as caches
from crawler.read.cache import FactsCache, cache_key, page_key, picture_key
from crawler.read.page import read_page
from crawler.read.page_record import packed

FACTS = DocumentFacts(sha256="0" * 64, size=1, type="pdf")
RECORD = packed(read_page(b"<p>page"))
OTHER = DocumentFacts(sha256="1" * 64, size=2, type="csv")


@pytest.fixture
def path(tmp_path):
    """A cache with enough in it to fill some pages."""
    kept = FactsCache(tmp_path / "facts.sqlite")
    for number in range(400):
        kept.put(f"k{number}", FACTS)
    kept.close()
    return tmp_path / "facts.sqlite"


def garbage(path):
    path.write_bytes(b"not a database " * 4096)


def empty(path):
    path.write_bytes(b"")


def cut(path):
    path.write_bytes(path.read_bytes()[:5000])


def cut_to_its_head(path):
    path.write_bytes(path.read_bytes()[:50])


def pages_overwritten(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))


def other_columns(path):
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE facts (a TEXT)")
    db.close()


def foreign_log_beside_it(path):
    path.with_name("facts.sqlite-wal").write_bytes(b"x" * 5000)
    path.with_name("facts.sqlite-journal").write_bytes(b"y" * 5000)


def of_the_release_before(path):
    """That one kept a write-ahead log, and was killed."""
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "db.execute('PRAGMA journal_mode=WAL'); db.execute(\"INSERT INTO facts VALUES ('late', '{}')\"); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert path.with_name("facts.sqlite-wal").stat().st_size > 0


@pytest.mark.parametrize(
    "damage",
    [garbage, empty, cut, cut_to_its_head, pages_overwritten, other_columns, foreign_log_beside_it, of_the_release_before],
    ids=lambda damage: damage.__name__,
)  # fmt: skip
def test_a_damaged_file_is_begun_anew(path, damage, caplog):
    damage(path)
    cache = FactsCache(path)
    found = [cache.get(f"k{number}") for number in range(400)]
    assert set(found) <= {FACTS, None}
    for number in range(50):
        cache.put(f"new{number}", OTHER)
    assert cache.get("new7") == OTHER
    cache.close()
    again = FactsCache(path)
    assert again.get("new49") == OTHER
    again.close()
    assert ("damaged" in caplog.text) == path.with_name("facts.sqlite.damaged").exists()
    assert len(caplog.records) <= 1
    if None in found:
        assert damage is empty or "facts.sqlite.damaged" in caplog.text
    assert {one.name for one in path.parent.iterdir()} <= {"facts.sqlite", "facts.sqlite.damaged"}
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_it_has_no_write_ahead_log(path):
    """SQLite before 3.51.3 can damage such a file when two connections write it."""
    of_the_release_before(path)
    FactsCache(path).close()
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


def works_without(cache, caplog, *, reads):
    """Keeps nothing, says so once, and hinders nobody."""
    for number in range(100):
        cache.put(f"new{number}", OTHER)
        assert cache.get("k1") == (FACTS if reads else None)
    assert cache.get("new99") is None
    cache.close()
    assert [one.levelname for one in caplog.records] == ["WARNING"]
    assert "facts.sqlite" in caplog.text


def test_locked_by_somebody_who_does_not_let_go(path, monkeypatch, caplog):
    monkeypatch.setattr(caches, "_PATIENCE", 0.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    works_without(FactsCache(path), caplog, reads=False)
    other.close()


def test_locked_while_it_is_used(path, monkeypatch, caplog):
    monkeypatch.setattr(caches, "_PATIENCE", 0.0)
    cache = FactsCache(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    works_without(cache, caplog, reads=True)
    other.close()


def test_read_only(path, caplog):
    cache = FactsCache(path)
    cache._db.execute("PRAGMA query_only=ON")
    works_without(cache, caplog, reads=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_file_and_folder_read_only(path, caplog):
    path.chmod(0o444)
    path.parent.chmod(0o555)
    works_without(FactsCache(path), caplog, reads=True)
    path.parent.chmod(0o755)


def test_disk_full(path, caplog):
    cache = FactsCache(path)
    cache._db.execute("PRAGMA max_page_count=1")
    works_without(cache, caplog, reads=True)


def test_no_place_for_it(tmp_path, caplog):
    (tmp_path / "file").write_bytes(b"")
    works_without(FactsCache(tmp_path / "file" / "facts.sqlite"), caplog, reads=False)


def test_a_folder_of_its_name(tmp_path, caplog):
    (tmp_path / "facts.sqlite").mkdir()
    works_without(FactsCache(tmp_path / "facts.sqlite"), caplog, reads=False)


def test_what_nobody_can_ask_for_any_more_is_forgotten(tmp_path):
    cache = FactsCache(tmp_path / "facts.sqlite")
    here, gone = "a" * 64, "b" * 64
    for sha256 in (here, gone):
        cache.put(cache_key(sha256, ending="pdf", every_page=False), FACTS)
        cache.put_page(page_key(sha256, "text/html"), RECORD)
        cache.put_picture(picture_key(sha256), b"png")
    cache.put(f"of another release:{here}:pdf:some", FACTS)
    cache.put_page(f"of another release:{here}:html:", RECORD)
    cache.put_picture(f"picture:none:{here}", b"png")
    cache.put("nonsense", FACTS)
    assert cache.keep_only({here}) == 7
    assert cache.keep_only({here}) == 0
    assert cache.get(cache_key(here, ending="pdf", every_page=False)) == FACTS
    assert cache.get(cache_key(gone, ending="pdf", every_page=False)) is None
    assert (cache.has_page(page_key(here, "")), cache.has_page(page_key(here, "text/html"))) == (False, True)
    assert (cache.picture(picture_key(here)), cache.picture(picture_key(gone))) == (b"png", None)
    cache.close()


WRITER = """
import sys
from pathlib import Path
from crawler.model import DocumentFacts
from crawler.read.cache import FactsCache, cache_key, page_key, picture_key
from crawler.read.page import read_page
from crawler.read.page_record import packed
cache = FactsCache(Path(sys.argv[1]))
for number in range(150):
    cache.put(f"{sys.argv[2]}-{number}", DocumentFacts(sha256=sys.argv[2], size=number, type="pdf"))
cache.close()
"""


def test_several_processes_at_once(tmp_path):
    path = tmp_path / "facts.sqlite"
    root = str(Path(__file__).parents[2])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=root, stderr=subprocess.PIPE)
        for name in "abc"
    ]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 3
    cache = FactsCache(path)
    for name in "abc":
        for number in range(150):
            assert cache.get(f"{name}-{number}").size == number
    cache.close()

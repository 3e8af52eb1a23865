"""Bodies: written in pieces, read as often as one likes, large ones in a nameless file."""

from __future__ import annotations

import errno
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.evidence.body import IN_MEMORY, Body


@given(st.lists(st.binary(max_size=50), max_size=8))
def test_what_was_written_is_read(pieces):
    body = Body()
    for piece in pieces:
        body.write(piece)
    whole = b"".join(pieces)
    for _ in range(2):
        assert b"".join(body.chunks()) == whole
        assert (body.size, body.head(7), body.sha256()) == (
            len(whole),
            whole[:7],
            hashlib.sha256(whole).hexdigest(),
        )


def test_a_large_one_lies_in_a_file_that_has_no_name(tmp_path):
    body = Body(tmp_path)
    for _ in range(3):
        body.write(b"x" * IN_MEMORY)
    assert body.size == 3 * IN_MEMORY
    assert isinstance(body.open().fileno(), int)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_told_to_the_reader(monkeypatch):
    def full(_data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    body = Body()
    monkeypatch.setattr(body._file, "write", full)
    body.write(b"lost")
    monkeypatch.undo()
    body.write(b"and this does not count any more")
    with pytest.raises(OSError, match="No space"):
        body.sha256()


def test_what_is_cleared_is_forgotten():
    body = Body.of(b"abc")
    body.clear()
    body.write(b"d")
    assert (body.size, body.head(9)) == (1, b"d")

"""Content encodings undone, and every torn stream noticed."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.evidence.coding import ACCEPTED, decode_body, decode_into
from crawler.gather.wire import ACCEPT
from crawler.links.curl import HEADERS

PACKERS = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "": lambda body: body,
    "identity": lambda body: body,
    "deflate, gzip": lambda body: gzip.compress(zlib.compress(body), mtime=0),
}
ROOMY = 1 << 20


@pytest.mark.parametrize("encoding", PACKERS)
@given(body=st.binary(max_size=5000))
def test_there_and_back(encoding, body):
    decoded, flaw = decode_body(PACKERS[encoding](body), encoding, ROOMY)
    assert (decoded, flaw.fault) == (body, None)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@given(body=st.binary(min_size=200, max_size=2000), cut=st.integers(1, 30))
def test_a_cut_stream_is_never_whole(encoding, body, cut):
    packed = PACKERS[encoding](body)
    decoded, flaw = decode_body(packed[:-cut], encoding, ROOMY)
    assert flaw.fault == "truncated"
    assert body.startswith(decoded)


@given(
    st.binary(max_size=400),
    st.sampled_from(["gzip", "deflate", "br", "x-gzip", "gzip, gzip", "zipzap", "gzip,br"]),
)
def test_never_raises_and_never_exceeds(junk, encoding):
    assert len(decode_body(junk, encoding, 1000)[0]) <= 1000


def test_wrong_checksum():
    packed = gzip.compress(b"hello" * 50)
    broken = packed[:-8] + b"\0\0\0\0" + packed[-4:]
    assert decode_body(broken, "gzip", ROOMY)[1].fault == "truncated"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_bomb_is_cut_at_the_limit(encoding):
    decoded, flaw = decode_body(PACKERS[encoding](b"\0" * (20 << 20)), encoding, 1 << 20)
    assert flaw.fault == "too_large"
    assert len(decoded) <= 1 << 20


def test_raw_deflate_is_read():
    packer = zlib.compressobj(wbits=-15)
    assert decode_body(packer.compress(b"abc") + packer.flush(), "deflate", ROOMY)[0] == b"abc"


def test_plain_under_a_gzip_label_is_read_and_noted():
    decoded, flaw = decode_body(b"<html>", "gzip", ROOMY)
    assert (decoded, flaw.fault) == (b"<html>", None)
    assert "plain" in flaw.detail


def test_two_members_and_padding():
    two = gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0"
    assert decode_body(two, "gzip", ROOMY)[0] == b"ab"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip", "identity", "zipzap"])
@given(
    body=st.binary(max_size=300),
    tail=st.sampled_from([b"", b"\0\0", b"\x1f", b"junk", gzip.compress(b"second", mtime=0)]),
    packed=st.booleans(),
    size=st.integers(1, 40),
)
def test_in_pieces_or_at_once_is_the_same(encoding, body, tail, packed, size):
    raw = (PACKERS.get(encoding, bytes)(body) if packed else body) + tail
    whole, said = decode_body(raw, encoding, ROOMY)
    pieces: list[bytes] = []
    flaw = decode_into(pieces.append, [raw[i : i + size] for i in range(0, len(raw), size)], encoding, ROOMY)
    assert flaw.fault == said.fault
    if flaw.fault != "truncated":  # how much of a broken stream comes out depends on the pieces
        assert (b"".join(pieces), flaw.detail) == (whole, said.detail)


def test_a_bomb_inside_a_layer_is_not_unpacked():
    bomb = gzip.compress(gzip.compress(b"\0" * (20 << 20)))
    pieces: list[bytes] = []
    assert decode_into(pieces.append, [bomb], "gzip, gzip", 1 << 20).fault == "too_large"
    assert sum(map(len, pieces)) <= 1 << 20


def test_nothing_is_offered_that_cannot_be_undone():
    offered = [name.strip() for name in ACCEPTED.split(",")]
    assert {name: decode_body(PACKERS[name](b"x" * 99), name, ROOMY)[0] for name in offered} == dict.fromkeys(
        offered, b"x" * 99
    )
    assert HEADERS["Accept-Encoding"] == ACCEPT["Accept-Encoding"] == ACCEPTED


def test_what_nobody_asked_for_is_said_and_left_as_sent():
    decoded, flaw = decode_body(b"\x28\xb5\x2f\xfd", "zstd", ROOMY)
    assert (decoded, flaw.fault, flaw.detail) == (
        b"\x28\xb5\x2f\xfd",
        "unknown",
        "content encoding zstd",
    )

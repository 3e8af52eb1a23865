"""Content encodings undone, and every torn stream noticed."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.evidence.coding import decode_body

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
    decoded = decode_body(PACKERS[encoding](body), encoding, ROOMY)
    assert (decoded.body, decoded.fault) == (body, None)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@given(body=st.binary(min_size=200, max_size=2000), cut=st.integers(1, 30))
def test_a_cut_stream_is_never_whole(encoding, body, cut):
    packed = PACKERS[encoding](body)
    decoded = decode_body(packed[:-cut], encoding, ROOMY)
    assert decoded.fault == "truncated"
    assert body.startswith(decoded.body)


@given(
    st.binary(max_size=400),
    st.sampled_from(["gzip", "deflate", "br", "x-gzip", "gzip, gzip", "zipzap", "gzip,br"]),
)
def test_never_raises_and_never_exceeds(junk, encoding):
    assert len(decode_body(junk, encoding, 1000).body) <= 1000


def test_wrong_checksum():
    packed = gzip.compress(b"hello" * 50)
    broken = packed[:-8] + b"\0\0\0\0" + packed[-4:]
    assert decode_body(broken, "gzip", ROOMY).fault == "truncated"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_bomb_is_cut_at_the_limit(encoding):
    decoded = decode_body(PACKERS[encoding](b"\0" * (20 << 20)), encoding, 1 << 20)
    assert decoded.fault == "too_large"
    assert len(decoded.body) <= 1 << 20


def test_raw_deflate_is_read():
    packer = zlib.compressobj(wbits=-15)
    assert decode_body(packer.compress(b"abc") + packer.flush(), "deflate", ROOMY).body == b"abc"


def test_plain_under_a_gzip_label_is_read_and_noted():
    decoded = decode_body(b"<html>", "gzip", ROOMY)
    assert (decoded.body, decoded.fault) == (b"<html>", None)
    assert "plain" in decoded.detail


def test_two_members_and_padding():
    two = gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0"
    assert decode_body(two, "gzip", ROOMY).body == b"ab"

"""Whether bytes are an HTML page, told without reading them."""

from __future__ import annotations

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTML_MARKS = (b"<html", b"<head", b"<body", b"<title", b"<meta", b"<div", b"<table", b"<p>", b"<a ")
_NOT_HTML = (
    b"%pdf",
    b"pk\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{",
    b"[",
    b"<?xml",
    b"<?php",
    b"\x89png",
    b"\xff\xd8",
    b"gif8",
)


def looks_like_html(body: bytes, content_type: str) -> bool:
    """Whether bytes are an HTML page: by what they begin with, whatever they were called."""
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    plain = head.replace(b"\x00", b"")
    if not plain or plain.startswith(_NOT_HTML):
        return False
    if plain.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return True
    return said_to_be_html(content_type) or sum(mark in plain for mark in _HTML_MARKS) >= 2


def said_to_be_html(content_type: str) -> bool:
    """Whether a Content-Type header (or a media type) promises an HTML page."""
    return content_type.partition(";")[0].strip().lower() in _HTML_TYPES

"""Tags that no parser should see: each attribute is compared with all before it, which a few hundred thousand abuse."""

from __future__ import annotations

import re

#: Attributes of one tag above which none of them is kept; the longest tags of real pages have some dozens.
MOST = 1_000
#: One attribute as a browser reads it: a name, and perhaps a value with or without quotes.
_ATTRIBUTE = rb"""[\s/]++=?[^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_NAME = rb"<[a-zA-Z][^\s/>]*+"
_TAG = re.compile(rb"(%b)((?>(?:%b)*))" % (_NAME, _ATTRIBUTE))
#: As much of a page as has no such tag; it is nearly always all of it, and this is the quickest way to know.
_SOUND = re.compile(rb"(?>(?:[^<]++|<(?![a-zA-Z])|%b(?>(?:%b){0,%d})(?![\s/]))*)" % (_NAME, _ATTRIBUTE, MOST))


def without_endless_tags(markup: bytes) -> bytes:
    """Markup (ASCII but for its text) whose tags have at most :data:`MOST` attributes; in linear time, whatever is open."""
    sound = _SOUND.match(markup)
    if sound is None or sound.end() == len(markup):
        return markup
    return markup[: sound.end()] + _TAG.sub(_kept, markup[sound.end() :])


def _kept(tag: re.Match[bytes]) -> bytes:
    name, attributes = tag.groups()
    if len(attributes) < 2 * MOST or len(_ATTRIBUTES.findall(attributes)) <= MOST:
        return tag[0]
    return bytes(name)

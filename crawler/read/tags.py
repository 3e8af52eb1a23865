"""Tags that no parser should see: each attribute is compared with all before it, which a few hundred thousand abuse."""

from __future__ import annotations

import re

#: Attributes of one tag above which none of them is kept; the longest tags of real pages have some dozens.
MOST = 1_000
#: One attribute as a browser reads it: a name, and perhaps a value with or without quotes.
_ATTRIBUTE = re.compile(r"""[\s/]++=?[^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_TAG = re.compile(rf"(<[a-zA-Z][^\s/>]*+)((?:{_ATTRIBUTE.pattern})*+)")


def without_endless_tags(text: str) -> str:
    """Markup whose tags have at most :data:`MOST` attributes; in linear time, whatever is left open."""
    return _TAG.sub(_kept, text) if len(text) > 2 * MOST else text


def _kept(tag: re.Match[str]) -> str:
    name, attributes = tag.groups()
    if len(attributes) < 2 * MOST or len(_ATTRIBUTE.findall(attributes)) <= MOST:
        return tag[0]
    return str(name)

"""Folders that a web server lists by itself: names, dates of change and sizes, and no word of anybody's."""

from __future__ import annotations

import re

#: The titles of Apache, nginx and lighttpd; of Tomcat, Jetty and Python; of IIS (its host and the folder).
_TITLE = re.compile(
    r"index of /|directory listing (?:for|of) |directory: /|[\w-]+(?:\.[\w-]+)*(?::\d+)? - /", re.IGNORECASE
)


def names_listing(title: str) -> bool:
    """Whether the title of a page is that of a folder's listing."""
    return "/" in title and _TITLE.match(title.strip()) is not None

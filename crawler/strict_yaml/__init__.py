"""YAML without surprises: every value is what it looks like, and knows where it stands.

Why: plain YAML reads ``NO`` as false, ``12:30`` as 750, ``0123`` as 83 and ``2025-04-30`` as a date,
keeps the last of two equal keys without a word, and lets 300 bytes of aliases unfold into gigabytes.
Input files are written by officers by hand, so each of these is an error that says where it stands and
how to mend it, and **all** errors are reported at once: those of YAML and those of the form.

The usual way through::

    source = read(path)               # problems are collected, not raised
    form = fill(source, TargetsForm)  # crawler.forms: pydantic; raises InputError with everything wrong
"""

from __future__ import annotations

from crawler.strict_yaml.reader import parse, read
from crawler.strict_yaml.source import Node, Source, dotted, nearest, plain, tidy

__all__ = ["Node", "Source", "dotted", "nearest", "parse", "plain", "read", "tidy"]

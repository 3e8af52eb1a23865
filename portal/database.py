"""Which database: SQLite in the data folder, or what one URL says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

#: Begin every transaction as a writer: two processes wait for each other instead of failing half-way.  The
#: journal stays SQLite's default: before 3.51.3 its write-ahead log can damage a database.
_SQLITE_OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20}


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings of the database at ``url``: empty or ``sqlite:///FILE``, or ``postgresql://…``.

    Parameters behind ``?`` are handed to libpq.  Raises ValueError for any other kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme in ("", "sqlite"):
        name = Path(unquote(parts.path[1:])) if parts.path[1:] else folder / "portal.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name), "OPTIONS": dict(_SQLITE_OPTIONS)}
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"the database must be sqlite:///FILE or postgresql://…, not {parts.scheme}:")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }

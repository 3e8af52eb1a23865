"""A PostgreSQL of our own, on a socket in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path


def programs() -> Path | None:
    """Where PostgreSQL's programs are: Debian's newest, or the folder of ``initdb`` on the path."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    )
    on_path = Path(shutil.which("initdb") or "/none").parent
    return next((path for path in [*debian, on_path] if (path / "initdb").exists()), None)


def _user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as whom its package made for it, or as nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextlib.contextmanager
def server(bin_: Path):
    """Start one; yields ``url(name)``, which makes a database, empty or a copy of another, and returns its URL."""
    folder = Path("/tmp") / f"oit-pg-{os.getpid()}"
    folder.mkdir(mode=0o700)
    user = _user()
    options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"

    def run(*words: object) -> None:
        subprocess.run([str(word) for word in words], check=True, capture_output=True, cwd="/", **options)

    def url(name: str, template: str = "template0") -> str:
        run(bin_ / "createdb", "-h", folder, "-U", "oit", "-T", template, name)
        return f"postgresql://oit@/{name}?host={folder}"

    run(bin_ / "initdb", "-D", folder / "db", "-U", "oit", "--auth=trust", "-E", "UTF8", "--locale=C")
    run(bin_ / "pg_ctl", "-D", folder / "db", "-w", "-l", folder / "log", "-o", settings, "start")
    try:
        yield url
    finally:
        run(bin_ / "pg_ctl", "-D", folder / "db", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

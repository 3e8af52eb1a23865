"""Make ``.venv`` and install oit into it from the lock: ``python3 .ci/setup.py``.

Needs nothing but Python ≥ 3.11.  On Debian the ``venv`` module comes without pip (it is in python3-venv, which wants
root); then pip is taken from the package index, whose address is asked of the same settings that pip itself reads.
Running it again is quick: nothing is done while lock and project are unchanged.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / ".ci" / "requirements.lock"
STAMP = VENV / "oit.sha256"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> None:
    """Make the environment unless it is there already."""
    if sys.version_info < (3, 11):
        sys.exit(f"oit needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
    want = hashlib.sha256(
        LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if STAMP.exists() and STAMP.read_text() == want and PYTHON.exists():
        return
    print(f"setting up {VENV} …", file=sys.stderr)
    make_environment()
    pip("install", "--require-hashes", "--no-deps", "-r", str(LOCK))
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(want)


def make_environment() -> None:
    """A fresh environment with pip, however much of venv the system has."""
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (subprocess.CalledProcessError, ImportError, SystemExit):
        venv.create(VENV, clear=True, with_pip=False)
        pip_from_index()


def pip(*arguments: str) -> None:
    """Run the environment's pip quietly; stop when it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet"]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


def pip_from_index() -> None:
    """Install pip into an environment that has none: the wheel runs itself."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    request = urllib.request.Request(
        index, headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        base, body, kind = answer.url, answer.read().decode(), answer.headers.get_content_type()
    if "json" in kind:
        files = [
            (urljoin(base, one["url"]), one["hashes"].get("sha256", "")) for one in json.loads(body)["files"]
        ]
    else:
        found = re.findall(r'href="([^"#]+)(?:#sha256=([0-9a-f]{64}))?"', body)
        files = [(urljoin(base, link), digest) for link, digest in found]
    wheels = [one for one in files if re.search(r"/pip-\d+(?:\.\d+)*-py3-none-any\.whl$", one[0])]
    url, digest = max(
        wheels, key=lambda one: [int(part) for part in re.findall(r"\d+", one[0].rpartition("/pip-")[2])[:3]]
    )
    with urllib.request.urlopen(url, timeout=120) as answer:
        wheel = answer.read()
    if digest and hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit(f"{url} is not what the index announced")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / url.rpartition("/")[2]
        path.write_bytes(wheel)
        subprocess.run([str(PYTHON), f"{path}/pip", "install", "--quiet", str(path)], check=True)


if __name__ == "__main__":
    main()

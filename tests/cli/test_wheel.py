"""The wheel holds every file of the packages: rules, districts, sample sites, typefaces, catalogues, templates."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("crawler", "checklists", "reports", "portal")
#: Files beside the code that only its developers use.
DEVELOPMENT = {"portal/mypy.ini"}
BUILD = "import sys, setuptools.build_meta as b; print(b.build_wheel(sys.argv[1]))"


def tracked() -> list[str]:
    """The files of the packages that the repository holds."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: what belongs into the wheel is not known")
    listed = subprocess.run([git, "-C", ROOT, "ls-files", "-z", *PACKAGES], capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_wheel_holds_every_file_of_the_packages(tmp_path):
    pytest.importorskip(
        "setuptools", minversion="77", reason="the build needs setuptools 77, as the lock has it"
    )
    files = tracked()
    source = tmp_path / "source"
    for name in [*files, "pyproject.toml", "README.md", "LICENSE"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    subprocess.run([sys.executable, "-c", BUILD, tmp_path], cwd=source, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
        scripts = next(name for name in held if name.endswith("entry_points.txt"))
        assert "oit = crawler.__main__:main" in wheel.read(scripts).decode()
    assert sorted({*files} - held - DEVELOPMENT) == []
    kinds = {Path(name).suffix for name in held}
    assert {".yaml", ".json", ".html", ".css", ".js", ".woff2", ".mo", ".pdf", ".xlsx"} <= kinds

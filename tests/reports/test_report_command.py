"""``oit report``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from crawler.cli.report import command
from tests.reports.sample import audit


@pytest.fixture
def run_folder(tmp_path):
    (tmp_path / "audit.json").write_text(json.dumps(audit(1)), encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_renders_a_run_folder_beside_its_audit(run_folder):
    result = run(run_folder, "--format", "csv,html")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(run_folder / "audit.csv"), str(run_folder / "index.html")]


def test_renders_a_file_elsewhere_in_english(run_folder, tmp_path):
    out = tmp_path / "elsewhere"
    result = run(run_folder / "audit.json", "--out", out, "--lang", "en")
    assert result.exit_code == 0
    assert 'lang="en"' in (out / "index.html").read_text()
    assert (out / "th" / "index.html").exists()


def test_terminal_goes_to_standard_output(run_folder):
    assert "OIT" in run(run_folder, "--format", "terminal").stdout


@pytest.mark.parametrize("arguments", [["--format", "pdf"], ["--format", ","], ["--lang", "fr"]])
def test_wrong_options_end_with_two(run_folder, arguments):
    assert run(run_folder, *arguments).exit_code == 2


def test_wrong_files_end_with_two(tmp_path):
    (tmp_path / "audit.json").write_text("{}")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "not an audit.json" in result.stderr
    assert run(tmp_path / "missing").exit_code == 2


@pytest.mark.parametrize("printed", ["terminal", "github"])
def test_a_reader_who_leaves_early_takes_no_file_along(run_folder, printed, monkeypatch):
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("builtins.print", gone)
    result = run(run_folder, "--format", f"{printed},csv,html")
    assert isinstance(result.exception, BrokenPipeError | SystemExit)
    assert (run_folder / "audit.csv").exists()
    assert (run_folder / "index.html").exists()

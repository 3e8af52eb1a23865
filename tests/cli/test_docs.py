"""README and docs: every command line is one that oit understands, every link leads somewhere, every command is told of."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from crawler.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```|^((?: {4}\S.*\n|\n(?= {4}\S))+)", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?:^|[;&|{(`\s])(?:\$ )?(?:\S*/bin/)?oit(?= [a-z])([^`]*)")
_ENDS = {"&&", "||", "|", ";", ">", "<", "2>", "}", ")"}


def _without_blocks(text: str) -> str:
    return _BLOCK.sub("\n", text)


def _lines(page: Path) -> list[str]:
    """The command lines in the blocks of a page; what is told of in ini and YAML has tests of its own."""
    return [
        line.strip()
        for kind, fenced, indented in _BLOCK.findall(page.read_text("utf-8"))
        if kind in ("", "sh", "bash", "shell", "console")
        for line in (fenced or indented).splitlines()
        if re.match(r"\s*(?:\$ )?(?:\S*/bin/)?oit ", line)
    ]


def _words(line: str) -> list[str]:
    """The words behind ``oit``, up to whatever the shell keeps for itself."""
    text = re.sub(r"\$\([^)]*\)", "20250430", line.removeprefix("$ "))
    words = shlex.split(text, comments=True)[1:]
    end = next((at for at, word in enumerate(words) if word in _ENDS), len(words))
    return words[:end]


def _parsed(words: list[str]) -> click.Context:
    """The context of the subcommand that the words call; nothing is run.  Raises click's errors."""
    command: click.Command = cli
    context = click.Context(cli, info_name="oit")
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, name
        command = found
        context = click.Context(command, info_name=name, parent=context)
    return command.make_context(str(context.info_name), words, parent=context.parent)


BLOCKS = [(page.name, line) for page in PAGES for line in _lines(page)]


def test_command_lines_are_found():
    assert {name for name, _ in BLOCKS} >= {
        "README.md",
        "links.md",
        "targets.md",
        "night.md",
        "checklists.md",
        "reports.md",
    }


@pytest.mark.parametrize(("page", "line"), BLOCKS, ids=[f"{page}: {line[:60]}" for page, line in BLOCKS])
def test_a_command_line_is_understood(page, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = _words(line)
    for word in words[1:]:
        if not word.startswith("-") and "://" not in word and re.fullmatch(r"\$?[\w./-]+", word):
            path = tmp_path / word
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch() if path.suffix else path.mkdir(exist_ok=True)
    assert _parsed(words).params is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_running_text_exist_with_their_options(page):
    for quoted in re.findall(r"`([^`\n]+)`", _without_blocks(page.read_text("utf-8"))):
        if not (match := _COMMAND.match(quoted)):
            continue
        names = match[1].split()
        command: click.Command | None = cli
        context = click.Context(cli)
        while isinstance(command, click.Group) and names:
            command = command.get_command(context, names.pop(0).rstrip(",;:."))
        assert command is not None, quoted
        known = {name for one in command.get_params(context) for name in (*one.opts, *one.secondary_opts)}
        used = re.findall(r"(?<!\S)\[?(--[a-z-]+)", quoted)
        assert {*used} <= known, quoted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    for target in targets:
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        aim = (page.parent / unquote(file)).resolve() if file else page
        assert aim.exists(), target
        if anchor and aim.suffix == ".md":
            assert unquote(anchor) in _anchors(aim), target


def _anchors(page: Path) -> set[str]:
    """The names that headings get on GitHub and GitLab."""
    heads = re.findall(r"^#+ +(.+?)\s*$", _without_blocks(page.read_text("utf-8")), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", head).lower() for head in heads)
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}


def test_every_page_is_reached_from_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    others = "".join(page.read_text("utf-8") for page in PAGES[1:])
    for page in PAGES[1:]:
        assert f"docs/{page.name}" in text or f"({page.name}" in others, page.name


def test_every_command_is_told_of():
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"oit {name}" not in text] == []

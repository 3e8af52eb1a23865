"""``oit demo``: the whole line on bundled sample sites, without configuration and without the Internet."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path

import click

from crawler.demo.server import PortInUseError, serve_demo

#: The sample sites stand as such sites did on the closing day of fiscal year 2568.
AS_OF = date(2025, 4, 30)
CHECKLIST = "bma-district-2568"


@click.command("demo", short_help="Audit the bundled sample sites and say where the report is.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("oit-demo"),
    show_default=True,
    help="Folder for the report.",
)
@click.option("--open", "open_browser", is_flag=True, help="Show the report in the web browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65500),
    default=0,
    help="First port of the sample sites (each site takes one); 0: any free ports.",
)
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", show_default=True)
@click.option("--quiet", is_flag=True, help="Only say where the report is.")
def command(out: Path, open_browser: bool, port: int, lang: str, quiet: bool) -> None:
    """Serve five invented district offices on this computer, audit them, write the report.

    Nothing leaves the computer.  Ends with 0 when the report was written, whatever it says.
    """
    from crawler.cli.audit import run_audit
    from crawler.targets import load_targets

    try:
        with serve_demo(port=port) as web:
            run_audit(
                agencies=load_targets(web.targets_path),
                checklist=CHECKLIST,
                as_of=AS_OF,
                out=out,
                formats=("json", "csv", "html") if quiet else ("terminal", "json", "csv", "html"),
                lang=lang,
                delay=0.0,
                concurrency=4,
                allow_private_hosts=True,
                quiet=quiet,
            )
    except PortInUseError as error:
        raise click.UsageError(f"{error}. Choose another --port, or none.") from error
    report = (out / "index.html").resolve()
    click.echo(report)
    if open_browser:
        webbrowser.open(report.as_uri())

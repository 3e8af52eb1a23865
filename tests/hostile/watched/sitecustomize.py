"""On PYTHONPATH this notes every connection that a process tries, and lets none leave the machine.

With ``OIT_UNGUARDED`` it takes the guard out too: what is noted then is what the guard is there for.
"""

import os
import runpy
import sys
from pathlib import Path

NOTES = Path(os.environ["OIT_CONNECTIONS"])


def note(event, args):
    if event != "socket.connect" or not isinstance(args[1], tuple):
        return
    host, port = args[1][:2]
    with NOTES.open("a") as notes:
        notes.write(f"{host}:{port}\n")
    if not str(host).startswith("127."):
        raise OSError("nothing leaves the machine in a test")


sys.addaudithook(note)
if os.environ.get("OIT_UNGUARDED"):
    runpy.run_path(str(Path(__file__).parents[1] / "unguarded" / "sitecustomize.py"))

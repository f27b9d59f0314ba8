"""The console blocks of the documents: what they show is run as a person would, on a terminal.

`python -m tests.documents` runs every command and writes what it prints back into the documents.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
WIDTH = "96"


def sessions(block: str) -> list[tuple[str, str]]:
    """The (command, output) pairs of a block; `$ ` begins a command, a final backslash goes on."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        taken = 1
        while lines[taken - 1].endswith("\\"):
            taken += 1
        found.append(("\n".join(lines[:taken]), "\n".join(lines[taken:]).rstrip()))
    return found


def run_on_a_terminal(command: str, folder: Path) -> str:
    """What a command prints on a terminal of `WIDTH` columns without colours."""
    shim = folder / "bin" / "backprop"
    if not shim.exists():
        shim.parent.mkdir(parents=True, exist_ok=True)
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backprop.cli "$@"\n')
        shim.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": WIDTH,
        "TERM": "dumb",
        "PYTHONIOENCODING": "utf-8",
    }
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            break
        if not piece:
            break
        pieces.append(piece)
    process.wait()
    os.close(ours)
    text = b"".join(pieces).decode("utf-8").replace("\r\n", "\n")
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())


def refreshed(block: str) -> str:
    """The block with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        shown = [
            f"$ {command}\n{run_on_a_terminal(command, Path(folder))}".rstrip()
            for command, _ in sessions(block)
        ]
    return "\n\n".join(shown) + "\n"


def main() -> None:
    """Rewrite every document's console blocks."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        path.write_text(BLOCK.sub(lambda found: refreshed(found[1]), text), encoding="utf-8")


if __name__ == "__main__":
    main()

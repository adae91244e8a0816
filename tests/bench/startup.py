"""Start-up, side by side: `python -c pass`, `npmsync --help`, and small commands on the demo's workspace.

Run: python tests/bench/startup.py     (prints a table; every command alternates with the baseline, medians of 15)
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROUNDS = 15
NPMSYNC = str(Path(sys.executable).with_name("npmsync"))


def once(command: list[str], folder: str) -> float:
    began = perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = str(Path(folder) / "demo")
        once([NPMSYNC, "demo", workspace], folder)
        bare = [sys.executable, "-c", "pass"]
        rows = {
            "npmsync --help": [NPMSYNC, "--help"],
            "npmsync list meetings": [NPMSYNC, "list", "meetings"],
            "npmsync due": [NPMSYNC, "due"],
            "npmsync sync (nothing changed)": [NPMSYNC, "sync"],
        }
        print("| command | median | beyond `python -c pass` |\n| --- | --- | --- |")
        for name, command in rows.items():
            once(command, workspace)
            pairs = [(once(bare, workspace), once(command, workspace)) for _ in range(ROUNDS)]
            median = statistics.median(taken for _, taken in pairs)
            beyond = statistics.median(taken - base for base, taken in pairs)
            print(f"| `{name}` | {median * 1000:.0f} ms | {beyond * 1000:.0f} ms |")


if __name__ == "__main__":
    main()

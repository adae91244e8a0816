"""Start-up, side by side: `python -c pass`, `npmsync --help`, and small commands on the demo's workspace.

Run: python tests/bench/startup.py [WORKSPACE]     (prints a table; every command alternates with the baseline, medians
of 15, and the least time of the processor, which says most on a busy machine; WORKSPACE stands in for the demo's)
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROUNDS = 15
NPMSYNC = str(Path(sys.executable).with_name("npmsync"))


def once(command: list[str], folder: str) -> tuple[float, float]:
    """(seconds, seconds of the processor) of a command."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    taken, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = sys.argv[1] if len(sys.argv) > 1 else str(Path(folder) / "demo")
        if len(sys.argv) == 1:
            once([NPMSYNC, "demo", workspace], folder)
        bare = [sys.executable, "-c", "pass"]
        rows = {
            "npmsync --help": [NPMSYNC, "--help"],
            "npmsync list meetings": [NPMSYNC, "list", "meetings"],
            "npmsync list recommendations": [NPMSYNC, "list", "recommendations"],
            "npmsync due": [NPMSYNC, "due"],
            "npmsync sync (nothing changed)": [NPMSYNC, "sync"],
        }
        print("| command | median | beyond `python -c pass` | processor |\n| --- | --- | --- | --- |")
        for name, command in rows.items():
            once(command, workspace)
            pairs = [(once(bare, workspace), once(command, workspace)) for _ in range(ROUNDS)]
            median = statistics.median(taken for _, (taken, _) in pairs)
            beyond = statistics.median(taken - base for (base, _), (taken, _) in pairs)
            processor = min(used for _, (_, used) in pairs)
            print(f"| `{name}` | {median * 1000:.0f} ms | {beyond * 1000:.0f} ms | {processor * 1000:.0f} ms |")


if __name__ == "__main__":
    main()

"""How many calendar files that nobody here wrote can be read, and why the others cannot.

    python tests/bench/ics_corpus.py FOLDER|GIT-DIRECTORY ... [--show]

Of a Git directory the files of HEAD are taken. Good corpora are the test data of collective/icalendar, ical4j, libical,
ical.js, node-ical, vobject, sabre/vobject and recurring-ical-events; none of it belongs into this repository. Counted
are files with a VEVENT (of others nothing is asked): read whole, read with notes (the rest of the file was taken), and
refused. Files that are broken on purpose are among them. With a peer, what `icalendar` makes of the same files.
"""

from __future__ import annotations

import argparse
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from icalendar import Calendar

from npmsync.errors import Refused
from npmsync_ics.adapter import IcsFormat

ENDINGS = (".ics", ".ical", ".ifb", ".vcs")
ICS = IcsFormat()


def files(where: Path) -> Iterator[tuple[str, bytes]]:
    if (where / "HEAD").is_file():
        git = ["git", "-C", str(where)]
        listed = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD", "--name-only"], capture_output=True, check=True)
        for name in listed.stdout.decode().split("\0"):
            if name.lower().endswith(ENDINGS):
                yield name, subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=True).stdout
    else:
        for path in sorted(where.rglob("*")):
            if path.suffix.lower() in ENDINGS:
                yield str(path.relative_to(where)), path.read_bytes()


def outcome(data: bytes) -> tuple[str, list[str]]:
    if b"BEGIN:VEVENT" not in data.upper():
        return "no event", []
    try:
        read = ICS.items(data)
        times = ICS.busy(data, date(2000, 1, 1), date(2030, 12, 31), "Europe/Paris")
    except Refused as error:
        return "refused", [error.message]
    notes = sorted({*read.notes, *times.notes})
    if not read.items:
        return "nothing read", notes
    return ("with notes" if notes else "whole"), notes


def by_peer(data: bytes) -> str:
    try:
        found = Calendar.from_ical(data, multiple=True)
        return "peer reads" if any(c.walk("VEVENT") for c in found) else "peer finds nothing"  # type: ignore[union-attr]
    except Exception:
        return "peer fails"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("where", nargs="+", type=Path)
    words.add_argument("--show", action="store_true", help="name every file with notes, and the first of them")
    given = words.parse_args()
    total: Counter[str] = Counter()
    for where in given.where:
        began, counts = perf_counter(), Counter()
        for name, data in files(where):
            said, notes = outcome(data)
            counts[said] += 1
            if said != "no event":
                counts[by_peer(data)] += 1
            if given.show and notes:
                print(f"    {name}: {said}: {notes[0]}")
        total += counts
        print(f"{where}: {dict(counts)} in {perf_counter() - began:.1f} s")
    print(f"together: {dict(total)}")


if __name__ == "__main__":
    main()

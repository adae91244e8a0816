"""Invitations for 300 people, written: 100 meetings of three people each, as `invite` does it, from records to files.

Run: python tests/bench/invitations.py     (prints a table; medians of 5, each on a workspace of its own)
"""

from __future__ import annotations

import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from npmsync.actions.inviting import invite
from npmsync.actions.opened import Caller, opened
from npmsync.actions.saving import save
from npmsync.domain import Authority, Contact, Meeting, Participant, Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.plugins import Plugins

ROUNDS, MEETINGS, PEOPLE = 5, 100, 3
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TOML = """\
[workspace]
country = "GE"
timezone = "Asia/Tbilisi"
language = "{language}"
organiser = "Nino Kapanadze <nino@npm.example>"
"""


def records() -> list[object]:
    made: list[object] = [Authority(id=f"a{n}", name=f"Ministry {n}") for n in range(20)]
    for n in range(100):
        text = f"Keep the register of wing {n} complete, and let doctors and lawyers read it at any time."
        made.append(Recommendation(id=f"r{n}", ref=f"2026/{n:03d}", text=text, addressees=(f"a{n % 20}",)))
    for n in range(MEETINGS):
        people = []
        for p in range(PEOPLE):
            email = f"person{p}@ministry{n % 20}.example"
            if n < 20:
                made.append(Contact(id=f"c{n}-{p}", authority=f"a{n}", name=f"Person {p}", email=email))
            people.append(Participant(name=f"Person {p}", email=email, authority=f"a{n % 20}"))
        start = datetime(2027, 1, 4, 10) + timedelta(days=n)  # noqa: DTZ001 - wall clock
        agenda = tuple(f"r{k}" for k in range(n % 20, 100, 20))
        made.append(
            Meeting(
                id=f"m{n:03d}", uid=f"m{n:03d}@npmsync", kind=MeetingKind.ANNUAL_REVIEW, title=f"Review {n}",
                authorities=(f"a{n % 20}",), participants=tuple(people), start=start, end=start + timedelta(hours=1),
                timezone="Asia/Tbilisi", agenda=agenda,
            )
        )  # fmt: skip
    return made


def once(language: str) -> tuple[int, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "npmsync.toml").write_text(TOML.format(language=language), "utf-8")
        with opened(root, Caller(NOW, "bench", Plugins())) as workspace:
            with workspace.store.transaction() as connection:
                save(connection, workspace.begin(connection, "bench"), records())  # type: ignore[arg-type]
            began, worked = perf_counter(), process_time()
            done = invite(workspace, None)
            return len(done.messages), perf_counter() - began, process_time() - worked


def main() -> None:
    print("| language | messages | median | of it processor | messages a second |\n| --- | --- | --- | --- | --- |")
    for language in ("en", "ar"):
        once(language)
        runs = [once(language) for _ in range(ROUNDS)]
        count, median = runs[0][0], statistics.median(taken for _, taken, _ in runs)
        worked = statistics.median(one for _, _, one in runs)
        print(f"| {language} | {count} | {median:.2f} s | {worked:.2f} s | {count / median:.0f} |")


if __name__ == "__main__":
    main()

"""`demo`: a sample workspace, and the whole job on it, step by step, through the same verbs that a person uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

from npmsync.actions import initialise
from npmsync.actions.due_today import due_items
from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.inviting import invite
from npmsync.actions.opened import Caller, Opened, opened
from npmsync.actions.planning import Wish, make_plan
from npmsync.actions.receiving import receive
from npmsync.actions.reporting import ReportOptions, report
from npmsync.actions.synchronise import synchronise
from npmsync.actions.trackers import read_tracker
from npmsync.dialogue.backlog import fold
from npmsync.documents.form_grid import find_grid
from npmsync.errors import Refused
from npmsync.ports import CellValue, TableChanges, TableFormat
from npmsync.replace import write_new
from npmsync.tables.address import cell_name
from npmsync.vocabulary import builtin_vocabulary

NEWEST_LETTER_DAYS = 24
"""The sample's newest letter is this many days old, whenever the demo runs."""

PARENTS = {
    "Northgate Prison": "Prison Service",
    "Harbour Remand Centre": "Prison Service",
    "Riverside Juvenile Centre": "Ministry of Justice",
    "Central Police Station": "National Police",
    "St Luke Psychiatric Hospital": "Ministry of Health",
    "Airport Holding Centre": "Immigration Office",
}
ANSWERING = "Ministry of Health"
ANSWERS = (
    ("V3-5", "Accepted", "A two-day course is being prepared for all night staff; attendance will be recorded."),
    ("V6-4", "Accepted", "A psychologist will come twice a week from next month on."),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the demo: what was done, and where to look."""

    title: str
    what: str
    path: Path | None = None


def demonstrate(folder: Path, caller: Caller) -> Iterator[Step]:
    """Makes the sample workspace in `folder` and yields each step as it is done. Raises `Refused` where the folder is
    there already and not empty."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            "demo-exists", f"{folder} is there already.", "Name another folder: npmsync demo DIR, or delete it."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    tracker = folder / "register.xlsx"
    write_new(tracker, files("npmsync.sample").joinpath("tracker.xlsx").read_bytes())
    yield _initialised(folder, tracker, caller)
    with opened(folder, caller) as workspace:
        _shift_dates(workspace, tracker)
        report = synchronise(workspace, progress=_silent)
        read = report.endpoints[0].read
        yield Step(
            "sync", f"{read} records read into the store; the register was not touched", workspace.workspace.own_store
        )
        planned = make_plan(workspace, Wish())
        kinds = [meeting["kind"] for meeting in planned.meetings]
        reviews, tables = kinds.count("annual_review"), kinds.count("roundtable")
        proven = "no better plan exists" if planned.optimal else "a good plan, not proven the best"
        yield Step("plan", f"{reviews} annual reviews and {tables} roundtables, each on a working day ({proven})")
        invited = invite(workspace, None)
        count = len(invited.messages)
        yield Step(
            "invite", f"{count} invitations with agenda, to look at before you send them", workspace.workspace.outbox
        )
        exported = export(workspace, ExportOptions(None))
        forms = {file["authority"]: Path(file["path"]) for file in exported.files}
        yield Step(
            "export",
            f"{len(forms)} authorities: to each the recommendations that are its own",
            workspace.workspace.exports,
        )
        answered = folder / "inbox" / f"answer-{forms[ANSWERING].name}"
        _fill(workspace.plugin("table", "xlsx"), forms[ANSWERING], answered, workspace.today)
        received = receive(workspace, [answered])[0]
        yield Step("receive", f"{len(received.accepted)} answers of the {ANSWERING} taken from its form", answered)
        yield _synchronised(workspace, tracker)
        folded = fold(due_items(workspace, None), workspace.today)
        late = sum(item.kind.value == "late_answer" for item in folded.fresh)
        yield Step(
            "due", f"{len(folded.fresh)} things for today, {late} of them late answers; backlog: {folded.backlog}"
        )
        yield _reported(workspace)


def _reported(workspace: Opened) -> Step:
    done = report(workspace, ReportOptions(year=workspace.today.year))
    rate = next(figure["whole"]["value"] for figure in done["figures"] if figure["key"] == "answers")
    what = f"{rate or 0:.0%} of the replies due in {workspace.today.year} came; each figure leads to its rows"
    return Step("report", what, Path(done["path"]))


def _silent(text: str) -> None:
    """A demo's steps say enough."""


def _initialised(folder: Path, tracker: Path, caller: Caller) -> Step:
    asked = initialise.Asked([tracker], "MT", "Europe/Malta", "en", "Ana Reyes <ana.reyes@npm.example>")
    found = initialise.look(folder, asked, caller)
    new = replace(found.new, parents=PARENTS, npm="National Preventive Mechanism")
    path = initialise.write(replace(found, new=new))
    columns = sum(len(table.columns) for tracker_seen in found.trackers for table in tracker_seen.tables)
    return Step("init", f"{columns} columns recognised in {tracker.name}; the settings are in", path)


def _shift_dates(workspace: Opened, tracker: Path) -> None:
    """Makes the sample's dates as old as they were meant to be, so that the demo is about today."""
    read = read_tracker(workspace, workspace.settings.endpoint[0], ())
    register = next(reading for reading in read.readings if reading.table.entity == "recommendation")
    sent = [date.fromisoformat(str(row.values["issued_on"])) for row in register.rows]
    shift = workspace.today - timedelta(days=NEWEST_LETTER_DAYS) - max(sent)
    cells: dict[str, CellValue] = {}
    for row in register.rows:
        for field in ("visit_date", "issued_on", "response_due", "responded_on"):
            value = row.values.get(field)
            if value is not None:
                cells[cell_name(row.number, register.table.columns[field].index)] = (
                    date.fromisoformat(str(value)) + shift
                )
    changes = TableChanges(cells={register.table.sheet: cells})
    shifted = tracker.with_name("shifted.xlsx")
    workspace.plugin("table", read.settings.adapter).write(tracker, shifted, changes)
    shifted.replace(tracker)


def _fill(adapter: TableFormat, form: Path, target: Path, today: date) -> None:
    """Answers a form as the authority's office would."""
    grid = find_grid(adapter.read(form), builtin_vocabulary())
    if grid is None:
        raise Refused("demo-form", f"{form} is not the form that was just made.", "")
    cells: dict[str, CellValue] = {}
    for row in grid.data_rows():
        reference = str(grid.value(row, "ref"))
        for ref, position, text in ANSWERS:
            if reference.startswith(ref):
                for field, value in (("position", position), ("response", text), ("responded_on", today)):
                    cells[cell_name(row, grid.columns[field])] = value
    target.parent.mkdir(exist_ok=True)
    adapter.write(form, target, TableChanges(cells={grid.sheet.name: cells}))


def _synchronised(workspace: Opened, tracker: Path) -> Step:
    before = _parts(tracker)
    report = synchronise(workspace, progress=_silent)
    after = _parts(tracker)
    changed = sum(after[name] != content for name, content in before.items())
    rows = report.endpoints[0].written_out
    same = f"{len(before) - changed} of the file's {len(before)} parts are the same to the byte"
    what = f"{rows} rows of the register updated; {same}"
    waiting = report.endpoints[0].waiting
    return Step("sync", what + (f"; {waiting} wait" if waiting else ""), tracker)


def _parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


NEXT = (
    "Open register.xlsx and change a status, then: npmsync sync",
    "See what is due:                            npmsync due",
    "Move a meeting:                             npmsync list meetings; npmsync meetings move ID 2027-03-09T10:00",
    "Start with your own tracker:                npmsync init --tracker YOUR-TRACKER.xlsx",
)

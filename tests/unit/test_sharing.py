"""Sharing with an authority: what waits is shown, a person lets it go, and what it writes comes back by its rules."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from npmsync.actions.examine import examine
from npmsync.actions.initialise import Asked, look, write
from npmsync.actions.opened import Caller, opened
from npmsync.actions.resolve import resolve
from npmsync.actions.shared_sheet import Where
from npmsync.actions.sharing import ShareOptions, share
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.errors import Locked, Refused, Unreachable, UsageError
from npmsync.plugins import Plugins
from npmsync.ports import TableChanges
from npmsync.store import papers, records
from npmsync.testing.sheets import SheetsServer, fails, meanwhile
from npmsync.testing.sheets.refusals import ApiError
from npmsync.testing.workspaces import register_toml
from npmsync_gsheets.patience import Patience

NINO, FOCAL = "nino@npm.example", "focal@health.example"
COLUMNS = {
    "ref": "No.", "text": "Recommendation", "addressees": "Addressees", "status": "Status", "notes": "Notes",
    "response_text": "Response",
}  # fmt: skip
HEADERS = list(COLUMNS.values())
SETTINGS = '[workspace]\ntimezone = "UTC"\nlanguage = "en"\n' + register_toml(
    "register", "xlsx", "register.xlsx", COLUMNS
)
ROWS = [
    ["1", "Keep the register of wing 7 complete.", "Ministry of Health", "In progress", "INTERNAL source", None],
    ["2", "Let a doctor see everyone within a day.", "Ministry of Health; Prison Service", None, None, None],
    ["3", "Open the yard daily.", "Prison Service", None, "INTERNAL", None],
]


class Npm:
    """A workspace with one tracker in Excel, and a server on which an authority's sheet may be."""

    def __init__(self, root, server) -> None:
        self.root, self.server, self.runs = root, server, 0
        root.mkdir()
        (root / "npmsync.toml").write_text(SETTINGS)
        self.rows(ROWS)
        self.empty = server.book("empty", NINO, [])
        self.empty.permissions[FOCAL] = "writer"

    def rows(self, rows=None):
        path = self.root / "register.xlsx"
        if rows is not None:
            book = openpyxl.Workbook()
            book.active.title = "Register"
            for row in (HEADERS, *rows):
                book.active.append(row)
            book.save(path)
        return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)]

    def opened(self):
        self.runs += 1
        now = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=self.runs)
        return opened(self.root, Caller(now, "nino", Plugins(), environment=os.environ))

    def sync(self):
        with self.opened() as it:
            return synchronise(it, SyncOptions(), lambda text: None)

    def share(self, release=True, authority="Ministry of Health", into=None, people=(), **more):
        where = Where(into=into or self.server.address(self.empty), share_with=people)
        with self.opened() as it:
            return share(it, ShareOptions(authority, where, release, **more), lambda text: None)

    def decide(self, take):
        with self.opened() as it:
            return resolve(it, None, take, "")

    def sheet(self):
        """(header row, rows below it by header)."""
        rows = self.empty.values(self.empty.sheets[0].title)
        at = next(number for number, row in enumerate(rows) if row and row[0] == "No.")
        return at + 1, [dict(zip(rows[at], row, strict=False)) for row in rows[at + 1 :] if row]

    def type(self, header, row, value, by=FOCAL):
        rows = self.empty.values(self.empty.sheets[0].title)
        at, _ = self.sheet()
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rows[at - 1].index(header)]
        self.empty.type(self.empty.sheets[0].title, f"{letter}{at + row}", value, by)


@pytest.fixture
def npm(tmp_path, monkeypatch):
    monkeypatch.setattr("npmsync_gsheets.adapter.Patience", lambda: Patience(tries=3, sleep=lambda seconds: None))
    with SheetsServer() as server:
        monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", server.accounts.token(NINO))
        made = Npm(tmp_path / "npm", server)
        made.sync()
        yield made


def test_nothing_leaves_before_a_person_lets_it_go(npm):
    done = npm.share(release=False)
    assert [one["recommendation"] for one in done.pending] == ["1·Z", "2·X"] and done.waits and not done.made
    assert npm.server.made("writes") == 0 and len((npm.root / "npmsync.toml").read_text()) == len(SETTINGS)
    done = npm.share()
    assert done.made and done.released == 2 and not done.waits
    at, rows = npm.sheet()
    assert [row["Recommendation"] for row in rows] == [ROWS[0][1], ROWS[1][1]]
    everything = json.dumps([[cell for row in sheet.rows for cell in row] for sheet in npm.empty.sheets])
    assert "INTERNAL" not in everything and "yard" not in everything
    grid = npm.empty.sheets[0].properties["gridProperties"]
    assert grid["frozenRowCount"] == at
    # The NPM's columns are protected, the authority's are open and offer the words of the form.
    with pytest.raises(ApiError, match="protected"):
        npm.type("Recommendation", 1, "ours?")
    npm.type("Response", 1, "We have begun.")
    checks = [cell["dataValidation"]["condition"] for row in npm.empty.sheets[0].rows for cell in row
              if cell and "dataValidation" in cell]  # fmt: skip
    assert {"ONE_OF_LIST", "DATE_IS_VALID"} == {check["type"] for check in checks}
    with npm.opened() as it, it.store.transaction() as connection:
        (line,) = papers.outgoing(connection)
        assert (line["kind"], line["recipient"], line["sent"]) == ("release", "Ministry of Health", True)


def test_what_the_authority_answers_comes_in_and_sync_writes_nothing_there(npm):
    npm.share()
    npm.type("Response", 1, "We have begun.")
    npm.type("Planned completion date", 1, date(2026, 9, 1))
    npm.sync()
    assert npm.rows()[0][5] == "We have begun."
    with npm.opened() as it, it.store.transaction() as connection:
        (response,) = [f for k, f in records.load_fields(connection).items() if k.entity == "response"]
    assert (response["planned_on"], response["text"]) == ("2026-09-01", "We have begun.")
    rows = npm.rows()
    rows[0][3], rows[0][1] = "Implemented", rows[0][1] + " And show it."
    npm.rows([*rows, ["4", "Give everyone a leaflet.", "Ministry of Health", None, None, None]])
    before = npm.empty.revision
    report = npm.sync()
    assert npm.empty.revision == before and not report.waits
    done = npm.share(release=False)
    assert {(one["recommendation"], one["field"]) for one in done.pending} == {
        ("1·Z", "Recommendation"), ("1·Z", "Status (assessment of the NPM)"), ("4·T", None)}  # fmt: skip
    npm.server.calls.clear()
    done = npm.share()
    assert done.released == 2 and (npm.server.made("reads"), npm.server.made("writes")) == (2, 2)
    rows = npm.sheet()[1]
    assert [row["No."] for row in rows] == ["1·Z", "2·X", "4·T"] and rows[0]["Recommendation"].endswith("show it.")
    assert rows[0]["Response"] == "We have begun."
    npm.type("Response", 3, "Printed.")  # a row that came later is as open as the others
    npm.sync()
    assert npm.rows()[3][5] == "Printed." and not npm.share(release=False).pending


def test_an_authoritys_edit_of_our_words_waits_and_is_put_right_with_a_note(npm):
    npm.share()
    npm.type("Recommendation", 2, "A nurse will do.", by=NINO)  # the owner may unlock what is locked
    rows = npm.empty.sheets[0].rows
    at, _ = npm.sheet()
    rows[at], rows[at + 1] = rows[at + 1], rows[at]  # and rows may be sorted
    report = npm.sync()
    assert report.corrections == 1 and npm.rows()[1][1] == ROWS[1][1]
    done = npm.share()
    assert not done.pending and done.waits and "wait for you first" in done.notes[-1]
    npm.decide("ours")
    (one,) = npm.share(release=False).pending
    assert one["put_right"] and one["old"] == "A nurse will do."
    npm.share()
    assert {row["No."]: row["Recommendation"] for row in npm.sheet()[1]}["2·X"] == ROWS[1][1]
    (note,) = [cell["note"] for row in npm.empty.sheets[0].rows for cell in row if cell and "note" in cell]
    assert "thank you" in note and "refused" not in note
    assert not npm.sync().waits


def test_a_row_that_leaves_its_audience_is_taken_off_by_the_next_release(npm):
    def put(ref, **fields):
        with npm.opened() as it, it.store.transaction() as connection:
            hub = records.load_fields(connection).items()
            key, held = next((k, f) for k, f in hub if k.entity == "recommendation" and f["ref"] == ref)
            records.put(connection, {key: {**held, **fields}})

    npm.rows([*ROWS, ["4", "Give everyone a leaflet.", "Ministry of Health", None, None, None],
              ["5", "Mend the roof of wing 7.", "Ministry of Health", None, None, None],
              ["6", "Paint the visitors' hall.", "Ministry of Health", None, None, None]])  # fmt: skip
    npm.sync()
    put("6", stage="draft")
    assert npm.share().released == 4  # a draft is nobody's yet
    npm.type("Response", 1, "We have begun.")
    rows = npm.rows()
    rows[1][2] = "Prison Service"
    npm.rows(rows)
    npm.sync()
    put("4", stage="draft")
    put("5", confidentiality="internal")
    done = npm.share(release=False)
    leaving = [(one["recommendation"], one["field"], one["new"]) for one in done.pending]
    assert [one[1:] for one in leaving] == [(None, None)] * 3 and [one[0][0] for one in leaving] == ["2", "4", "5"]
    assert done.waits and npm.server.made("writes")
    npm.type("Response", 3, "Our last word.")
    npm.server.calls.clear()
    assert npm.share().released == 3 and npm.server.made("writes") == 2
    assert [row["No."] for row in npm.sheet()[1] if row.get("No.")] == ["1·Z"]
    everything = json.dumps(npm.empty.values(npm.empty.sheets[0].title))
    assert "leaflet" not in everything and "roof" not in everything and "Our last word." not in everything
    assert not npm.sync().waits and "Our last word." in json.dumps(npm.rows())
    put("4", stage="final")
    assert [one["new"] for one in npm.share().pending] == ["Give everyone a leaflet."]
    assert [row["No."] for row in npm.sheet()[1] if row.get("No.")] == ["1·Z", "4·T"]
    assert not npm.sync().waits and not npm.share(release=False).pending


def test_passages_that_may_point_to_a_person_hold_a_release_back(npm):
    npm.rows([*ROWS, ["5", "One detainee told us that cell 12 is cold.", "Ministry of Health", None, None, None]])
    npm.sync()
    done = npm.share()
    assert done.passages and not done.made and npm.server.made("writes") == 0
    assert npm.share(confirmed=True).released == 3
    assert not npm.share().passages


def test_an_edit_during_a_release_is_kept_and_the_release_looks_again(npm):
    npm.share()
    rows = npm.rows()
    rows[0][3] = "Implemented"
    npm.rows(rows)
    npm.sync()
    npm.server.troubles.append(meanwhile("batchUpdate", lambda: npm.type("Response", 1, "Just now.")))
    done = npm.share()
    assert done.released == 1 and npm.sheet()[1][0]["Response"] == "Just now."
    assert npm.sheet()[1][0]["Status (assessment of the NPM)"] == "Implemented" and npm.rows()[0][5] is None
    npm.sync()
    assert npm.rows()[0][5] == "Just now."


def test_with_an_account_of_ones_own_a_new_sheet_is_made_and_shared(npm):
    done = npm.share(into=npm.server.url, people=[FOCAL])
    (book,) = [book for book in npm.server.books.values() if book.id in done.address]
    assert book.permissions == {NINO: "owner", FOCAL: "writer"} and book.title.endswith("Ministry of Health")
    key = npm.server.service_account("robot@p.iam.gserviceaccount.com")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NPMSYNC_GOOGLE_TOKEN")
        patch.setenv("NPMSYNC_GOOGLE_CREDENTIALS", json.dumps(key))
        with pytest.raises(Refused, match="own no files"):
            npm.share(into=npm.server.url, authority="Prison Service")


def test_a_shared_register_is_recognised_as_a_tracker_is(npm, tmp_path):
    book = npm.server.book("register", NINO, [["Register of recommendations"], HEADERS, *ROWS])
    caller = Caller(datetime(2026, 3, 2, 9, tzinfo=UTC), "nino", Plugins(), environment=os.environ)
    found = look(tmp_path / "other", Asked([], country="GE", sheets=[npm.server.address(book)]), caller)
    write(found)
    with opened(tmp_path / "other", caller) as it:
        (endpoint,) = it.settings.endpoint
        assert (endpoint.adapter, endpoint.name, endpoint.table[0].header_rows) == ("gsheets", "register", (2,))
        assert synchronise(it, SyncOptions(), lambda text: None).endpoints[0].read == 3
        assert not synchronise(it, SyncOptions(), lambda text: None).waits
        book.permissions.clear()
        (check,) = [check for check in examine(it) if check.name == "tracker register"]
        assert not check.ok and "is not shared" in check.message


def test_without_a_network_the_rest_goes_on_and_the_next_run_catches_up(npm):
    npm.share()
    npm.type("Response", 1, "We have begun.")
    rows = npm.rows()
    rows[2][5] = "Opened."
    npm.rows(rows)
    npm.server.troubles.append(fails(503, "get", 99))
    report = npm.sync()
    assert report.waits and [e.waiting for e in report.endpoints] == [1, 0]
    assert report.endpoints[1].changed_in == 1
    with pytest.raises(Unreachable, match="trouble"):
        npm.share()
    npm.server.troubles.clear()
    assert not npm.sync().waits and npm.rows()[0][5] == "We have begun."


def test_two_authorities_of_one_recommendation_never_see_each_other(npm, tmp_path):
    npm.share()
    npm.type("Response", 2, "Ours alone.")
    npm.sync()
    done = npm.share(authority="Prison Service", into=str(tmp_path / "OneDrive"))
    book = openpyxl.load_workbook(done.address)
    words = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row if cell]
    assert ROWS[1][1] in words and "Ours alone." not in words and "INTERNAL" not in " ".join(words)
    report = npm.sync()
    assert not report.waits and len(report.endpoints) == 3


def test_a_folder_of_ones_own_is_no_place_to_share(npm):
    with pytest.raises(Refused, match="lies in the workspace"):
        npm.share(into=str(npm.root / "shared"))
    with npm.opened() as it, pytest.raises(UsageError):
        share(it, ShareOptions("Ministry of Health", release=True), lambda text: None)


def test_copies_of_a_synced_workbook_are_merged_as_its_other_version(npm, tmp_path):
    path = tmp_path / "OneDrive" / "shared.xlsx"
    npm.share(authority="Prison Service", into=str(path))

    def answered(source, target, **cells):
        with npm.opened() as it:
            excel = it.plugin("table", "xlsx")
        sheet = excel.read(source).sheets[0]
        at = next(number for number, row in enumerate(sheet.rows, 1) if row and row[0] == "No.")
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[list(sheet.rows[at - 1]).index("Response")]
        changes = {f"{letter}{at + int(row[1:])}": words for row, words in cells.items()}
        excel.write(source, target, TableChanges({sheet.name: changes}))

    first = path.with_name("shared (conflicted copy 2026-11-02).xlsx")
    second = path.with_name("shared-DESKTOP-AB12CD.xlsx")
    answered(path, first, r1="From the copy.")
    answered(path, second, r1="From elsewhere.")
    both = tmp_path / "both.xlsx"
    answered(path, both, r2="From the file.")
    both.replace(path)
    report = npm.sync()
    assert len(report.endpoints) == 4 and report.conflicts == 2  # the copies say two things of one row
    assert "is a copy that the synced folder made" in report.endpoints[1].notes[-1]
    assert npm.rows()[2][5] == "From the file."
    assert npm.sync().conflicts == 2
    npm.decide("ours")
    assert not npm.sync().waits
    first.unlink()
    second.unlink()
    assert not npm.sync().waits and npm.rows()[2][5] == "From the file."


def test_while_somebody_has_the_shared_workbook_open_a_release_waits(npm, tmp_path):
    path = tmp_path / "OneDrive" / "shared.xlsx"
    npm.share(authority="Prison Service", into=str(path))
    rows = npm.rows()
    rows[2][3] = "Implemented"
    npm.rows(rows)
    npm.sync()
    before = path.read_bytes()
    for mark in ("~$shared.xlsx", ".~lock.shared.xlsx#"):  # of Excel, of LibreOffice
        lock = path.with_name(mark)
        lock.write_text(",anna,pc,02.11.2026 10:00,file:///home/anna;")
        with pytest.raises(Locked, match="open"):
            npm.share(authority="Prison Service")
        lock.unlink()
    assert path.read_bytes() == before
    assert npm.share(authority="Prison Service").released == 1 and not npm.share(authority="Prison Service").pending


def test_an_old_copy_takes_nothing_back(npm, tmp_path):
    path = tmp_path / "OneDrive" / "shared.xlsx"
    npm.share(authority="Prison Service", into=str(path))
    old = path.with_name("shared (1).xlsx")
    old.write_bytes(path.read_bytes())
    rows = npm.rows()
    rows[2][3], rows[2][5] = "Implemented", "Opened in May."
    npm.rows(rows)
    npm.sync()
    npm.share(authority="Prison Service")
    report = npm.sync()
    assert not report.conflicts and npm.rows()[2][5] == "Opened in May."

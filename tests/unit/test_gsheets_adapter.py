"""Google Sheets as a store of tables, over HTTP: what is kept, what is counted, what happens when things go wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from npmsync.actions.opened import Caller
from npmsync.actions.stores import store_of
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.plugins import Plugins
from npmsync.ports import TableChanges
from npmsync.testing.sheets import SheetsServer, fails, halves, meanwhile, resets
from npmsync_gsheets import grid
from npmsync_gsheets.adapter import GoogleSheets
from npmsync_gsheets.patience import Patience

NINO = "nino@npm.example"
ROWS = [
    ["No.", "Recommendation", "Sent", "Status", "Days"],
    ["1", "Keep a register.", date(2026, 1, 5), "In progress", "=SUM(A9:A10)"],
    ["2", "Ring the bells.", None, None, "=SUM(A9:A11)"],
    ["3", "Open the yard.", date(2026, 3, 4), "Done", "=SUM(A9:A12)"],
]


@pytest.fixture
def server(monkeypatch):
    with SheetsServer() as running:
        monkeypatch.delenv("NPMSYNC_GOOGLE_CREDENTIALS", raising=False)
        monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", running.accounts.token(NINO))
        yield running


@pytest.fixture
def book(server):
    return server.book("Register", NINO, ROWS)


@pytest.fixture
def store():
    made = GoogleSheets()
    made.patience = Patience(tries=4, sleep=lambda seconds: None)
    yield made
    for connection in made._connections.values():
        if connection._client is not None:
            connection.client.http_client.session.close()


def write(store, server, book, cells=None, rows=(), **more):
    expected = store.read(server.address(book))
    server.calls.clear()
    changes = TableChanges({"Register": cells} if cells else {}, {"Register": list(rows)} if rows else {}, **more)
    return store.write(server.address(book), changes, expected)


def test_cells_are_read_as_what_they_are(server, book, store):
    book.sheets[0].at(1, 5)["userEnteredValue"] = {"boolValue": True}
    book.sheets[0].at(2, 5)["userEnteredValue"] = {"formulaValue": "=NOSUCH()"}
    words = [{"userEnteredValue": "Done"}, {"userEnteredValue": "In progress"}]
    book.sheets[0].at(1, 3)["dataValidation"] = {"condition": {"type": "ONE_OF_LIST", "values": words}}
    book.sheets[0].hidden_rows.add(2)
    (sheet,) = store.read(server.address(book)).sheets
    assert sheet.rows[1] == ("1", "Keep a register.", date(2026, 1, 5), "In progress", 0, True)
    assert sheet.formulas == {(2, 5), (3, 5), (4, 5), (3, 6)} and sheet.errors == {(3, 6): "#NAME?"}
    assert sheet.choices == {4: ("Done", "In progress")} and sheet.hidden_rows == {3}
    assert server.made("reads") == 1


def test_a_write_takes_two_requests_and_touches_nothing_else(server, book, store):
    cell = book.sheets[0].at(1, 1)
    cell |= {"note": "ask Nino", "textFormatRuns": [{"startIndex": 2, "format": {"bold": True}}]}
    book.sheets[0].at(3, 3)["userEnteredFormat"] = {"backgroundColor": {"red": 1}}
    kept = dict(cell)
    new = [{"A": str(n), "B": f"=new {n}", "C": date(2026, 5, 1)} for n in range(4, 40)]
    written = write(store, server, book, {"D2": "Done", "B3": "=1+1 was written", "C3": date(2026, 2, 2)}, new)
    assert (server.made("reads"), server.made("writes")) == (0, 2)
    assert store.read(server.address(book)).digest == written.workbook.digest
    rows = book.values("Register")
    assert rows[2][:4] == ["2", "=1+1 was written", "2026-02-02", ""] and rows[1][3] == "Done"
    assert rows[4][:3] == ["4", "=new 4", "2026-05-01"] and len(rows) == 40
    assert book.sheets[0].cell(4, 4)["userEnteredValue"]["formulaValue"].startswith("=SUM(")  # as in the row above
    assert book.sheets[0].cell(4, 3)["userEnteredFormat"] == {"backgroundColor": {"red": 1}}
    assert book.sheets[0].at(1, 1) == kept
    assert [sheet.title for sheet in book.sheets] == ["Register"]


def test_of_a_cell_that_is_written_only_the_value_changes(server, book, store):
    ticked, told = book.sheets[0].at(1, 3), book.sheets[0].at(2, 3)
    check = {"condition": {"type": "BOOLEAN"}, "strict": True}
    ticked |= {"userEnteredValue": {"boolValue": False}, "dataValidation": check, "note": "ask Nino"}
    told |= {"userEnteredValue": {"stringValue": "In progress"}, "hyperlink": "https://npm.example"}
    told["textFormatRuns"] = [{"startIndex": 3, "format": {"bold": True}}]
    told["userEnteredFormat"] = {"backgroundColor": {"red": 1}}
    write(store, server, book, {"D2": True, "D3": "Done"})
    assert book.sheets[0].at(1, 3) == ticked | {"userEnteredValue": {"boolValue": True}}
    assert ticked["dataValidation"] == check and ticked["note"] == "ask Nino"
    assert told["userEnteredFormat"] == {"backgroundColor": {"red": 1}} and "textFormatRuns" not in told
    assert store.read(server.address(book)).sheets[0].rows[1][3] is True


def test_a_formula_is_never_written_over(server, book, store):
    with pytest.raises(Refused, match="E2 holds a formula"):
        write(store, server, book, {"E2": 5})
    assert server.made("writes") == 0


@pytest.mark.parametrize("typed", ["something newer", None, "=1+2"])
def test_what_somebody_types_into_the_very_cell_meanwhile_is_put_back(server, book, store, typed):
    server.troubles.append(meanwhile("batchUpdate", lambda: book.type("Register", "D2", typed)))
    with pytest.raises(Locked) as error:
        write(store, server, book, {"D2": "ours", "D4": "ours too"})
    assert error.value.name == "changed-meanwhile"
    value = book.sheets[0].at(1, 3).get("userEnteredValue")
    assert value == {None: None, "=1+2": {"formulaValue": "=1+2"}}.get(typed, {"stringValue": typed})
    assert [sheet.title for sheet in book.sheets] == ["Register"]


def test_what_somebody_types_while_their_words_are_put_back_is_put_back_too(server, book, store):
    typed = iter(["first words", "second words", "third words"])
    server.troubles.append(meanwhile("batchUpdate", lambda: book.type("Register", "D2", next(typed)), times=3))
    with pytest.raises(Locked, match=r"held 'first words' a moment before.*'second words'"):
        write(store, server, book, {"D2": "ours"})
    assert book.values("Register")[1][3] == "third words" and len(book.sheets) == 1


def test_rows_that_move_meanwhile_are_seen_in_the_answer_and_nothing_is_left_in_another_row(server, book, store):
    def sort() -> None:
        rows = book.sheets[0].rows
        rows[1], rows[2] = rows[2], rows[1]

    before = sorted(row[:4] for row in book.values("Register"))
    for move in (sort, lambda: book.sheets[0].insert_rows(1, 1, False), lambda: book.sheets[0].delete_rows(1, 2)):
        server.troubles.append(meanwhile("batchUpdate", move))
        with pytest.raises(Locked):
            write(store, server, book, {"D3": "ours"})  # an empty cell: only its row tells that it moved
    after = sorted(row[:4] for row in book.values("Register") if row)
    assert all(row in before for row in after)


@pytest.mark.parametrize(
    "trouble",
    [
        fails(429, "batchUpdate", 2),
        fails(500, "batchUpdate"),
        fails(503, "batchUpdate"),
        resets("batchUpdate"),
        resets("batchUpdate", after=True),
        halves("batchUpdate"),
    ],
    ids=lambda trouble: f"{trouble.what}-{trouble.code}",
)
def test_a_write_whose_answer_is_lost_is_made_once(server, book, store, trouble):
    expected = store.read(server.address(book))
    server.troubles.append(trouble)
    changes = TableChanges({"Register": {"D2": "Done"}}, {"Register": [{"A": "4", "B": "New."}]})
    store.write(server.address(book), changes, expected)
    rows = book.values("Register")
    assert rows[1][3] == "Done" and [row[0] for row in rows] == ["No.", "1", "2", "3", "4"]
    assert len(book.sheets) == 1


def test_what_is_typed_over_a_write_whose_answer_was_lost_is_looked_at_again(server, book, store):
    server.troubles += [
        resets("batchUpdate", after=True),
        meanwhile("get", lambda: book.type("Register", "D2", "Newer")),
    ]
    server.troubles[1].left = 0
    expected = store.read(server.address(book))
    server.troubles[1].left = 1
    written = store.write(server.address(book), TableChanges({"Register": {"D2": "Done"}}), expected)
    assert written.edited and written.workbook.sheets[0].rows[1][3] == "Newer"


def test_a_run_that_died_between_its_two_requests_is_made_good(server, book, store, monkeypatch):
    book.type("Register", "D3", "as read")
    expected = store.read(server.address(book))
    server.troubles.append(meanwhile("batchUpdate", lambda: book.type("Register", "D3", "typed meanwhile")))
    with monkeypatch.context() as broken:
        broken.setattr("npmsync_gsheets.witness.Witness.removal", lambda self: {"deleteSheet": {"sheetId": 404}})
        with pytest.raises((Locked, Refused)):
            store.write(server.address(book), TableChanges({"Register": {"D3": "ours", "D2": "Done"}}), expected)
    assert len(book.sheets) == 2 and book.values("Register")[2][3] == "ours"
    assert len(store.read(server.address(book)).sheets) == 1  # another may be at work: it is left alone
    assert len(book.sheets) == 2
    monkeypatch.setattr("npmsync_gsheets.witness.STALE_SECONDS", -1)
    (sheet,) = store.read(server.address(book)).sheets
    assert sheet.rows[2][3] == "typed meanwhile" and sheet.rows[1][3] == "Done" and len(book.sheets) == 1


def test_patience_ends(server, book, store):
    waits = []
    store.patience = Patience(tries=7, sleep=waits.append)
    server.troubles.append(fails(429, "get", 99))
    with pytest.raises(Unreachable) as error:
        store.read(server.address(book))
    assert error.value.name == "too-many-requests" and len(waits) == 6
    assert waits == sorted(waits) and 63 <= sum(waits) < 127


def test_limits_are_said_before_anything_is_written(server, book, store):
    with pytest.raises(Refused, match=r"D2.*50,001 characters"):
        write(store, server, book, {"D2": "x" * 50_001})
    book.sheets[0].properties["gridProperties"] |= {"rowCount": 1_000_000, "columnCount": 10}
    with pytest.raises(Refused, match="10,000,0"):
        write(store, server, book, {}, [{"A": "4"}])
    assert server.made("writes") == 0


def test_each_missing_permission_is_named(server, book, store, monkeypatch):
    address = server.address(book)
    assert store.inspect(address) == ()
    book.permissions[NINO], book.owner = "reader", "other@npm.example"
    assert "may look at the sheet and not edit it" in store.inspect(address)[0]
    assert f"Open {address}, click Share, add" in store.inspect(address)[0]
    book.permissions.clear()
    assert "is not shared" in store.inspect(address)[0]
    server.enabled = False
    assert "API is not switched on" in store.inspect(address)[0]
    server.enabled = True
    server.accounts.tokens[token := server.accounts.token(NINO)] = (NINO, frozenset({"openid"}))
    monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", token)
    assert "does not include seeing and editing sheets" in GoogleSheets().inspect(address)[0]
    server.accounts.tokens.clear()
    assert "does not accept npmsync's credentials" in store.inspect(address)[0]


def test_without_network_or_credentials_the_sheet_is_out_of_reach(server, book, store, monkeypatch):
    address = server.address(book)
    with pytest.raises(Unreachable, match="no network"):
        store.read("http://127.0.0.1:9/spreadsheets/d/book-1-Register/edit")
    monkeypatch.delenv("NPMSYNC_GOOGLE_TOKEN")
    with pytest.raises(Unreachable, match="no credentials"):
        GoogleSheets().read(address)
    key = {"type": "service_account", "token_uri": "https://oauth2.googleapis.com/token"}
    monkeypatch.setenv("NPMSYNC_GOOGLE_CREDENTIALS", json.dumps(key))
    with pytest.raises(Refused, match="not sent there"):
        GoogleSheets().read(address)


def test_npmsync_hands_over_the_secret_that_the_keyring_keeps(server, book, monkeypatch):
    monkeypatch.delenv("NPMSYNC_GOOGLE_TOKEN")
    key = json.dumps(server.service_account("robot@p.iam.gserviceaccount.com", book))
    monkeypatch.setattr("npmsync.actions.stores.kept", {"google": key}.get)
    caller = Caller(datetime(2026, 11, 2, tzinfo=UTC), "nino", Plugins())
    assert store_of(caller, "gsheets").inspect(server.address(book)) == ()
    monkeypatch.setattr("npmsync.actions.stores.kept", {}.get)
    with pytest.raises(Unreachable, match="no credentials"):
        store_of(caller, "gsheets").read(server.address(book))


@pytest.mark.parametrize(
    "address", ["https://example.org/spreadsheets/d/abcdef", "http://10.0.0.1/spreadsheets/d/abcdef"]
)
def test_credentials_go_to_google_or_this_computer_alone(store, address):
    with pytest.raises(Refused, match="not the address of a Google sheet"):
        store.read(address)


def test_what_is_fetched_holds_no_formats_and_no_pictures():
    assert "formattedValue" not in grid.FIELDS and "userEnteredFormat" not in grid.FIELDS

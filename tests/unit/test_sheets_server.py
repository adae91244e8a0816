"""The Sheets server for tests, with gspread itself as its client."""

from __future__ import annotations

from datetime import date

import gspread
import pytest
import requests
from gspread.exceptions import APIError, SpreadsheetNotFound

from npmsync.testing.sheets import SheetsServer, fails, halves, meanwhile, resets, session_for

ROWS = [["No.", "Recommendation", "Sent", "Total"], ["1", "Keep a register.", date(2026, 1, 5), "=SUM(A3:A4)"]]
NINO = "nino@npm.example"


@pytest.fixture
def server():
    with SheetsServer() as running:
        yield running


@pytest.fixture
def book(server):
    return server.book("Register", NINO, ROWS)


@pytest.fixture
def client(server):
    with session_for(server, server.accounts.token(NINO)) as session:
        yield gspread.Client(None, session=session)


def test_what_people_do_with_gspread_works(server, book, client):
    sheet = client.open_by_key(book.id).worksheet("Register")
    assert sheet.get_all_records()[0]["Recommendation"] == "Keep a register."
    answer = sheet.update_cell(2, 2, "=1+2")  # gspread types it as a person would
    assert answer["updatedRange"] == "Register!B2" and sheet.acell("B2").value == "3"
    assert sheet.acell("B2", value_render_option="FORMULA").value == "=1+2"
    added = sheet.append_row(["2", "Ring the bells.", "2026-02-03"], value_input_option="RAW")
    assert added["updates"]["updatedRange"] == "Register!A3:C3"
    assert book.values("Register")[2] == ["2", "Ring the bells.", "2026-02-03"]
    answer = sheet.spreadsheet.values_update(
        "Register!C2", {"valueInputOption": "RAW", "includeValuesInResponse": True}, {"values": [["=x"]]}
    )
    assert answer["updatedData"]["values"] == [["=x"]]
    assert client.create("New").sheet1.get_all_values() == [[]]


def test_values_are_rendered_as_asked(book, client):
    sheet = client.open_by_key(book.id).sheet1
    assert sheet.acell("C2").value == "2026-01-05"
    assert sheet.acell("C2", value_render_option="UNFORMATTED_VALUE").value == 46027


def test_a_batch_is_carried_out_whole_or_not_at_all(book, client):
    whole = client.open_by_key(book.id)
    insert = {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    good, bad = {"insertDimension": insert}, {"deleteSheet": {"sheetId": 77}}
    with pytest.raises(APIError, match="No grid with id: 77"):
        whole.batch_update({"requests": [good, bad]})
    assert len(book.values("Register")) == 2
    body = {"requests": [good], "includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    answer = whole.batch_update(body)["updatedSpreadsheet"]
    assert answer["sheets"][0]["data"][0]["rowData"][2]["values"][3]["userEnteredValue"] == {
        "formulaValue": "=SUM(A4:A5)"
    }


def test_limits_and_protection_answer_in_googles_words(server, book, client):
    sheet = client.open_by_key(book.id).sheet1
    with pytest.raises(APIError, match="more than the maximum of 50000 characters"):
        sheet.update_acell("A9", "x" * 50_001)
    with pytest.raises(APIError, match="above the limit of 10000000 cells"):
        sheet.add_rows(400_000)
    rule = {"range": {"sheetId": 0, "startColumnIndex": 0, "endColumnIndex": 2}}
    sheet.spreadsheet.batch_update({"requests": [{"addProtectedRange": {"protectedRange": rule}}]})
    book.permissions["focal@health.example"] = "writer"
    with session_for(server, server.accounts.token("focal@health.example")) as session:
        other = gspread.Client(None, session=session).open_by_key(book.id).sheet1
        with pytest.raises(APIError, match="protected cell"):
            other.update_acell("B2", "x")
        other.update_acell("D2", "x")


def test_who_may_not_come_in_is_told_so(server, book):
    for token, said in (("nonsense", "401"), (server.accounts.token("other@npm.example"), "403")):
        with session_for(server, token) as session, pytest.raises((APIError, PermissionError)) as error:
            gspread.Client(None, session=session).open_by_key(book.id)
        assert said in str(error.value) or said in str(error.value.__cause__)
    with session_for(server, server.accounts.token(NINO)) as session, pytest.raises(SpreadsheetNotFound):
        gspread.Client(None, session=session).open_by_key("nothing-here")


def test_quotas_are_per_minute(server, book, client):
    now = [0.0]
    server.quota.clock, server.quota.a_user = lambda: now[0], 2
    sheet = client.open_by_key(book.id).sheet1
    with pytest.raises(APIError) as error:
        for _ in range(3):
            sheet.get_all_values()
    assert error.value.code == 429 and error.value.error["status"] == "RESOURCE_EXHAUSTED"
    now[0] = 61
    sheet.get_all_values()


def test_it_fails_as_told(server, book, client):
    sheet = client.open_by_key(book.id).sheet1
    server.troubles.append(fails(503, "values.get"))
    with pytest.raises(APIError):
        sheet.get_all_values()
    for trouble in (resets("values.update"), resets("values.update", after=True), halves("values.update")):
        server.troubles.append(trouble)
        with pytest.raises(requests.RequestException):
            sheet.update_acell("B2", trouble.what)
    assert book.values("Register")[1][1] == "half"
    server.troubles.append(meanwhile("values.get", lambda: book.type("Register", "B2", "edited")))
    assert sheet.acell("B2").value == "edited"


def test_a_service_account_signs_for_its_token_and_owns_no_files(server, book):
    from google.auth.transport.requests import AuthorizedSession
    from google.oauth2.service_account import Credentials

    key = server.service_account("robot@project.iam.gserviceaccount.com", book)
    scopes = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]
    signed = AuthorizedSession(Credentials.from_service_account_info(key, scopes=scopes))
    with signed as session, session_for(server, "") as loopback:
        for host, adapter in loopback.adapters.items():
            session.mount(host, adapter)
        client = gspread.Client(None, session=session)
        assert client.open_by_key(book.id).sheet1.acell("A2").value == "1"
        with pytest.raises(APIError, match="storage quota"):
            client.create("Mine")

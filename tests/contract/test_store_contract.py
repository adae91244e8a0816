"""Google Sheets keep the contract of shared sheets."""

from __future__ import annotations

import re

import pytest

from npmsync.testing.sheets import SheetsServer
from npmsync.testing.stores import CHECKS, Subject
from npmsync.testing.tables import START
from npmsync_gsheets.adapter import GoogleSheets
from npmsync_gsheets.patience import Patience

NINO = "nino@npm.example"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_google_sheets_keep_the_contract(check, monkeypatch):
    with SheetsServer() as server:
        monkeypatch.delenv("NPMSYNC_GOOGLE_CREDENTIALS", raising=False)
        monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", server.accounts.token(NINO))
        book = server.book("Register", NINO, [list(row) for row in START])

        def types(cell, text):
            letter, row = re.fullmatch(r"([A-Z])(\d+)", cell).groups()
            book.sheets[0].at(int(row) - 1, ord(letter) - 65)["userEnteredValue"] = {"stringValue": text}

        store = GoogleSheets()
        store.patience = Patience(tries=2, sleep=lambda seconds: None)
        try:
            check(Subject(store, server.address(book), types))
        finally:
            for connection in store._connections.values():
                if connection._client is not None:
                    connection.client.http_client.session.close()

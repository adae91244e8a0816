"""A loopback server that speaks the subset of the Sheets API v4 (and what of Drive v3 and OAuth it takes) that a
program with gspread needs. For adapters that talk to shared sheets: ours is tested with it, yours can be.

    with SheetsServer() as server:
        book = server.book("Register", "nino@npm.example", [["No.", "Recommendation"], ["1", "Keep a register."]])
        token = server.accounts.token("nino@npm.example")
        session = session_for(server, token)          # a requests session whose calls to Google arrive here
        client = gspread.Client(None, session=session)
        client.open_by_key(book.id).sheet1.get_all_records()

It keeps Google's limits and quotas, says its errors in Google's words, and can be told to fail (`troubles`). It is no
second Google: formulas are few (`formulas`), formats are dates or none, and one lock serves all callers.
"""

from npmsync.testing.sheets.book import Book, SheetData
from npmsync.testing.sheets.client import session_for
from npmsync.testing.sheets.server import Call, SheetsServer
from npmsync.testing.sheets.troubles import Trouble, fails, halves, meanwhile, resets

__all__ = [
    "Book",
    "Call",
    "SheetData",
    "SheetsServer",
    "Trouble",
    "fails",
    "halves",
    "meanwhile",
    "resets",
    "session_for",
]

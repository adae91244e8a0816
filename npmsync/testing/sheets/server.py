"""The server itself: routes over HTTP on the loopback interface, quotas, troubles, and a list of what was called."""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from npmsync.testing.sheets import drive, values
from npmsync.testing.sheets.accounts import Accounts, InvalidGrant
from npmsync.testing.sheets.book import Book
from npmsync.testing.sheets.changes import batch
from npmsync.testing.sheets.quota import Quota
from npmsync.testing.sheets.refusals import ApiError, bad, no_permission, not_found
from npmsync.testing.sheets.resource import spreadsheet
from npmsync.testing.sheets.troubles import Trouble

_SHEETS = re.compile(
    r"/v4/spreadsheets(?:/(?P<id>[^/:]+))?(?:/(?P<part>values))?(?:/(?P<range>.+?))?(?::(?P<verb>\w+))?"
)
_DRIVE = re.compile(r"/drive/v3/files(?:/(?P<id>[^/]+))?(?:/(?P<part>permissions))?")


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived: its name (`get`, `batchUpdate`, `values.append`, `token`, `drive.create`), whether it
    writes, whose token it bore, and what it was answered with (0: nothing)."""

    name: str
    writes: bool
    by: str
    status: int


class SheetsServer:
    """Spreadsheets over HTTP, as Google serves them. Use it as a context manager.

        with SheetsServer() as server:
            book = server.book("Register", "nino@npm.example", [["No.", "Recommendation"], ["1", "Keep a register."]])
            key = server.service_account("npmsync@project.iam.gserviceaccount.com", book)

    `address(book)` is the address to give to npmsync; `calls` lists what arrived; `troubles` is what shall go wrong.
    """

    def __init__(self) -> None:
        self.books: dict[str, Book] = {}
        self.accounts = Accounts()
        self.quota = Quota()
        self.calls: list[Call] = []
        self.troubles: list[Trouble] = []
        self.enabled = True
        """False: the project has not switched the Sheets API on."""
        self.lock = threading.RLock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.sheets = self

    def __enter__(self) -> SheetsServer:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def address(self, book: Book) -> str:
        """The book's address in a browser, but for its host."""
        return f"{self.url}/spreadsheets/d/{book.id}/edit"

    def book(self, title: str, owner: str, rows: list[list[Any]] | None = None, sheet: str = "Register") -> Book:
        """A new spreadsheet, with one sheet of these rows."""
        book = Book(f"book-{len(self.books) + 1}-{title.replace(' ', '-')}", title, owner)
        if rows is not None:
            book.fill(sheet, rows)
        self.books[book.id] = book
        return book

    def service_account(self, email: str, *books: Book, role: str = "writer") -> dict[str, str]:
        """The key file's contents of a service account with which these books are shared."""
        for book in books:
            book.permissions[email] = role
        return self.accounts.service_account(email, f"{self.url}/token")

    def made(self, kind: str) -> int:
        """How many calls of a kind were made: "reads", "writes" or a name."""
        if kind in ("reads", "writes"):
            ours = [call for call in self.calls if not call.name.startswith(("drive", "token"))]
            return sum(1 for call in ours if call.writes == (kind == "writes"))
        return sum(1 for call in self.calls if call.name == kind)

    # --- one call -----------------------------------------------------------------------------------------------------

    def answer(self, method: str, target: str, authorization: str | None, data: bytes) -> tuple[str, int, Any]:
        """(the call's name, status, body)."""
        parts = urlsplit(target)
        query = {name: found[-1] for name, found in parse_qs(parts.query, keep_blank_values=True).items()}
        ranges = parse_qs(parts.query).get("ranges", [])
        if parts.path == "/token":
            try:
                form = {name: found[-1] for name, found in parse_qs(data.decode()).items()}
                return "token", 200, self.accounts.exchange(form)
            except InvalidGrant:
                said = "Invalid grant: account not found"
                return "token", 400, {"error": "invalid_grant", "error_description": said}
        name, writes, route = _route(method, parts.path)
        by = ""
        try:
            by = self.accounts.who(authorization, writes)
            body = json.loads(data) if data else {}
            if route is None:
                raise not_found()
            if name.startswith("drive"):
                return name, 200, self._drive(name, route, body, by)
            if not self.enabled:
                raise ApiError(
                    403,
                    "Google Sheets API has not been used in project 1 before or it is disabled. Enable it by visiting "
                    "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview then retry.",
                    "SERVICE_DISABLED",
                )
            self.quota.count("Write" if writes else "Read", by)
            return name, 200, self._sheets(name, writes, route, query, ranges, body, by)
        except ApiError as error:
            return name, error.code, error.body
        finally:
            self._by = by

    def _sheets(
        self,
        name: str,
        writes: bool,
        route: dict[str, Any],
        query: dict[str, str],
        ranges: list[str],
        body: Any,
        by: str,
    ) -> Any:
        if name == "create":
            made = drive.create(self.books, {"name": body.get("properties", {}).get("title")}, by)
            return spreadsheet(self.books[made["id"]], query.get("fields"), False, [])
        book = self.books.get(route["id"])
        if book is None:
            raise not_found()
        role = book.permissions.get(by) or book.permissions.get("anyone")
        if role is None or (writes and role == "reader"):
            raise no_permission()
        area = unquote(route["range"] or "")
        if name == "get":
            return spreadsheet(book, query.get("fields"), query.get("includeGridData") == "true", ranges)
        if name == "batchUpdate":
            said: dict[str, Any] = {"spreadsheetId": book.id, "replies": batch(book, body.get("requests", []), by)}
            if body.get("includeSpreadsheetInResponse"):
                tree = query.get("fields")
                mask = _below(tree, "updatedSpreadsheet") if tree else None
                shown = bool(body.get("responseIncludeGridData"))
                said["updatedSpreadsheet"] = spreadsheet(book, mask, shown, body.get("responseRanges") or [])
            return said
        if name == "values.get":
            return values.get(book, area, query)
        if name == "values.batchGet":
            found = [values.get(book, one, query) for one in ranges]
            return {"spreadsheetId": book.id, "valueRanges": found}
        if name == "values.update":
            return values.update(book, area, body, query, by)
        if name == "values.append":
            return values.append(book, area, body, query, by)
        if name == "values.clear":
            return values.clear(book, area, by)
        if name == "values.batchUpdate":
            return values.batch_update(book, body, by)
        raise bad(f"this test server does not know {name}")

    def _drive(self, name: str, route: dict[str, Any], body: Any, by: str) -> Any:
        if name == "drive.create":
            return drive.create(self.books, body, by)
        if name == "drive.list":
            return drive.listed(self.books, by)
        book = self.books.get(route["id"])
        if book is None or by not in book.permissions:
            raise not_found()
        if name == "drive.permit":
            return drive.permit(book, body, by)
        return drive.permissions(book, by) if name == "drive.permissions" else drive.meta(book)


def _below(mask: str, part: str) -> str | None:
    """What a mask wants of one part: of "replies,updatedSpreadsheet(sheets)" it is "sheets"."""
    found = re.search(rf"{part}\((.*)\)", mask)
    return found[1] if found else None


def _route(method: str, path: str) -> tuple[str, bool, dict[str, Any] | None]:
    if found := _SHEETS.fullmatch(path):
        verb, part = found["verb"], found["part"]
        name = (
            f"{part}.{verb}" if part and verb else verb or {"GET": "get", "PUT": "update", "POST": "create"}.get(method)
        )
        if part and not verb:
            name = f"values.{name}"
        return str(name), method != "GET", found.groupdict()
    if found := _DRIVE.fullmatch(path):
        below = "permissions" if found["part"] else "meta" if found["id"] else "list"
        name = {"permissions": "permit", "list": "create"}.get(below, below) if method == "POST" else below
        return f"drive.{name}", method != "GET", found.groupdict()
    return "unknown", False, None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sheets: SheetsServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sheets = self.server.sheets
        name = "token" if self.path == "/token" else _route(self.command, urlsplit(self.path).path)[0]
        with sheets.lock:
            trouble = next((one for one in sheets.troubles if one.meets(name) and one.what != "act"), None)
            for one in sheets.troubles:
                if one.meets(name) and one.what == "act" and one.act is not None:
                    one.left -= 1
                    one.act()
            if trouble is not None:
                trouble.left -= 1
            if trouble is not None and trouble.what in ("answer", "reset"):
                status, body, by = trouble.code, ApiError(trouble.code, "told to fail").body, ""
            else:
                name, status, body = sheets.answer(self.command, self.path, self.headers.get("Authorization"), data)
                by = getattr(sheets, "_by", "")
            broken = trouble is not None and trouble.what in ("reset", "reset_after")
            writes = self.command != "GET"
            sheets.calls.append(Call(name, writes, by, 0 if broken else status))
            said = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        if broken:
            self._break()
            return
        half = trouble is not None and trouble.what == "half"
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said[: len(said) // 2] if half else said)
        self.wfile.flush()
        if half:
            self._break()

    do_GET = do_POST = do_PUT = _serve

    def _break(self) -> None:
        """Ends the connection with a reset."""
        self.close_connection = True
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        )
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

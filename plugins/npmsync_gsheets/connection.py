"""Calls to the server that keeps a spreadsheet: gspread's client, our patience, and errors in words for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.ports import Secrets
from npmsync_gsheets.credentials import account, credentials, found
from npmsync_gsheets.patience import Patience
from npmsync_gsheets.place import Place

TIMEOUT = (15, 180)
"""Seconds to connect, and to wait for an answer: Google itself gives up on a request after 180."""
Doing = Literal["read", "write", "make"]


class Unsure(Exception):
    """A write was sent, and nobody knows whether it was carried out."""


class Connection:
    """One spreadsheet's server. `now` is the date of its last answer, as it gave it."""

    def __init__(self, place: Place, patience: Patience, ask: Secrets) -> None:
        self.place, self._patience, self._ask, self.now = place, patience, ask, ""
        self._client: Any = None

    @property
    def client(self) -> Any:
        """gspread's client; it is made on first use."""
        if self._client is None:
            import gspread
            from google.auth.transport.requests import AuthorizedSession

            session = AuthorizedSession(credentials(self.place, self._ask))
            if self.place.server:
                _stay_here(session, self.place.server)
            self._client = gspread.Client(None, session=session)  # type: ignore[arg-type]
            self._client.http_client.set_timeout(TIMEOUT)
        return self._client

    def get(self, fields: str) -> Mapping[str, Any]:
        """The spreadsheet, what the mask names of it: one request."""
        return self._call("read", lambda: self._sent("get", "", {"fields": fields}, None))

    def batch(self, requests: Sequence[Mapping[str, Any]], fields: str | None) -> Mapping[str, Any]:
        """Carries out requests, all or none; with `fields`, the answer holds the spreadsheet as it is after them.

        Raises `Unsure` where the answer was lost: then the caller looks. Only what is surely not done is sent again.
        """
        body: dict[str, Any] = {"requests": list(requests)}
        params = {"fields": "spreadsheetId"}
        if fields:
            body |= {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
            params = {"fields": f"updatedSpreadsheet({fields})"}
        return self._call("write", lambda: self._sent("post", ":batchUpdate", params, body))

    def create(self, title: str) -> str:
        """Makes a spreadsheet in the account's own Drive; its id."""
        return str(self._call("make", lambda: self.client.create(title)).id)

    def permit(self, address: str) -> None:
        """Lets somebody edit it. Google writes to them that it was shared."""
        share = {"perm_type": "user", "role": "writer", "notify": False}
        self._call("make", lambda: self.client.insert_permission(self.place.id, address, **share))

    def _sent(self, method: str, verb: str, params: Mapping[str, str], body: Any) -> Mapping[str, Any]:
        from gspread.urls import SPREADSHEET_URL

        answer = self.client.http_client.request(
            method, SPREADSHEET_URL % self.place.id + verb, params=dict(params), json=body
        )
        self.now = answer.headers.get("Date", self.now)
        found: Mapping[str, Any] = answer.json()
        return found

    def _call(self, doing: Doing, send: Callable[[], Any]) -> Any:
        import google.auth.exceptions
        import requests
        from gspread.exceptions import APIError

        pauses = self._patience.pauses()
        while True:
            try:
                return send()
            except google.auth.exceptions.RefreshError as error:
                raise _not_let_in(error) from error
            except APIError as error:
                code, sure = int(error.code), int(error.code) == 429
                again, failed = sure or code >= 500, _explained(error, doing, self.place, account(found(self._ask)))
            except google.auth.exceptions.TransportError as error:
                again, sure, failed = False, True, _offline(error)
            except requests.ConnectionError as error:
                # Not connected at all: there is no network. Broken off later: it may pass.
                sure = isinstance(error, requests.exceptions.ConnectTimeout) or "NewConnectionError" in repr(error)
                again, failed = not sure, _offline(error)
            except (requests.RequestException, ValueError) as error:
                again, sure, failed = True, False, _offline(error)
            pause = next(pauses, None)
            if doing != "read" and again and not sure:
                raise Unsure from failed
            if not again or pause is None:
                raise failed
            self._patience.sleep(pause)


def _stay_here(session: Any, server: str) -> None:
    """Sends what is meant for Google to a server on this computer, and nowhere else."""
    from requests.adapters import HTTPAdapter

    class Here(HTTPAdapter):
        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            request.url = f"{server}/{str(request.url).partition('://')[2].partition('/')[2]}"
            return super().send(request, *args, **kwargs)

    session.trust_env = False
    for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
        session.mount(host, Here())


def _offline(error: Exception) -> NpmsyncError:
    return Unreachable(
        "offline",
        "Google Sheets could not be reached: there seems to be no network, or it broke off.",
        "Nothing is lost: the changes wait for the next run.",
    )


def _not_let_in(error: Exception) -> NpmsyncError:
    return Unreachable(
        "credentials-refused",
        "Google does not accept npmsync's credentials: the key was deleted, or the consent has run out.",
        "Make a new key, or give your consent again: docs/sharing.md.",
    )


def _explained(error: Any, doing: Doing, place: Place, known_as: str) -> NpmsyncError:
    code, message = int(error.code), str(error.error.get("message", ""))
    reasons = {str(one.get("reason")) for one in error.error.get("details", ()) if isinstance(one, dict)}
    reasons |= {str(one.get("reason")) for one in error.error.get("errors", ()) if isinstance(one, dict)}
    who = known_as or "the account that npmsync uses"
    if code == 401:
        return _not_let_in(error)
    if "SERVICE_DISABLED" in reasons or "has not been used in project" in message:
        api = "Drive" if "Drive" in message else "Sheets"
        return Unreachable(
            "api-switched-off",
            f"The Google {api} API is not switched on in the project of npmsync's key.",
            f"Open console.cloud.google.com, APIs & Services, Library, Google {api} API, Enable.",
        )
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons:
        return Unreachable(
            "consent-too-narrow",
            "The consent given to npmsync does not include seeing and editing sheets.",
            "Give it again, with both boxes ticked: docs/sharing.md.",
        )
    if "storageQuotaExceeded" in reasons or "storage quota" in message:
        return Refused(
            "account-owns-no-files",
            "Google lets a service account own no files, so it cannot make a new sheet.",
            f"Make an empty sheet yourself, share it with {who} as Editor, and give its address with --into.",
        )
    if code == 403 and doing == "write":
        return Unreachable("may-only-read", f"{who} may look at the sheet and not edit it.", _share(place, who))
    if code == 403:
        return Unreachable("no-access", f"The sheet is not shared with {who}.", _share(place, who))
    if code == 404:
        return Unreachable(
            "no-such-sheet",
            f"There is no sheet at {place.address}, or it is not shared with {who}.",
            "Check the address in your browser; was the sheet deleted?",
        )
    if code == 429:
        return Unreachable(
            "too-many-requests", "Google asks to wait: too many requests in a minute.", "Run it again in some minutes."
        )
    if code >= 500:
        return Unreachable(
            "server-trouble", f"Google Sheets has trouble just now (HTTP {code}).", "Run it again later."
        )
    if "protected cell" in message:
        return Refused(
            "protected-cells",
            f"Cells that were to be written are protected, and {who} is not among those who may edit them.",
            "In the sheet: Data, Protect sheets and ranges; add it there.",
        )
    return Refused(
        "sheet-refused", f"Google Sheets did not make the change: {message or code}.", "See docs/sharing.md."
    )


def _share(place: Place, who: str) -> str:
    return f"Open {urlsplit(place.address).geturl()}, click Share, add {who} as Editor."

"""A session of `requests` whose calls to Google's hosts arrive at the test server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from npmsync.testing.sheets.server import SheetsServer


def session_for(server: SheetsServer, token: str) -> Any:
    """The session, with a token in its header: gspread takes it as it takes an authorised one."""
    import requests
    from requests.adapters import HTTPAdapter

    class Here(HTTPAdapter):
        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            rest = str(request.url).partition("://")[2]
            request.url = server.url + "/" + rest.partition("/")[2]
            return super().send(request, *args, **kwargs)

    session = requests.Session()
    session.trust_env = False
    for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
        session.mount(host, Here())
    session.headers["Authorization"] = f"Bearer {token}"
    return session

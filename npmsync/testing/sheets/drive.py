"""What of Drive v3 sharing needs: creating a spreadsheet, finding it, saying who may open it.

https://developers.google.com/workspace/drive/api/reference/rest/v3/files
https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions
"""

from __future__ import annotations

import secrets
from typing import Any

from npmsync.testing.sheets.book import Book
from npmsync.testing.sheets.refusals import ApiError, no_permission, not_found

KIND = "application/vnd.google-apps.spreadsheet"


def create(books: dict[str, Book], body: dict[str, Any], by: str) -> dict[str, Any]:
    """files.create. A service account owns no files: "Service accounts don't have storage quota and can't own any
    files" (https://developers.google.com/workspace/drive/api/guides/about-shareddrives)."""
    if by.endswith(".iam.gserviceaccount.com"):
        raise ApiError(403, "The user's Drive storage quota has been exceeded.", "storageQuotaExceeded", "usageLimits")
    book = Book(secrets.token_urlsafe(33), body.get("name") or "Untitled spreadsheet", by)
    books[book.id] = book
    return meta(book)


def meta(book: Book) -> dict[str, Any]:
    """A file as files.get gives it; `version` rises with every change."""
    return {"kind": "drive#file", "id": book.id, "name": book.title, "mimeType": KIND, "version": str(book.revision)}


def listed(books: dict[str, Book], by: str) -> dict[str, Any]:
    """files.list: those that the caller may open."""
    return {"files": [meta(book) for book in books.values() if by in book.permissions]}


def permit(book: Book, body: dict[str, Any], by: str) -> dict[str, Any]:
    """permissions.create: writers may share too, readers may not."""
    if book.permissions.get(by) not in ("owner", "writer"):
        raise no_permission()
    address = body.get("emailAddress")
    if not address:
        raise ApiError(400, "The emailAddress field is required for this permission type.")
    book.permissions[address] = body.get("role", "reader")
    return {"kind": "drive#permission", "id": address, "type": body.get("type", "user"), "role": body.get("role")}


def permissions(book: Book, by: str) -> dict[str, Any]:
    if by not in book.permissions:
        raise not_found()
    listed = [
        {"id": who, "type": "user", "role": role, "emailAddress": who, "kind": "drive#permission"}
        for who, role in book.permissions.items()
    ]
    return {"permissions": listed}

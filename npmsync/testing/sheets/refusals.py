"""Errors as Google's APIs answer them (https://cloud.google.com/apis/design/errors; messages as users report them)."""

from __future__ import annotations

from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """What the server answers instead: a status code and a body with `code`, `message` and `status`."""

    def __init__(self, code: int, message: str, reason: str | None = None, domain: str = "googleapis.com") -> None:
        super().__init__(message)
        self.code = code
        self.body: dict[str, Any] = {"error": {"code": code, "message": message, "status": _STATUS[code]}}
        if reason:
            info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": domain}
            self.body["error"]["details"] = [info]


def bad(message: str) -> ApiError:
    return ApiError(400, message)


def not_found() -> ApiError:
    return ApiError(404, "Requested entity was not found.")


def no_permission() -> ApiError:
    return ApiError(403, "The caller does not have permission")


def too_many(kind: str, per: str) -> ApiError:
    """https://developers.google.com/workspace/sheets/api/limits#quota: 429, to be tried again after a while."""
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:1'. ({per})"
    )
    return ApiError(429, message, "RATE_LIMIT_EXCEEDED")


def protected() -> ApiError:
    return bad(
        "You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )


def too_long() -> ApiError:
    return bad("Your input contains more than the maximum of 50000 characters in a single cell.")


def too_many_cells(where: str) -> ApiError:
    return bad(
        f"Invalid {where}: This action would increase the number of cells in the workbook above the limit of "
        "10000000 cells."
    )

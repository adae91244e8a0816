"""npmsync.toml in, settings out; or an error that names the line, what is wrong and what would be right."""

from __future__ import annotations

import re
import tomllib
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from npmsync.errors import ConfigError
from npmsync.workspace.settings import Settings

LIMIT = 1_000_000
"""Bytes: a settings file is written by hand."""

DEEP_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+[ \t]*\.[ \t]*){32}""")
"""a.b.c with more dots than any setting has: the parser's time and memory grow with their square."""

SECRET = re.compile(r"pass(word|wd|phrase)?|secret|token|api[_-]?key|private[_-]?key|credential", re.IGNORECASE)
SECRET_VALUE = re.compile(r"-----BEGIN|^ya29\.|\"private_key")
"""A key or an access token, whatever the setting is called that holds it."""
SECRET_IN_ADDRESS = re.compile(r"\w+://[^/\s:@]*:[^/\s@]+@|\w+://\S*[?&](?:ssl)?password=[^&\s]")


def read_settings(path: Path) -> Settings:
    """The settings in `path`. Raises `ConfigError`; a secret that stands in the file is never repeated."""
    text = _text(path)
    data = _parsed(text, path)
    _refuse_secrets(data, text, path)
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise _explained(error, text, path) from None


def _text(path: Path) -> str:
    if path.is_dir():
        raise ConfigError(
            "config-not-a-file", f"{path} is a folder, not a file.", "Move it away; npmsync init writes the file."
        )
    if not path.exists():
        raise ConfigError(
            "no-workspace",
            f"There is no npmsync.toml in {path.parent}.",
            "Start with: npmsync init --tracker YOUR-TRACKER.xlsx, or go to the folder that has one (--workspace DIR).",
        )
    data = path.read_bytes()
    if len(data) > LIMIT:
        raise ConfigError(
            "config-too-large", f"{path} is larger than the limit of {LIMIT // 1_000_000} MB.", "Shorten it."
        )
    if not data.strip():
        raise ConfigError(
            "config-empty", f"{path} is empty.", "Write it anew with npmsync init, or put back your copy."
        )
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError("config-damaged", f"{path} is damaged: it holds NUL characters.", "Put back your copy of it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(
            "config-encoding", f"{path}, line {line}: the encoding is not UTF-8.", "Save it again as UTF-8.", line
        ) from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    if deep := DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ConfigError(
            "config-syntax", f"{path}, line {line}: a key is nested too deep ({deep.group()[:20]}...).",
            "Undo the last edit.", line,
        )  # fmt: skip
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(
            "config-syntax",
            f"{path}, line {line}: this is not TOML ({what}): {_shown(text, line)}",
            'A setting is written as: name = "value". A key may be given only once.',
            line,
        ) from None
    except (RecursionError, ValueError):
        raise ConfigError(
            "config-syntax",
            f"{path}: a line of it is nested too deep, or holds a number that is too large.",
            "Undo the last edit.",
        ) from None


def _shown(text: str, line: int) -> str:
    lines = text.splitlines()
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else "(the end of the file)"
    return "(not shown)" if SECRET.search(shown) or SECRET_IN_ADDRESS.search(shown) else shown[:80]


def _refuse_secrets(value: Any, text: str, path: Path, at: tuple[str | int, ...] = ()) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if SECRET.search(key) and not isinstance(inner, dict | list):
                line = line_of(text, (*at, key))
                raise ConfigError(
                    "secret-in-config",
                    f"{path}, line {line}: {key!r} looks like a secret; none may stand in this file.",
                    "Delete the line and keep the secret in the system's keyring or an environment variable.",
                    line,
                )
            _refuse_secrets(inner, text, path, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _refuse_secrets(inner, text, path, (*at, number))
    elif isinstance(value, str) and SECRET_VALUE.search(value):
        line = line_of(text, at)
        raise ConfigError(
            "secret-in-config",
            f"{path}, line {line}: a key or a token stands there; none may stand in this file.",
            "Delete the line and keep the secret in the system's keyring or an environment variable.",
            line,
        )
    elif isinstance(value, str) and SECRET_IN_ADDRESS.search(value):
        line = line_of(text, at)
        raise ConfigError(
            "secret-in-config",
            f"{path}, line {line}: the address holds a password; none may stand in this file.",
            "Write the address without it and keep the password in the system's keyring"
            + (", in ~/.pgpass or in PGPASSWORD." if value.startswith("postgres") else "."),
            line,
        )


def _explained(error: ValidationError, text: str, path: Path) -> ConfigError:
    errors = error.errors(include_url=False)
    # A misspelt key comes twice: as unknown, and as missing under its right name. The first tells more.
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    loc = tuple(
        part for part in first["loc"] if not (isinstance(part, str) and part.startswith(("function-", "tuple[")))
    )
    line = line_of(text, loc)
    where = f"{path}, line {line}" if line else str(path)
    name = ".".join(str(part) for part in loc if isinstance(part, str)) or "the file"
    if first["type"] == "extra_forbidden":
        import difflib

        known = sorted(_known_keys(loc[:-1]))
        near = difflib.get_close_matches(str(loc[-1]), known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here are: {', '.join(known)}."
        return ConfigError("config-unknown-key", f"{where}: {name!r} is unknown.", hint, line)
    message = first["msg"].removeprefix("Value error, ")
    found = first.get("input")
    given = (
        f" (found: {str(found)[:60]})"
        if isinstance(found, str | int | float | bool) and first["type"] != "missing"
        else ""
    )
    if first["type"] == "missing":
        return ConfigError(
            "config-missing-key", f"{where}: {name!r} is missing.", "Add it, or run npmsync init again.", line
        )
    return ConfigError(
        "config-wrong-value", f"{where}: {name}: {message}{given}.", "Correct the line and try again.", line
    )


def _known_keys(loc: tuple[str | int, ...]) -> set[str]:
    """The keys that the table at `loc` may have."""
    model: Any = Settings
    for part in loc:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        if field is None:
            return set()
        model = _model_in(field.annotation)
        if model is None:
            return set()
    return set(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, typing.get_args(annotation))), None)


def line_of(text: str, loc: tuple[str | int, ...]) -> int | None:
    """The 1-based line on which the value at `loc` is set, or the nearest thing around it; None where nothing is."""
    lines = _lines(text)
    for length in range(len(loc), 0, -1):
        if loc[:length] in lines:
            return lines[loc[:length]]
    return None


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    found: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line):
            table = _table(header.group(2), header.group(1) == "[[", counts)
            found.setdefault(table, number)
        elif key := re.match(r"\s*([\w-]+|\"[^\"]*\")\s*=", line):
            found.setdefault((*table, key.group(1).strip('"')), number)
    return found


def _table(name: str, array: bool, counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    parts = [part.strip().strip('"') for part in name.split(".")]
    for position, part in enumerate(parts):
        path = (*path, part)
        if array and position == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path

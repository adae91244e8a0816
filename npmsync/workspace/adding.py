"""An endpoint added to npmsync.toml: a block at its end, so that what the user wrote stays to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from npmsync.replace import write_new
from npmsync.workspace.settings import EndpointSettings, TableSettings
from npmsync.workspace.toml import read_settings


def add_endpoint(path: Path, endpoint: EndpointSettings, comment: str) -> None:
    """Writes the file with the endpoint added. Raises `ConfigError`, and the file is as it was, where that would not
    give a file that can be used (an endpoint of the same name)."""
    before = path.read_bytes()
    text = before.decode("utf-8-sig").rstrip() + "\n\n" + "\n".join(_block(endpoint, comment)) + "\n"
    trial = path.with_name(f".{path.name}.new")
    try:
        write_new(trial, text.encode())
        read_settings(trial)
    finally:
        trial.unlink(missing_ok=True)
    write_new(path, text.encode())


def _block(endpoint: EndpointSettings, comment: str) -> Iterator[str]:
    yield f"# {comment}"
    yield "[[endpoint]]"
    yield f"name = {_value(endpoint.name)}"
    yield f"adapter = {_value(endpoint.adapter)}"
    yield f"address = {_value(endpoint.address)}"
    yield f"role = {_value(endpoint.role.value)}  # an authority's word is limited"
    if endpoint.authority is not None:
        yield f"authority = {_value(endpoint.authority)}"
    yield f"new_rows = {_value(endpoint.new_rows)}"
    for table in endpoint.table:
        yield ""
        yield from _table(table)


def _table(table: TableSettings) -> Iterator[str]:
    yield "[[endpoint.table]]"
    yield f"sheet = {_value(table.sheet)}"
    yield f"entity = {_value(table.entity)}"
    yield f"header_rows = {_value(table.header_rows)}"
    yield f"language = {_value(table.language)}"
    for name, pairs in (("columns", table.columns), ("fixed", table.fixed)):
        if pairs:
            yield f"[endpoint.table.{name}]"
            yield from (f"{key} = {_value(value)}" for key, value in pairs.items())
    for axis, words in table.words.items():
        yield f"[endpoint.table.words.{axis}]"
        yield from (f"{_value(word)} = {_value(meaning)}" for word, meaning in words.items())


def _value(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", "\\u007f")

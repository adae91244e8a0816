"""An endpoint added to npmsync.toml: a block at its end, so that what the user wrote stays to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from npmsync.replace import write_new
from npmsync.workspace.settings import EndpointSettings, TableSettings
from npmsync.workspace.toml import read_settings
from npmsync.workspace.toml_values import toml_value


def add_endpoint(path: Path, endpoint: EndpointSettings, comment: str) -> None:
    """Writes the file with the endpoint added. Raises `ConfigError`, and the file is as it was, where that would not
    give a file that can be used (an endpoint of the same name)."""
    before = path.read_bytes()
    text = before.decode("utf-8-sig").rstrip() + "\n\n" + endpoint_text(endpoint, comment)
    trial = path.with_name(f".{path.name}.new")
    try:
        write_new(trial, text.encode())
        read_settings(trial)
    finally:
        trial.unlink(missing_ok=True)
    write_new(path, text.encode())


def endpoint_text(endpoint: EndpointSettings, comment: str) -> str:
    """The block of an endpoint, a comment above it, one newline at its end."""
    return "\n".join((f"# {comment}", *_block(endpoint))) + "\n"


def _block(endpoint: EndpointSettings) -> Iterator[str]:
    yield "[[endpoint]]"
    yield f"name = {toml_value(endpoint.name)}"
    yield f"adapter = {toml_value(endpoint.adapter)}"
    yield f"address = {toml_value(endpoint.address)}"
    yield f"role = {toml_value(endpoint.role.value)}  # an authority's word is limited"
    if endpoint.authority is not None:
        yield f"authority = {toml_value(endpoint.authority)}"
    yield f"new_rows = {toml_value(endpoint.new_rows)}"
    for table in endpoint.table:
        yield ""
        yield from _table(table)


def _table(table: TableSettings) -> Iterator[str]:
    yield "[[endpoint.table]]"
    yield f"sheet = {toml_value(table.sheet)}"
    yield f"entity = {toml_value(table.entity)}"
    yield f"header_rows = {toml_value(table.header_rows)}"
    yield f"language = {toml_value(table.language)}"
    for name, pairs in (("columns", table.columns), ("fixed", table.fixed)):
        if pairs:
            yield f"[endpoint.table.{name}]"
            yield from (f"{key} = {toml_value(value)}" for key, value in pairs.items())
    for axis, words in table.words.items():
        yield f"[endpoint.table.words.{axis}]"
        yield from (f"{toml_value(word)} = {toml_value(meaning)}" for word, meaning in words.items())

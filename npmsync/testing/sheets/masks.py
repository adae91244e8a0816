"""Field masks: which parts of an answer are wanted, which parts of a cell are written.

https://developers.google.com/workspace/sheets/api/guides/field-masks: `sheets(properties(title),data.rowData)`, with
"/" or "." between a part and its part; what the mask does not name is left out, and a mask of "*" names everything.
"""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]
"""part -> the mask of its parts; an empty one takes it whole."""


def parse(mask: str) -> Tree:
    """The mask as a tree. Raises `ValueError` where its brackets do not match."""
    tree, rest = _list(mask.replace(" ", ""), 0)
    if rest != len(mask.replace(" ", "")):
        raise ValueError(mask)
    return {} if "*" in tree else tree


def _list(text: str, at: int) -> tuple[Tree, int]:
    tree: Tree = {}
    while at < len(text) and text[at] != ")":
        start = at
        while at < len(text) and text[at] not in ",()":
            at += 1
        leaf: Tree = {}
        node = tree
        for part in text[start:at].replace("/", ".").split("."):
            if not part:
                raise ValueError(text)
            leaf = node.setdefault(part, {})
            node = leaf
        if at < len(text) and text[at] == "(":
            below, at = _list(text, at + 1)
            if at >= len(text) or text[at] != ")":
                raise ValueError(text)
            leaf.update(below)
            at += 1
        if at < len(text) and text[at] == ",":
            at += 1
    return tree, at


def apply(tree: Tree, value: Any) -> Any:
    """`value` with nothing but what the mask names; lists are looked at part by part."""
    if not tree or value is None:
        return value
    if isinstance(value, list):
        return [apply(tree, one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: apply(below, value[name]) for name, below in tree.items() if name in value}


def put(tree: Tree, into: dict[str, Any], source: dict[str, Any]) -> None:
    """Writes what the mask names from `source` into `into`; a part that is named and absent is cleared."""
    if not tree:
        into.clear()
        into.update(source)
        return
    for name, below in tree.items():
        if below and isinstance(source.get(name), dict | None):
            part = dict(into.get(name) or {})
            put(below, part, source.get(name) or {})
            into[name] = part
        elif name in source:
            into[name] = source[name]
        else:
            into.pop(name, None)
        if into.get(name) in (None, {}):
            into.pop(name, None)

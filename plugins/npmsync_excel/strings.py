"""The shared strings (ECMA-376 part 1, 18.4): read as plain texts, and new ones appended behind the last.

Existing strings keep their bytes and their numbers: rich text in them stays rich.
"""

from __future__ import annotations

import re
from itertools import islice

from npmsync_excel.markup import Tag, cell_text, escape_text, tags

_ITEM = re.compile(r"<si(?=[\s/>])[^>]*?(?:/>|>(.*?)</si\s*>)", re.DOTALL)
_SIMPLE = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_PLAIN = re.compile(r"<t(?:\s[^>]*?)?(?:/>|>(.*?)</t\s*>)", re.DOTALL)
_PHONETIC = re.compile(r"<rPh(?=[\s>]).*?</rPh\s*>", re.DOTALL)
_PREFIXED_ITEM = re.compile(r"<(?:[\w.-]+:)?si(?=[\s/>])[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL)
_ANY_ITEM = re.compile(r"<(?:[\w.-]+:)?si(?=[\s/>])")
_ROOT = re.compile(r"<([\w.-]+:)?sst(?=[\s/>])[^>]*>")


def read_strings(text: str) -> list[str | None]:
    """The plain texts of a shared strings part without prefixes, in order; an empty one is None."""
    simple = _SIMPLE.findall(text)
    if len(simple) == text.count("<si"):
        return [
            (cell_text(one) if "&" in one or "_x" in one or "\r" in one else one) if one else None for one in simple
        ]
    return [plain_text(found) for found in _ITEM.findall(text)]


def plain_text(markup: str) -> str | None:
    """The text of an `si` or `is` element: its runs joined, phonetic guides left out; None where it is empty."""
    if "<rPh" in markup:
        markup = _PHONETIC.sub("", markup)
    runs = _PLAIN.findall(markup)
    joined = runs[0] if len(runs) == 1 else "".join(runs)
    return cell_text(joined) or None


class StringTable:
    """New texts for a shared strings part. `index` gives a text its number; `text` is the part with them."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._old = _count_items(part)
        self._new: dict[str, int] = {}
        self._uses = 0

    def index(self, text: str) -> int:
        """The number under which a cell finds `text`. Raises ValueError where no file can hold it."""
        escape_text(text)
        self._uses += 1
        return self._new.setdefault(text, self._old + len(self._new))

    def released(self) -> None:
        """A cell no longer refers to a shared string."""
        self._uses -= 1

    def plain(self, index: int) -> str:
        """The text with this number, "" where there is none."""
        item = next(islice(_PREFIXED_ITEM.finditer(self._part), index, None), None)
        return (plain_text(re.sub(r"(</?)[\w.-]+:", r"\1", item[1] or "")) or "") if item else ""

    @property
    def changed(self) -> bool:
        return bool(self._new)

    def text(self) -> str:
        root = _ROOT.search(self._part)
        if root is None:
            raise ValueError("no sst element")
        prefix = root[1] or ""
        items = "".join(
            f'<{prefix}si><{prefix}t xml:space="preserve">{escape_text(text)}</{prefix}t></{prefix}si>'
            for text in self._new
        )
        tag = Tag({}, root.start(), root.end())
        head = _counted(self._part[tag.start : tag.end], self._uses, len(self._new))
        if head.endswith("/>"):
            return f"{self._part[: tag.start]}{head[:-2].rstrip()}>{items}</{prefix}sst>{self._part[tag.end :]}"
        close = self._part.rindex(f"</{prefix}sst")
        return f"{self._part[: tag.start]}{head}{self._part[tag.end : close]}{items}{self._part[close:]}"


def _count_items(part: str) -> int:
    simple = part.count("<si>")
    return simple if simple == part.count("<si") and ":si" not in part else len(_ANY_ITEM.findall(part))


def _counted(head: str, uses: int, new: int) -> str:
    """`count` is of the cells that refer to strings, `uniqueCount` of the strings (18.4.9); both may be missing."""
    given = next(tags(head, "sst")).attributes
    for name, more in (("count", uses), ("uniqueCount", new)):
        value = given.get(name, "")
        if value.isdigit():
            head = re.sub(rf"(\b{name}\s*=\s*[\"']){value}", rf"\g<1>{max(0, int(value) + more)}", head, count=1)
    return head

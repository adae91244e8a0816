"""What a meeting came to, read from the filled agenda or from plain notes. Nothing in it is lost: what cannot be
understood is said, and stands in the notes as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from npmsync.documents.check_character import is_checked, significant
from npmsync.documents.filled import FilledRow, filled_day, filled_rows
from npmsync.domain.words import Status
from npmsync.ports import Workbook
from npmsync.vocabulary import Vocabulary, fold

_ITEMS = {
    "ref": "label.ref", "text": "label.recommendation", "done": "record.done", "not_done": "record.not_done",
    "commitment": "record.commitment", "owner": "record.owner", "due": "record.due", "status": "record.status",
}  # fmt: skip
_EARLIER = {"ref": "label.ref", "owner": "record.owner", "commitment": "record.commitment", "kept": "record.kept"}
_FURTHER = {"commitment": "record.commitment", "owner": "record.owner", "due": "record.due", "notes": "record.notes"}
_PEOPLE = {"name": "record.name", "authority": "paper.authority", "present": "record.present"}
_LINE = re.compile(r"^\s*(?:[-*•]\s*)?([^:：]{1,60}?)\s*[:：]\s*(.+)$")


@dataclass(frozen=True, slots=True)
class NotedItem:
    """What was said of one recommendation (`ref` as it stands there). Empty texts where nothing was."""

    ref: str
    where: str
    text: str = ""
    done: str = ""
    not_done: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class NotedCommitment:
    """`owner` as it stands there; `ref` None where it belongs to no recommendation; `kept` for one made earlier."""

    text: str
    owner: str
    due: date | None
    where: str
    ref: str | None = None
    kept: date | None = None


@dataclass(slots=True)
class Minutes:
    """`attended` are names; `said` what could not be understood, for a person to read."""

    items: list[NotedItem] = field(default_factory=list)
    commitments: list[NotedCommitment] = field(default_factory=list)
    kept: list[NotedCommitment] = field(default_factory=list)
    attended: list[str] = field(default_factory=list)
    notes: str = ""
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Words:
    """What reading needs: the words, the language of the dates, the day it is read."""

    vocabulary: Vocabulary
    language: str
    today: date


def read_filled(workbook: Workbook, words: Words) -> Minutes | None:
    """The minutes in a filled agenda; None where no sheet of it is one."""
    found = Minutes()
    items = filled_rows(workbook, _ITEMS, ("ref", "done", "not_done"), words.vocabulary)
    if items is None:
        return None
    for row in items:
        _item(row, words, found)
    for row in filled_rows(workbook, _FURTHER, ("commitment", "owner", "due", "notes"), words.vocabulary) or ():
        _commitment(row, None, words, found)
        if row.text("notes"):
            found.notes += f"{row.text('commitment')}: {row.text('notes')}\n".removeprefix(": ")
    for row in filled_rows(workbook, _EARLIER, ("commitment", "kept"), words.vocabulary) or ():
        day, why = filled_day(row, "kept", words.vocabulary, words.language, words.today)
        found.said += [why] if why else []
        if day is not None:
            found.kept.append(NotedCommitment(row.text("commitment"), row.text("owner"), None, row.where, kept=day))
    yes = {fold(text) for text in words.vocabulary.phrases["choice.yes"].values()} | {"x", "✓", "✔"}
    for row in filled_rows(workbook, _PEOPLE, ("name", "present"), words.vocabulary) or ():
        if row.text("name") and fold(row.text("present")) in yes:
            found.attended.append(row.text("name"))
    return found


def read_notes(text: str, refs: Mapping[str, str], words: Words) -> Minutes:
    """The minutes in plain notes. A line "REF: what was said" belongs to that recommendation (`refs` maps a folded
    reference to it), "REF not done: ..." says what was not, "REF status: ..." proposes; "Commitment (WHO): ... by DATE"
    and "Present: A, B" are read too. Every line stays in the notes."""
    found = Minutes(notes=text.strip())
    labels = {key: _label(key, words.vocabulary) for key in ("record.commitment", "record.present", "record.not_done")}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line)
        if match is None:
            continue
        head, body, where = match[1].strip(), match[2].strip(), f"line {number}"
        first = fold(head.partition("(")[0])
        if first in labels["record.present"]:
            found.attended += [name.strip() for name in re.split(r"[,;،]", body) if name.strip()]
        elif first in labels["record.commitment"]:
            owner = head.partition("(")[2].strip(" )")
            due = _last_day(body, words)
            found.commitments.append(NotedCommitment(body, owner, due, where, _ref_in(body, refs)))
        else:
            found.items += _noted(head, body, where, refs, words, found)
    return found


def _noted(
    head: str, body: str, where: str, refs: Mapping[str, str], words: Words, found: Minutes
) -> Iterator[NotedItem]:
    folded = fold(head)
    ref = next((refs[known] for known in sorted(refs, key=len, reverse=True) if _begins(folded, known)), None)
    if ref is None:
        return
    rest = folded[len(fold(ref)) :].strip(" -–,")
    if rest in ("status", *_label("record.status", words.vocabulary), *_label("label.status", words.vocabulary)):
        status = _status(body, words)
        if status is None:
            found.said.append(f"{where}: {body!r} is no status that is known")
        else:
            yield NotedItem(ref, where, status=status)
    elif rest.startswith("not") or rest in _label("record.not_done", words.vocabulary):
        yield NotedItem(ref, where, not_done=body)
    else:
        yield NotedItem(ref, where, done=body)


def _begins(text: str, ref: str) -> bool:
    return text == ref or (text.startswith(ref) and not text[len(ref)].isalnum())


def _ref_in(text: str, refs: Mapping[str, str]) -> str | None:
    folded = fold(text)
    return next((ref for known, ref in refs.items() if re.search(rf"(?<!\w){re.escape(known)}(?!\w)", folded)), None)


def _last_day(text: str, words: Words) -> date | None:
    days = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    row = FilledRow("", 0, {"due": days[-1] if days else None})
    return filled_day(row, "due", words.vocabulary, words.language, words.today)[0]


def _label(key: str, vocabulary: Vocabulary) -> set[str]:
    return {fold(text) for text in vocabulary.phrases[key].values()}


def _item(row: FilledRow, words: Words, found: Minutes) -> None:
    ref = row.text("ref")
    said = [row.text(name) for name in ("done", "not_done", "commitment", "status")]
    if not any(said):
        return
    if not ref and not row.text("text"):
        found.said.append(f"{row.where}: it has no reference, so nobody can tell what it is about: {'; '.join(said)}")
        return
    status = None
    if row.text("status"):
        status = _status(row.text("status"), words)
        if status is None:
            found.said.append(f"{row.where}: {row.text('status')!r} is no status that is known")
    if any((said[0], said[1], status)):
        found.items.append(NotedItem(ref, row.where, row.text("text"), said[0], said[1], status))
    _commitment(row, ref, words, found)


def _commitment(row: FilledRow, ref: str | None, words: Words, found: Minutes) -> None:
    if not row.text("commitment"):
        return
    due, why = filled_day(row, "due", words.vocabulary, words.language, words.today)
    found.said += [why] if why else []
    found.commitments.append(NotedCommitment(row.text("commitment"), row.text("owner"), due, row.where, ref))


def _status(text: str, words: Words) -> Status | None:
    known = words.vocabulary.canonical("status", text, words.language)
    return Status(known) if known in set(Status) else None


def plain_reference(shown: str) -> str:
    """A reference without the check character that our sheets add; as it stands where it has none."""
    stem, _, check = shown.rpartition("·")
    return stem if stem and len(significant(check)) == 1 and is_checked(shown) else shown

"""What a meeting is called in the NPM's own lists. What goes out has a neutral subject instead (`invitation`)."""

from __future__ import annotations

from collections.abc import Sequence

from npmsync.documents.wording import Wording
from npmsync.domain.words import MeetingKind
from npmsync.locale import list_text
from npmsync.vocabulary import Vocabulary, builtin_vocabulary


def meeting_title(
    kind: MeetingKind, names: Sequence[str], topic: str | None, language: str, vocabulary: Vocabulary | None = None
) -> str:
    """A title without a date, in a language of the vocabulary: "Inter-institutional roundtable: Health care"."""
    wording = Wording((language,), vocabulary or builtin_vocabulary())
    key = f"invite.{kind.value}.subject"
    authorities = list_text(list(names), language)
    if not wording.has(key):
        word = wording.vocabulary.word("meeting_kind", kind.value, language)
        return f"{word} – {topic or authorities}"
    # The phrases end in the date, which a title of a meeting that may move leaves out.
    return wording.say(key, authority=authorities, topic=topic or "", date="").strip().removesuffix("–").strip()

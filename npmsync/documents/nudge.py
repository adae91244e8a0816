"""The lines that ask who has not answered an invitation, in that person's language. Nothing sends them by itself."""

from __future__ import annotations

from datetime import date

from npmsync.documents import gate
from npmsync.documents.dated import span_words
from npmsync.documents.visible import SharedMeeting
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.vocabulary import Vocabulary, builtin_vocabulary


def nudge(
    shared: Outgoing[SharedMeeting],
    name: str,
    language: str,
    npm: str,
    sent_on: date,
    vocabulary: Vocabulary | None = None,
) -> Outgoing[str]:
    """The text of a mail to `name`, invited on `sent_on`; neutral, as the invitation's subject is. `vocabulary` None is
    the built-in one."""
    wording = Wording((language,), vocabulary or builtin_vocabulary())

    def text(meeting: SharedMeeting) -> str:
        start = span_words(meeting.start, meeting.end, language, wording.vocabulary)
        parts = (
            wording.say("mail.attention", name=name),
            wording.say("mail.salutation"),
            wording.say("nudge.body", sent=sent_on, start=start),
            wording.say("mail.closing"),
            npm,
        )
        return "\n\n".join(parts)

    return gate.shaped(shared, text)

"""Documents to try an adapter on: a form, a calendar event and a message, made through the gate as in earnest, from
records that hold what must never come out (`SECRET`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from npmsync.documents import gate
from npmsync.documents.form import response_form
from npmsync.documents.form_model import Form, FormSpec
from npmsync.documents.invitation import Delivery, People, calendar_event, message
from npmsync.domain import Authority, Meeting, Participant, Recommendation, Response
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Audience, MeetingKind, MeetingStatus, Position, Priority, Stage, Status
from npmsync.ports import Attendee, CalendarEvent, Message, Method

SECRET = "INTERNAL: source inside the unit, do not share"
"""Stands in every internal field of the sample records. Found in an output, it is a leak."""

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JUSTICE = Authority(id="a-justice", name="Ministry of Justice", aliases=(SECRET,))
HEALTH = Authority(id="a-health", name="Ministry of Health", aliases=(SECRET,))
PRISON = Authority(id="a-prison", name="Central Prison", parent=JUSTICE.id)
AUTHORITIES = {a.id: a for a in (JUSTICE, HEALTH, PRISON)}

TEXTS = (
    "Ensure that every person deprived of liberty is seen by a doctor within 24 hours of admission.",
    "Install call bells in all cells of the reception wing.",
    "Stop transfers by night without written grounds.",
    "Provide training on the Istanbul Protocol to all medical staff, together with the medical association.",
    "Open the exercise yard for at least two hours a day, weekends included.",
)


def sample_recommendation(number: int, text: str | None = None, **more: object) -> Recommendation:
    """Recommendation `number` (from 0) to the Ministry of Justice; `more` replaces any field."""
    fields: dict[str, object] = {
        "id": f"r{number}",
        "ref": f"2026/{number + 1:03d}",
        "text": text or f"{TEXTS[number % len(TEXTS)]} Part {number + 1}.",
        "topics": ("Health", "Staff"),
        "addressees": (JUSTICE.id,),
        "place": "Central Prison",
        "visit_date": date(2026, 3, 4),
        "issued_on": date(2026, 5, 5),
        "response_due": date(2026, 12, 31),
        "priority": Priority.HIGH,
        "status": Status.IN_PROGRESS,
        "status_basis": SECRET,
        "notes": SECRET,
    }
    return Recommendation.model_validate({**fields, **more})


def sample_form(
    languages: Sequence[str] = ("en",),
    recommendations: Sequence[Recommendation] | None = None,
    stage: Stage = Stage.FINAL,
    responses: Sequence[Response] | None = None,
) -> Outgoing[Form]:
    """The form for the Ministry of Justice: six recommendations, the second answered, unless told otherwise."""
    records = recommendations if recommendations is not None else [sample_recommendation(n) for n in range(6)]
    records = [r.model_copy(update={"stage": stage}) for r in records]
    hidden = sample_recommendation(99, SECRET, confidentiality=Audience.INTERNAL, stage=stage)
    of_another = Response(id="x", recommendation="r0", authority=HEALTH.id, text=SECRET)
    answers = responses if responses is not None else [sample_response()]
    viewer = Viewer(frozenset({JUSTICE.name}), stage.value)
    shared = gate.recommendations([*records, hidden], [*answers, of_another], AUTHORITIES, viewer)
    spec = FormSpec(
        JUSTICE.id, JUSTICE.name, "NPM of Example", tuple(languages), NOW, date(2026, 12, 31), "npm@npm.example"
    )
    return response_form(shared, spec)


def sample_response() -> Response:
    """What the Ministry of Justice has answered to the second recommendation."""
    return Response(
        id="y",
        recommendation="r1",
        authority=JUSTICE.id,
        position=Position.ACCEPTED,
        text="Twelve bells hang; the others follow in spring.",
        responded_on=date(2026, 9, 1),
    )


def sample_meeting(**more: object) -> Meeting:
    """A review of two recommendations with a focal point of each ministry, invited once; `more` replaces any field."""
    fields: dict[str, object] = {
        "id": "m1",
        "uid": "meeting-1@npm.example",
        "kind": MeetingKind.ANNUAL_REVIEW,
        "title": "Annual review",
        "authorities": (JUSTICE.id, PRISON.id),
        "participants": (Participant(name="Focal point", email="focal@justice.example", authority=JUSTICE.id),),
        "start": datetime(2027, 1, 15, 10),  # noqa: DTZ001 - wall-clock time in `timezone`
        "end": datetime(2027, 1, 15, 11, 30),  # noqa: DTZ001
        "timezone": "Europe/Paris",
        "place": "Room 2",
        "status": MeetingStatus.INVITED,
        "sequence": 0,
        "invited_sequence": 0,
        "agenda": ("r0", "r1", "r99"),
        "because": SECRET,
        "cancelled_because": SECRET,
    }
    return Meeting.model_validate({**fields, **more})


def sample_event(language: str = "en", **more: object) -> Outgoing[CalendarEvent]:
    """The sample meeting for the calendar of its focal point."""
    agenda = [sample_recommendation(0), sample_recommendation(1), sample_recommendation(99, SECRET, addressees=())]
    shared = gate.meeting(sample_meeting(**more), agenda, AUTHORITIES)
    people = People(ORGANIZER, (FOCAL_POINT,), language, date(2026, 12, 1))
    return calendar_event(shared, people, NOW)


def sample_message(calendar: bytes | None, method: Method | None, language: str = "en") -> Outgoing[Message]:
    """The mail that invites the focal point to the sample meeting."""
    agenda = [sample_recommendation(0), sample_recommendation(99, SECRET, addressees=())]
    shared = gate.meeting(sample_meeting(), agenda, AUTHORITIES)
    delivery = Delivery(
        FOCAL_POINT, ORGANIZER, "NPM of Example", language, "<1.meeting-1@npm.example>", NOW, date(2026, 12, 1)
    )
    return message(shared, delivery, calendar, method)


ORGANIZER = Attendee("NPM of Example", "npm@npm.example")
FOCAL_POINT = Attendee("Focal point", "focal@justice.example")

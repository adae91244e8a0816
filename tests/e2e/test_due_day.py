"""`due`, `decide` and `log --obstacle`, as a person uses them in the morning."""

from __future__ import annotations

from icalendar import Calendar


def test_a_morning_with_the_list_a_decision_and_more_time(english):
    before = english.store()
    items = english.json("due", "--out", english.root / "due.xlsx")
    late = [item for item in items if item["kind"] == "late_answer"]
    assert late and english.store() == before
    texts = [item for item in late if item["text"]]
    assert len(texts) == len({item["authority"] for item in texts}) <= len(late)
    name = texts[0]["authority"]
    english.run("decide", "extension", name, "--until", "2099-01-01", "--why", "new minister")
    assert not [one for one in english.json("due") if one["kind"] == "late_answer" and one["authority"] == name]
    english.run("log", name, "--channel", "phone", "--summary", "refused at the gate", "--obstacle")
    (case,) = [one for one in english.json("due") if "Access obstacle" in one["suggestion"]]
    assert case["kind"] == "escalation"
    english.run("decide", "step", name, "--take", "parliament", "--why", "access is not negotiable")
    own = [one for one in english.json("due") if one["authority"] == name]
    assert not [one for one in own if "Access obstacle" in one["suggestion"]]
    assert "keep_contact" in {one["kind"] for one in own}


def test_the_deadlines_feed_is_internal_and_names_nobody_to_invite(english):
    ref = english.json("list", "recommendations")[0]
    who = ref["addressees"][0]
    english.run("decide", "extension", who, "--until", "2099-01-01", "--why", "w")
    path = english.root / "deadlines.ics"
    english.run("due", "--out", path)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert events and all("INTERNAL" in str(event["DESCRIPTION"]) and "ATTENDEE" not in event for event in events)


def test_a_decision_without_a_reason_or_about_nobody_is_said(english):
    name = english.json("list", "authorities")[0]["name"]
    assert "reason is empty" in english.run("decide", "step", name, "--not-now", "--why", " ", code=2).stderr
    assert english.run("decide", "step", name, "--why", "w", code=2).stderr
    assert "No authority" in english.run("decide", "step", "Nowhere", "--not-now", "--why", "w", code=1).stderr
    said = english.run("decide", "extension", name, "--until", "2099-01-01", "--ref", "nope", "--why", "w", code=1)
    assert "is addressed to" in said.stderr

"""Where the password goes, and where it does not."""

from __future__ import annotations

import pytest

from npmsync.errors import Refused, Unreachable
from npmsync_caldav.dav import multistatus, path_of
from npmsync_caldav.wire import Wire


@pytest.mark.parametrize(("address", "why"), [
    ("http://cloud.npm.example/", "not-encrypted"), ("ftp://cloud.npm.example/", "not-encrypted"),
    ("https://nino:secret@cloud.npm.example/", "secret-in-address"),
])  # fmt: skip
def test_an_address_that_would_give_it_away_is_refused(address, why):
    with pytest.raises(Refused) as refused:
        Wire(address, "nino", "secret")
    assert refused.value.name == why and "secret" not in refused.value.message


@pytest.mark.parametrize("url", [
    "https://evil.example/", "http://cloud.npm.example/", "https://cloud.npm.example.evil.example/",
    "https://cloud.npm.example:8443/", "https://p01-caldav.icloud.com/", "https://other.npm.example/",
])  # fmt: skip
def test_it_stays_with_the_server_that_was_named(url):
    with pytest.raises(Refused, match="the password was not sent"):
        Wire("https://cloud.npm.example/", "nino", "secret").within(url)


def test_apples_servers_are_one():
    wire = Wire("https://caldav.icloud.com", "nino", "secret")
    assert wire.within("https://p123-caldav.icloud.com/1/calendars/")
    with pytest.raises(Refused):
        wire.within("https://p123-caldav.icloud.com.evil.example/")


@pytest.mark.parametrize(("body", "name"), [
    (b'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:resp', "answer-broken"),
    (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "answer-strange"),
    (b"<html></html>", "answer-strange"),
])  # fmt: skip
def test_an_answer_that_is_none_is_said(body, name):
    with pytest.raises(Unreachable) as unreachable:
        multistatus(body, "cloud.npm.example")
    assert unreachable.value.name == name


def test_servers_quote_the_same_path_in_different_ways():
    assert path_of("https://x.example/a%40b/c%20d.ics") == path_of("/a@b/c%20d.ics")

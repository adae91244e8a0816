"""Where the password goes, and where it does not."""

from __future__ import annotations

import pytest

from npmsync.errors import Refused, Unreachable
from npmsync_caldav.dav import multistatus, path_of
from npmsync_caldav.digest import challenge
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


RFC_7616 = [
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
]


@pytest.mark.parametrize(("lines", "response"), [
    (RFC_7616, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    (RFC_7616[1:], "8ca523f5e9506fed4657c9700eebdbec"),
])  # fmt: skip
def test_a_digest_is_the_one_of_the_standards_example(lines, response, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda length: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    said = challenge(['Basic realm="x"', *lines]).answer(
        "Mufasa", "Circle of Life", "GET", "http://www.example.org/dir/index.html"
    )
    assert f'response="{response}"' in said and "nc=00000001" in said and "Circle" not in said


def test_a_challenge_that_cannot_be_answered_is_none():
    assert challenge(["", 'Basic realm="x"', "Digest qop=auth", 'Digest nonce="1", algorithm=SHA-512-256']) is None
    assert challenge(['Digest nonce="1", qop="auth-int"']) is None

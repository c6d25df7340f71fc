"""Which addresses are fetched: public ones alone, also after a redirect, and what robots.txt allows.

Names are resolved by a stand-in for `socket.getaddrinfo` (no network); the guard itself is the real one.
"""

import socket
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from ingest.download import Limits, download
from ingest.errors import IngestError
from ingest.fetch_guard import TEST_SWITCH, allowed_addresses
from ingest.robots import Robots
from tests.ingest.servers import PDF, OddServer, running

INNER = {
    "loopback": ["127.0.0.1", "127.8.8.8", "[::1]", "localhost"],
    "private": ["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]", "[fec0::1]"],
    "link-local": ["169.254.1.1", "[fe80::1]"],
    "no address": ["0.0.0.0", "[::]", "0"],
    "cloud metadata": ["169.254.169.254", "100.100.100.200", "[fd00:ec2::254]"],
    "many receivers": ["224.0.0.1", "255.255.255.255", "[ff02::1]", "[ff0e::1]"],
    "IPv4 within IPv6": [
        *("[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]"),
        *("[::127.0.0.1]", "[::10.0.0.1]", "[2002:7f00:1::]"),
        *("[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::10.0.0.1]"),
    ],
    "other spelling": ["2130706433", "0x7f.1", "0177.0.0.1", "127.1"],
}
LOCAL = ["127.0.0.1", "localhost", *INNER["other spelling"]]
HOSTS = [host for hosts in INNER.values() for host in hosts]


@pytest.fixture(autouse=True)
def _no_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TEST_SWITCH, raising=False)


@pytest.fixture
def server() -> Iterator[OddServer]:
    with running() as server:
        yield server


class Names:
    """Resolves made-up names: the nth question gets the nth list of addresses, the last one for good."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self._real = socket.getaddrinfo

    def __call__(self, host: str, *rest: Any, **more: Any) -> list[Any]:
        if host not in self.answers:
            return self._real(host, *rest, **more)
        answers = self.answers[host][min(self.asked.count(host), len(self.answers[host]) - 1)]
        self.asked.append(host)
        return [info for text in answers for info in self._real(text, *rest, **more)]


@pytest.mark.parametrize("host", HOSTS)
def test_an_address_of_no_public_network_is_refused(host: str) -> None:
    with pytest.raises(IngestError, match="which is not a public one"):
        allowed_addresses(f"http://{host}/text.pdf")


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "[2606:4700:4700::1111]", "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]"]
)
def test_a_public_address_is_allowed(host: str) -> None:
    (found,) = allowed_addresses(f"https://{host}/")
    assert found == socket.getaddrinfo(host.strip("[]"), 443, type=socket.SOCK_STREAM)[0][4][0]


@pytest.mark.parametrize("host", sorted({*HOSTS} - {*LOCAL}))
def test_the_switch_of_tests_opens_nothing_else(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    with pytest.raises(IngestError):
        allowed_addresses(f"http://{host}/")


@pytest.mark.parametrize("host", LOCAL)
def test_the_switch_of_tests_opens_127_0_0_1(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    assert allowed_addresses(f"http://{host}:8080/") == ["127.0.0.1"]


@pytest.mark.parametrize("value", ["", "0", "true", "11"])
def test_the_switch_is_on_only_when_it_is_1(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEST_SWITCH, value)
    with pytest.raises(IngestError):
        allowed_addresses("http://127.0.0.1/")


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = Names(**{"both.test": [["8.8.8.8", "10.0.0.1"]]})
    monkeypatch.setattr(socket, "getaddrinfo", names)
    with pytest.raises(IngestError, match=r"10\.0\.0\.1"):
        allowed_addresses("https://both.test/")


@pytest.mark.parametrize(
    ("name", "said"), [("turning.test", "turning.test"), ("ñu.test", "xn--u-qga.test")]
)
def test_the_connection_goes_to_the_address_that_was_checked(
    name: str, said: str, server: OddServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    names = Names(**{name: [["127.0.0.1"], ["127.0.0.9"]]})
    monkeypatch.setattr(socket, "getaddrinfo", names)
    download(server.at("/whole.pdf", name), tmp_path / "text", Limits())
    assert names.asked == [name]
    assert [asked.host for asked in server.asked] == [f"{said}:{server.server_port}"]
    assert (tmp_path / "text").read_bytes() == PDF


@pytest.mark.parametrize("hops", [1, 3])
@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "0.0.0.0", "[::1]", "[::ffff:10.0.0.1]"])
def test_each_hop_of_a_redirect_is_checked(
    host: str, hops: int, server: OddServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    address = f"http://{host}:{server.server_port}/whole.pdf"
    for _ in range(hops):
        address = server.redirect(address)
    with pytest.raises(IngestError, match="which is not a public one"):
        download(address, tmp_path / "text", Limits())
    assert [asked.path for asked in server.asked] == ["/redirect"] * hops
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/text.pdf", "only http and https"),
        ("//example.org/text.pdf", "only http and https"),
        ("http:///text.pdf", "only http and https"),
        ("http://me:secret@8.8.8.8/", "user name"),
        ("http://me@8.8.8.8/", "user name"),
        ("http://8.8.8.8:99999/", "cannot be found"),
        ("http://a..b/", "cannot be found"),
        ("http://[::1", "not fetched"),
        ("http://[words]/", "not fetched"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address: str, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        allowed_addresses(address)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://me:secret@127.0.0.1/", "http://[::1"])
def test_a_redirect_to_an_address_that_cannot_be_used_is_refused(
    target: str, server: OddServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    with pytest.raises(IngestError, match="not fetched"):
        download(server.redirect(target), tmp_path / "text", Limits())


@pytest.mark.parametrize(
    ("status", "text", "is_allowed"),
    [
        (200, "User-agent: *\nDisallow: /whole\n", False),
        (200, "User-agent: *\nDisallow: /other\n", True),
        (200, "User-agent: Cotejo\nDisallow:\n\nUser-agent: *\nDisallow: /\n", True),
        (404, "User-agent: *\nDisallow: /\n", True),
        (403, "", True),
        (429, "", False),
        (500, "", False),
    ],
)
def test_robots_txt_may_be_missing_but_not_unreadable(
    status: int, text: str, is_allowed: bool, server: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TEST_SWITCH, "1")
    server.robots = (status, text)
    robots = Robots()
    for _ in range(2):
        with nullcontext() if is_allowed else pytest.raises(IngestError, match=r"robots\.txt"):
            robots.check(server.at("/whole.pdf"))
    assert [asked.path for asked in server.asked] == ["/robots.txt"]

"""Which addresses may be fetched: public ones, by http or https, also after a redirect.

The host is resolved once and the connection goes to what was found, so that a name cannot point to
one address when it is checked and to another when it is used.
"""

import ipaddress
import os
import socket
from urllib.parse import SplitResult, urljoin, urlsplit

from ingest.errors import IngestError
from locales import Message

TEST_SWITCH = "FETCH_FROM_LOOPBACK"
"""Set to 1 by tests, which have a server on 127.0.0.1. Not a setting."""

_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def split_address(address: str, base: str = "") -> SplitResult:
    """Return the parts of a web address, which may be relative to `base`.

    Raises:
        IngestError: it is none ("http://[::1").
    """
    try:
        return urlsplit(urljoin(base, address) if base else address)
    except ValueError as error:
        raise _refused(address, Message("it is not a web address")) from error


def allowed_addresses(address: str) -> list[str]:
    """Return the IP addresses that the host of a web address has, all of them public.

    Raises:
        IngestError: another scheme, user and password in the address, a host that cannot be resolved,
            or one with a private, loopback, link-local or other address of no public network.
    """
    parts = split_address(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _refused(address, Message("only http and https addresses are fetched"))
    if parts.username or parts.password:
        raise _refused(address, Message("it holds a user name"))
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        raise IngestError(
            "{address}: the host {host!r} cannot be found ({reason}). Look at the connection and at the "
            "address in the register, then fetch again.",
            address=address,
            host=parts.hostname,
            reason=getattr(error, "strerror", None) or str(error),
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for text in addresses:
        if not _is_public(text):
            told = {"ip": text}
            raise _refused(
                address, Message("its host has the address {ip}, which is not a public one", told)
            )
    return addresses


def _is_public(text: str) -> bool:
    if text == "127.0.0.1" and os.environ.get(TEST_SWITCH) == "1":
        return True
    address = ipaddress.ip_address(text.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        # Python calls some old ranges global that are not: ::127.0.0.1, fec0::/10, 64:ff9b:1::/48.
        if within is None and address not in _UNICAST:
            return False
        address = within or address
    return address.is_global and not address.is_multicast


def _refused(address: str, reason: Message) -> IngestError:
    return IngestError(
        "{address}: not fetched, because {reason}. Correct the address in the register, or download the "
        "file yourself and add it with python -m ingest add.",
        address=address,
        reason=reason,
    )

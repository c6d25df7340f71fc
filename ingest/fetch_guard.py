"""Which addresses may be fetched: public ones, by http or https, also after a redirect.

The host is resolved once and the connection goes to what was found, so that a name cannot point to
one address when it is checked and to another when it is used.
"""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

from ingest.errors import IngestError

TEST_SWITCH = "FETCH_FROM_LOOPBACK"
"""Set to 1 by tests, which have a server on 127.0.0.1. Not a setting."""


def allowed_addresses(address: str) -> list[str]:
    """Return the IP addresses that the host of a web address has, all of them public.

    Raises:
        IngestError: another scheme, user and password in the address, a host that cannot be resolved,
            or one with a private, loopback, link-local or other address of no public network.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _refused(address, "only http and https addresses are fetched")
    if parts.username or parts.password:
        raise _refused(address, "it holds a user name")
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
            raise _refused(address, f"its host has the address {text}, which is not a public one")
    return addresses


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.split("%")[0])
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        address = mapped
    if address.is_loopback and os.environ.get(TEST_SWITCH) == "1":
        return True
    return address.is_global and not address.is_multicast


def _refused(address: str, reason: str) -> IngestError:
    return IngestError(
        "{address}: not fetched, because {reason}. Correct the address in the register, or download the "
        "file yourself and add it with python -m ingest add.",
        address=address,
        reason=reason,
    )

"""What publishers allow programs to fetch: robots.txt, by RFC 9309 (adapter of protego)."""

from protego import Protego

from ingest.errors import IngestError
from ingest.fetch_guard import split_address
from ingest.http_request import USER_AGENT, RequestFault, fetch_small

_LEAST_PAUSE, _MOST_PAUSE = 2.0, 30.0


class Robots:
    """The rules of each host, fetched when it is first asked for."""

    def __init__(self) -> None:
        self._rules: dict[str, Protego | None] = {}

    def check(self, address: str) -> None:
        """Refuse an address that its host does not want fetched by programs.

        Raises:
            IngestError: it is disallowed, or the host's rules cannot be had just now.
        """
        rules = self._of(address)
        if rules is None:
            raise IngestError(
                "{address}: not fetched, because the rules of its host (robots.txt) cannot be read just "
                "now. Fetch again later.",
                address=address,
            )
        if not rules.can_fetch(address, USER_AGENT):
            raise IngestError(
                "{address}: not fetched, because its host asks programs not to (robots.txt). Download the "
                "file yourself and add it with python -m ingest add.",
                address=address,
            )

    def pause(self, address: str) -> float:
        """Return how many seconds to leave between two requests to the host of `address`."""
        rules = self._of(address)
        asked = float(rules.crawl_delay(USER_AGENT) or 0) if rules else 0.0
        return min(max(asked, _LEAST_PAUSE), _MOST_PAUSE)

    def _of(self, address: str) -> Protego | None:
        parts = split_address(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = _read(f"{origin}/robots.txt")
        return self._rules[origin]


def _read(address: str) -> Protego | None:
    """Return the rules; all is allowed where there are none, and nothing where the server fails."""
    try:
        status, text = fetch_small(address)
    except RequestFault:
        return None
    if status >= 500 or status == 429:
        return None
    return Protego.parse(text if status < 300 else "")

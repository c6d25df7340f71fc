"""The one base error of ingestion."""

from locales import CotejoError


class IngestError(CotejoError):
    """A corpus file or the register cannot be used; the message says which and why."""

"""Errors of building and opening the index."""

from locales import CotejoError


class IndexFault(CotejoError):
    """The index cannot be built, opened or searched; the message names the fixing command."""


class IndexMissingError(IndexFault):
    """There is no index yet."""


class IndexStaleError(IndexFault):
    """The index was built from another corpus or with another model."""


class ModelUnavailableError(IndexFault):
    """The embedding model cannot be loaded from this machine."""

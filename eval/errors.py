"""The one base error of evaluation."""

from locales import CotejoError


class EvalError(CotejoError):
    """A question set cannot be used; the message says which line and why."""

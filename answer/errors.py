"""Errors of asking and of checking answers."""

from locales import CotejoError


class AnswerError(CotejoError):
    """A question, a filter or a saved answer cannot be used."""


class QuestionError(AnswerError):
    """The question cannot be answered as it stands; the message says how to mend it."""

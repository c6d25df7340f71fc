"""The languages that questions are asked in and provisions are recognised in."""

QUESTION_LANGUAGES = ("es", "en", "pt", "fr")

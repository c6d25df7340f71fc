"""An answer as text to read or paste: sentences with numbers, then the references behind them."""

from answer.records import Answer, Citation, Statement
from answer.words import force_name, language_name, page_language
from index.library import Library
from ingest.corpus import show_locator_of
from locales import say


def cited_place(citation: Citation, library: Library, language: str) -> str:
    """Return where a citation stands, in words of `language`: "PRNU 6, comentario"; with the page."""
    passage = library.passage(citation.passage_id)
    place = citation.locator
    if passage is not None:
        place = show_locator_of(library.sources[citation.source_id], passage, language)
    if citation.page is None:
        return place
    return say(language, "{place}, p. {page}", place=place, page=citation.page)


def reference(citation: Citation, library: Library, language: str) -> str:
    """Return one line that says what is cited: place, title, publisher, year, force, text language."""
    source = library.sources[citation.source_id]
    parts = [
        cited_place(citation, library, language),
        source.in_language(source.title, language),
        source.imprint(language),
        force_name(citation.force, language),
        say(
            language,
            "text in {language}",
            language=language_name(citation.lang, language),
        ),
    ]
    address = source.in_language(source.address, citation.lang)
    parts.append(address)
    return f"[{citation.number}] {'. '.join(part for part in parts if part)}"


def as_text(answer: Answer, library: Library, language: str = "") -> str:
    """Return the whole answer as plain text; `language` is that of the words around the quotes."""
    language = language or page_language(answer.lang)
    if answer.refused:
        return answer.reason
    written = answer.mode == "written"
    lines = [*_opening(answer, language)]
    for statement in answer.statements:
        lines += ["", statement.label] if statement.label else []
        lines.append(_line(statement, written, language))
    lines.append("")
    for citation in answer.citations():
        lines.append(reference(citation, library, language))
        if written:
            lines.append(f"    “{' '.join(citation.quote.split())}”")
    if answer.note:
        lines += ["", answer.note]
    if answer.withheld:
        lines.append("")
        lines.append(withheld_note(answer.withheld, language))
    return "\n".join(lines)


def _opening(answer: Answer, language: str) -> list[str]:
    """Return what stands before the first statement: how the question was understood, and the lead."""
    lines = []
    if answer.rewritten:
        lines.append(say(language, "Understood as: {question}", question=answer.rewritten))
    if answer.lead and answer.mode == "quotes":
        lines.append(answer.lead)
    return [*lines, ""] if lines else []


def _line(statement: Statement, written: bool, language: str) -> str:
    """Return a statement on one line: a quote in quotation marks, a written sentence without."""
    text = " ".join(statement.text.split())
    if not statement.proved:
        return f"{text} [{unproved_mark(language)}]"
    numbers = " ".join(f"[{citation.number}]" for citation in statement.citations)
    return f"{text} {numbers}" if written else f"“{text}” {numbers}"


def unproved_mark(language: str) -> str:
    """Return the words that stand by a written sentence which failed its check."""
    return say(language, "not supported by the sources")


def withheld_note(count: int, language: str) -> str:
    """Return words that say how many quotes failed their proof and are not shown."""
    return say(
        language,
        "Quotes that failed their proof and are not shown: {count}.",
        count=count,
    )

"""`python -m ingest report`: what in each text is to be distrusted, as lines, as JSON or as a page."""

import argparse
import dataclasses
import html
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from command_options import settings_of
from ingest.corpus import read_corpus
from ingest.distrust import Distrust, distrust
from ingest.errors import IngestError
from locales import Message, say

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin:2rem 0 .3rem;font-size:1.1rem}ul{margin:.3rem 0}li{overflow-wrap:anywhere}"
)


def report(options: argparse.Namespace, language: str) -> int:
    """Print the report, or write it as a page; return 1 if a file cannot be read, else 0.

    Raises:
        IngestError: the page cannot be written.
    """
    settings = settings_of(options)
    corpus, faults = read_corpus(*settings.corpora, seconds=settings.read_seconds)
    measured = [
        distrust(document, passages)
        for document, passages in zip(corpus.documents, corpus.split, strict=True)
    ]
    unread = [fault.message for fault in faults]
    if options.html:
        _write(options.html, _page(measured, unread, language))
        print(say(language, "The report is in {file}.", file=str(options.html)))
    elif options.json:
        records = [{**dataclasses.asdict(m), "doubts": m.doubts} for m in measured]
        told = [message.say("en") for message in unread]
        print(json.dumps({"documents": records, "unread": told}, ensure_ascii=False, indent=1))
    else:
        for document in measured:
            print(_heading(document, language))
            for line in _doubts(document, language):
                print(f"    {line}")
    if not options.html and not options.json:
        for message in unread:
            print(message.say(language), file=sys.stderr)
    return 1 if unread else 0


def _heading(document: Distrust, language: str) -> str:
    if not document.doubts:
        return say(language, "{file}: nothing to distrust was found; {coverage} % of it is in passages",
                   file=document.path, coverage=document.coverage)  # fmt: skip
    return say(language, "{file}: things to look at: {count}; {coverage} % of it is in passages",
               file=document.path, count=len(document.doubts), coverage=document.coverage)  # fmt: skip


def _doubts(document: Distrust, language: str) -> list[str]:
    """Return a sentence for each doubt, with what was found."""

    def listed(values: Sequence[object]) -> str:
        return "; ".join(map(str, values))

    sentences = {
        "pages_without_text": say(
            language, "pages without text: {pages}", pages=listed(document.pages_without_text)
        ),
        "recognised_pages": say(
            language,
            "pages read from a picture (OCR), where letters may be wrong: {pages}",
            pages=listed(document.recognised_pages),
        ),
        "coverage": say(
            language, "only {coverage} % of its letters are in passages", coverage=document.coverage
        ),
        "cut_paragraphs": say(
            language,
            "{share} % of its paragraphs begin in the middle of a sentence (wrong reading order?)",
            share=document.cut_paragraphs,
        ),
        "parted_words": say(
            language, "words that a line end has parted: {found}", found=listed(document.parted_words)
        ),
        "lost_accents": say(language, "hardly any accents: they may have been lost"),
        "broken_letters": say(
            language, "letters of a wrong encoding: {found}", found=listed(document.broken_letters)
        ),
        "other_languages": say(
            language, "passages in another language: {found}", found=listed(document.other_languages)
        ),
        "hidden": say(
            language,
            "text that a reader of its pages would not see: {found}",
            found=listed(document.hidden),
        ),
        "to_a_model": say(
            language, "text addressed to a language model: {found}", found=listed(document.to_a_model)
        ),
        "too_long": say(language, "passages too long to be found well: {count}", count=document.too_long),
        "too_short": say(language, "passages too short to say much: {count}", count=document.too_short),
    }
    return [sentences[name] for name in document.doubts]


def _page(measured: Sequence[Distrust], unread: Sequence[Message], language: str) -> str:
    """Return the report as an HTML page of its own; whatever comes from a document is escaped."""
    title = say(language, "What in each text is to be distrusted")
    parts = [
        f'<!doctype html><html lang="{html.escape(language)}"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style><h1>{html.escape(title)}</h1>",
    ]
    if unread:
        parts.append(f"<h2>{html.escape(say(language, 'Files that cannot be read'))}</h2>")
        parts.append(_list([message.say(language) for message in unread]))
    for document in sorted(measured, key=lambda m: -len(m.doubts)):
        parts.append(f"<h2>{html.escape(_heading(document, language))}</h2>")
        parts.append(_list(_doubts(document, language)))
    return "\n".join(parts)


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise IngestError(
            "{file}: cannot be written ({reason}). Name another file with --html.",
            file=str(path),
            reason=error.strerror or str(error),
        ) from error

"""What a file is, by its name and by how it begins."""

import zipfile
from enum import StrEnum
from pathlib import Path

from ingest.errors import IngestError


class FileType(StrEnum):
    """The kinds of file that can be read."""

    PDF = "PDF"
    DOCX = "Word (.docx)"
    HTML = "HTML"
    MARKDOWN = "Markdown"
    PLAIN = "plain text"


SUFFIXES = {
    ".pdf": FileType.PDF,
    ".docx": FileType.DOCX,
    ".html": FileType.HTML,
    ".htm": FileType.HTML,
    ".xhtml": FileType.HTML,
    ".md": FileType.MARKDOWN,
    ".markdown": FileType.MARKDOWN,
    ".txt": FileType.PLAIN,
}
MOST_BYTES = 300_000_000
_TEXTS = (FileType.HTML, FileType.MARKDOWN, FileType.PLAIN)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


def file_type(path: Path, name: str) -> FileType:
    """Return the type that the suffix of `path` says, having checked that its content agrees.

    Raises:
        IngestError: another suffix, an empty or too large file, or content of another type.
    """
    expected = SUFFIXES.get(path.suffix.lower())
    if expected is None:
        raise IngestError(
            "{file}: files of type {suffix!r} cannot be read. Expected one of: {expected}. Open it in the "
            "program it was made with and save it as one of these.",
            file=name,
            suffix=path.suffix,
            expected=" ".join(SUFFIXES),
        )
    size = path.stat().st_size
    if size == 0:
        raise IngestError(
            "{file}: the file is empty (0 bytes). Copy it again from where it came.", file=name
        )
    if size > MOST_BYTES:
        raise IngestError(
            "{file}: {size} MB; at most {most} MB are read. Split it into parts, or save it without its "
            "pictures.",
            file=name,
            size=size // 1_000_000,
            most=MOST_BYTES // 1_000_000,
        )
    found = found_type(path)
    if found != expected and not (found in _TEXTS and expected in _TEXTS):
        raise IngestError(
            "{file}: by its content it is {found}, by its name {expected}. Give it the name that fits, "
            "or save it as what its name says.",
            file=name,
            found=str(found),
            expected=str(expected),
        )
    return expected


def found_type(path: Path) -> str:
    """Return the type that a file's first bytes tell, or the words for one that is not read."""
    with path.open("rb") as file:
        start = file.read(2048)
    # Readers of PDF allow something before its head; a text may speak of "%PDF-1.7".
    if b"%PDF-" in start[: 1024 if path.suffix.lower() == ".pdf" else 5]:
        return FileType.PDF
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        try:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            return FileType.DOCX if path.suffix.lower() == ".docx" else "a compressed archive"
        return FileType.DOCX if "word/document.xml" in names else "a compressed archive"
    for magic, words in _FOREIGN:
        if start.startswith(magic) and (magic != b"MZ" or b"\x00" in start):
            return words
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        wide = start[1::2].count(0) > len(start) // 4 or start[::2].count(0) > len(start) // 4
        return FileType.PLAIN if wide else "binary data"
    lowered = start.lower()
    if b"<html" in lowered or b"<!doctype html" in lowered:
        return FileType.HTML
    return FileType.PLAIN

"""Odd HTML, text and Markdown files, and files whose names say what they are not; what each gets."""

import io

from PIL import Image

from tests.ingest.odd_docx import TO_A_MODEL, WORDS, Odd, Reads, Refused
from tests.ingest.pdfs import pdf

SPANISH = "¿Qué pasó en la licitación pública? Así se decidió; la niñez no quedó atrás."
LINE = 50_000_000


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def charset(name: str) -> str:
    return f'<meta charset="{name}">'


def nested(depth: int) -> bytes:
    return page("<div>" * depth + WORDS + "</div>" * depth + "<p>After.</p>")


def entity(address: str) -> bytes:
    return (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{address}">]><html><body><p>A &x; b</p></body></html>'.encode()
    )


def hidden() -> bytes:
    return page(f'<p>{WORDS}</p><p style="display:none">{TO_A_MODEL}</p>')


def picture(megabytes: int) -> bytes:
    address = "data:image/png;base64," + "A" * (megabytes * 1_000_000)
    return page(f'<p>Before.</p><img src="{address}"><p>After.</p>')


def png() -> bytes:
    file = io.BytesIO()
    Image.new("L", (40, 40), 255).save(file, format="PNG")
    return file.getvalue()


def lists(depth: int) -> bytes:
    return "".join(f"{'  ' * n}- Level {n}\n" for n in range(depth)).encode() + b"\nAfter.\n"


def yaml_bomb() -> bytes:
    lines = "".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    return f"---\nk0: &a0 [h]\n{lines}source: *a9\nlang: en\ntitle: T\n---\n{WORDS}\n".encode()


_REFRESH = '<meta http-equiv="refresh" content="0; url=http://192.0.2.1/">'
_SCRIPT = "<script>document.write('More.');</script>"
_IT_IS = "by its content it is"
_NESTED = "nested too deep to be read"
_NO_ENCODING = "not text in any encoding that is expected here"

DISGUISED = [
    Odd("empty.pdf", bytes, Refused("the file is empty (0 bytes)"), "0 bytes"),
    Odd("spaces.pdf", lambda: b" \n" * 200, Refused(f"{_IT_IS} plain text"), "white space alone"),
    Odd("picture.pdf", png, Refused(f"{_IT_IS} a picture"), "a PNG picture"),
    Odd("page.pdf", lambda: page(WORDS), Refused(f"{_IT_IS} HTML"), "HTML"),
    Odd("pdf.docx", lambda: pdf([[WORDS]]), Refused(f"{_IT_IS} PDF"), "a PDF"),
    Odd("pdf.txt", lambda: pdf([[WORDS]]), Refused(f"{_IT_IS} PDF"), "a PDF"),
    Odd("program.txt", lambda: b"MZ\x90\x00" + bytes(64), Refused(f"{_IT_IS} a program"), "a program"),
]

HTML = [
    Odd("script.html", lambda: page(f"<p>{WORDS}</p>{_SCRIPT}"), Reads(), "a script that writes words"),
    Odd("script-alone.html", lambda: page(_SCRIPT), Refused("one that a script fills?"), "a script alone"),
    Odd("entity.html", lambda: entity("file:///etc/hostname"), Reads("A &x; b", whole=False),
        "an entity that names a file of this machine"),
    Odd("nested-300.html", lambda: nested(300), Reads(f"{WORDS}\n\nAfter."), "300 elements in each other"),
    Odd("nested-10000.html", lambda: nested(10_000), Refused("nested more than 400 deep"),
        "10,000 elements in each other"),
    Odd("no-body.html", lambda: b"<html><head><title>T</title></head></html>",
        Refused("no text in the page"), "no body"),
    Odd("words-alone.html", lambda: f"<p>{WORDS}<p>More.".encode(), Reads(f"{WORDS}\n\nMore."),
        "no html, no body, no ends"),
    Odd("latin-lie.html", lambda: page(SPANISH, charset("iso-8859-1")), Reads(SPANISH),
        "UTF-8 that says it is Latin-1"),
    Odd("utf-8-lie.html", lambda: page(SPANISH, charset("utf-8")).decode().encode("cp1252"),
        Reads(SPANISH), "Windows-1252 that says it is UTF-8"),
    Odd("utf-16-lie.html", lambda: page(WORDS + "!", charset("utf-16")), Reads(WORDS + "!"),
        "ASCII that says it is UTF-16"),
    Odd("undefined-charset.html", lambda: page(WORDS, charset("undefined")), Reads(),
        "an encoding that Python refuses"),
    Odd("hidden.html", hidden, Reads(hidden=(TO_A_MODEL,)), "hidden words addressed to a model"),
    Odd("refresh.html", lambda: page(f"<p>{WORDS}</p>", _REFRESH), Reads(), "an order to go elsewhere"),
    Odd("data-picture.html", lambda: picture(12), Reads("Before.\n\nAfter."), "a picture of 12 MB in it"),
]  # fmt: skip

TEXT = [
    Odd("bom.txt", lambda: SPANISH.encode("utf-8-sig"), Reads(SPANISH), "a UTF-8 byte order mark"),
    Odd("utf-16-le.txt", lambda: SPANISH.encode("utf-16-le"), Reads(SPANISH), "UTF-16 LE, no mark"),
    Odd("utf-16-be.txt", lambda: b"\xfe\xff" + SPANISH.encode("utf-16-be"), Reads(SPANISH),
        "UTF-16 BE with its mark"),
    Odd("half-pair.txt", lambda: b"\xff\xfea\x00\x00\xd8b\x00", Refused(_NO_ENCODING),
        "UTF-16 with a lone surrogate"),
    Odd("windows-1252.txt", lambda: f"“{SPANISH}”".encode("cp1252"), Reads(f"“{SPANISH}”"), "Windows-1252"),
    Odd("latin-1.txt", lambda: SPANISH.encode("latin-1"), Reads(SPANISH), "Latin-1"),
    Odd("mac-roman.txt", lambda: SPANISH.encode("mac_roman"), Reads(SPANISH), "Mac Roman"),
    Odd("mixed.txt", lambda: f"{SPANISH}\n\n".encode() + SPANISH.encode("cp1252"), Refused(_NO_ENCODING),
        "UTF-8, then Windows-1252"),
    Odd("invalid.txt", lambda: f"{SPANISH}\n".encode() + b"\xed\xa0\x80\xff", Refused(_NO_ENCODING),
        "UTF-8 with bytes that are none"),
    Odd("nul.txt", lambda: b"One\x00two", Refused("it is binary data"), "a zero byte at its beginning"),
    Odd("late-nul.txt", lambda: b"Words. " * 500 + b"\x00After.", Reads("\x00After.", whole=False),
        "a zero byte far from its beginning"),
    Odd("spaces.txt", lambda: b" \r\n\t" * 50, Refused("no text in it"), "white space alone"),
    Odd("long-line.txt", lambda: b"word " * (LINE // 5) + b"end", Reads("word word end", whole=False),
        "one line of 50 MB"),
    Odd("cr.txt", lambda: b"One\r\rtwo\rthree", Reads("One\n\ntwo\nthree"), "line ends of old Macs"),
    Odd("bidi.txt", lambda: "abc \u202efed\u202c \u200fghi".encode(),
        Reads("abc \u202efed\u202c \u200fghi"), "marks that turn the direction of letters"),
    Odd("pki.txt", lambda: b"PKI protects keys.", Reads("PKI protects keys."), "begins like an archive"),
    Odd("mz.txt", lambda: b"MZ is a newspaper.", Reads("MZ is a newspaper."), "begins like a program"),
    Odd("of-pdf.txt", lambda: b"It begins with %PDF-1.7.", Reads("It begins with %PDF-1.7."),
        "speaks of the head of a PDF"),
]  # fmt: skip

MARKDOWN = [
    Odd("quotes-30.md", lambda: b">" * 30 + b" Deep.\n\nAfter.\n", Reads("Deep.\n\nAfter."),
        "30 quotes, each in another"),
    Odd("quotes-10000.md", lambda: b">" * 10_000 + b" Deep.\n", Refused(_NESTED),
        "10,000 quotes, each in another"),
    Odd("lists-30.md", lambda: lists(30), Reads("- Level 29\n\nAfter.", whole=False),
        "30 lists, each in another"),
    Odd("lists-1000.md", lambda: lists(1000), Refused(_NESTED), "1,000 lists, each in another"),
    Odd("stars.md", lambda: b"*" * 5000 + b"a" + b"*" * 5000, Refused(_NESTED), "5,000 stars on each side"),
    Odd("yaml-nested.md", lambda: b"---\nsource: " + b"[" * 3000 + b"]" * 3000 + b"\n---\nx\n",
        Refused(_NESTED), "front matter of 3,000 lists, each in another"),
    Odd("yaml-bomb.md", yaml_bomb, Refused("it holds 'list'"), "front matter of 400 million words"),
]  # fmt: skip

"""Odd PDF files, most of them written object by object, and what each of them gets."""

import io
import zlib

import pypdfium2 as pdfium
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.odd_docx import TO_A_MODEL, WORDS, Odd, Reads, Refused
from tests.ingest.pdfs import pdf

SHOWN = b"BT /F1 12 Tf 60 700 Td (%b) Tj ET" % WORDS.encode()
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
LEAF = b"/Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>"
MANY = 10_000


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object with that content as it is, and those entries in its dictionary."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def written(*objects: bytes) -> bytes:
    """Return a PDF file of these objects, numbered from 1; the first is its catalog."""
    parts, places, at = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects, start=1):
        places.append(at)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        at += len(parts[-1])
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n%b" % (size, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, at))
    return b"".join(parts)


def one_page(
    content: bytes = stream(SHOWN),
    page: bytes = b"/MediaBox [0 0 595 842]",
    catalog: bytes = b"",
    more: tuple[bytes, ...] = (),
    tree: bytes = TREE,
    font: bytes = FONT,
) -> bytes:
    """Return a PDF file of one page; `more` are the objects from 6 on."""
    root = b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog
    return written(root, tree, b"<< /Type /Page %b %b >>" % (LEAF, page), content, font, *more)


def encrypted_for_nobody() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("", ownerPassword="owner", strength=128))
    canvas.drawString(60, 700, WORDS)
    canvas.save()
    return file.getvalue()


def many_pages() -> bytes:
    root = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(MANY))
    shared = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
    tree = b"<< /Type /Pages /Kids [%b] /Count %d %b >>" % (kids, MANY, shared)
    leaves = []
    for n in range(MANY):
        leaves.append(b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (5 + 2 * n))
        leaves.append(stream(b"BT /F1 12 Tf 60 700 Td (Sheet %d.) Tj ET" % (n + 1)))
    return written(root, tree, FONT, *leaves)


def nested_tree(depth: int) -> bytes:
    """Return a file whose one page lies under `depth` further nodes of the page tree."""
    nodes = [
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (7 + n, 5 + n if n else 2)
        for n in range(depth - 1)
    ]
    nodes.append(b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>")
    return one_page(more=tuple(nodes), tree=b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>")


def huge_image() -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB"
        b" /BitsPerComponent 8 /Filter /FlateDecode"
    )
    image = stream(zlib.compress(bytes(3000)), entries)
    return one_page(stream(b"q 595 0 0 842 0 0 cm /X Do Q"), more=(image,))


def inflating(megabytes: int) -> bytes:
    """Return a stream that becomes so many megabytes of white space, followed by the shown words."""
    packer = zlib.compressobj(9)
    # A block after a full flush refers to nothing before it, so it may be repeated.
    first, block = (packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + block * (megabytes - 1) + packer.compress(SHOWN) + packer.flush()
    return stream(packed, b"/Filter /FlateDecode")


def nested_flate(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zlib.compress(content)
    return one_page(stream(content, b"/Filter [%b]" % (b"/FlateDecode " * times)))


def cut(mark: bytes, after: bytes = b"") -> bytes:
    """Return a file that ends before `mark`, with `after` in place of the rest."""
    return one_page().partition(mark)[0] + after


def scan(words: str) -> bytes:
    """Return a file whose one page is a picture of these words."""
    sheet = pdfium.PdfDocument(pdf([[words]] if words else [[]]))
    drawn = sheet[0].render(scale=200 / 72, grayscale=True).to_pil()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    canvas.drawImage(ImageReader(drawn), 0, 0, 595, 842)
    canvas.save()
    return file.getvalue()


def mapped(letters: dict[int, str]) -> bytes:
    """Return a page that shows "ABC" in a font that says which letters those are."""
    lines = "\n".join(f"<{code:02X}> <{ord(letter):04X}>" for code, letter in letters.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(letters)} beginbfchar\n{lines}\n"
        "endbfchar endcmap end end"
    )
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R >>")
    shown = b"BT /F1 12 Tf 60 700 Td (CBA) Tj ET"  # as it stands on the page, from left to right
    return one_page(stream(shown), font=font, more=(stream(table.encode()),))


def unmapped() -> bytes:
    below = b"/Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Own /CIDSystemInfo"
    below += b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Own /Encoding /Identity-H"
    font += b" /DescendantFonts [<< %b >>] >>" % below
    return one_page(stream(b"BT /F1 12 Tf 60 700 Td <00240025002600270028> Tj ET"), font=font)


def box(entries: bytes) -> bytes:
    return one_page(page=b"/MediaBox " + entries)


def white() -> bytes:
    shown = SHOWN + b" BT 1 1 1 rg /F1 12 Tf 60 600 Td (%b) Tj ET" % TO_A_MODEL.encode()
    return one_page(stream(shown))


_LOOP = (b"null", b"<< /First 8 0 R >>", b"<< /Title (a) /Parent 7 0 R /Next 8 0 R /First 8 0 R >>")
_ATTACHED = b"/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>"
_FILE = (b"null", b"<< /Type /Filespec /F (a) /EF << /F 8 0 R >> >>", stream(b"1", b"/Type /EmbeddedFile"))
_DAMAGED = "cannot be read as a PDF ("

PDF = [
    Odd("password.pdf", lambda: pdf([[WORDS]], "secret"), Refused("the PDF is encrypted"), "a password"),
    Odd("empty-password.pdf", encrypted_for_nobody, Reads(), "encrypted with an empty password"),
    Odd("cut.pdf", lambda: one_page()[:500], Refused(_DAMAGED), "cut off"),
    Odd("after-junk.pdf", lambda: b"junk\n" + one_page(), Reads(), "something before its head"),
    Odd("many-pages.pdf", many_pages, Reads("9999.\n\nSheet 10000.", whole=False), "10,000 pages"),
    Odd("tree-50.pdf", lambda: nested_tree(50), Reads(), "a page tree 50 deep"),
    Odd("tree-2000.pdf", lambda: nested_tree(2000), Refused("page 1: Failed"), "a page tree 2,000 deep"),
    Odd("tree-loop.pdf", lambda: one_page(tree=TREE.replace(b"3 0 R", b"2 0 R")),
        Refused("page 1: Failed to load page"), "a page tree that holds itself"),
    Odd("page-count.pdf", lambda: one_page(tree=TREE.replace(b"/Count 1", b"/Count 1000000")),
        Refused("page 2: Failed to load page"), "one page that says it is a million"),
    Odd("outline-loop.pdf", lambda: one_page(catalog=b"/Outlines 7 0 R", more=_LOOP), Reads(),
        "an outline in a circle"),
    Odd("huge-image.pdf", huge_image, Refused("no text on any of 1 pages"),
        "a picture said to be 100,000 by 100,000 dots"),
    Odd("flate-100mb.pdf", lambda: one_page(inflating(100)), Reads(), "a page of 100 MB, unpacked"),
    Odd("flate-4gb.pdf", lambda: one_page(inflating(4000)), Refused("more than 2048 MiB of memory"),
        "a page of 4 GB, unpacked"),
    Odd("flate-nested.pdf", lambda: nested_flate(SHOWN, 5), Reads(), "a page packed five times"),
    Odd("xref-wrong.pdf", lambda: one_page().replace(b"00000 n", b"00007 n"), Reads(), "wrong references"),
    Odd("xref-lost.pdf", lambda: cut(b"startxref", b"startxref\n99999999\n%%EOF\n"), Reads(),
        "references said to be where nothing is"),
    Odd("xref-none.pdf", lambda: cut(b"xref", b"trailer << /Root 1 0 R >>\n%%EOF"), Reads(),
        "no references"),
    Odd("trailer-none.pdf", lambda: cut(b"xref"), Refused(_DAMAGED), "no references, no trailer"),
    Odd("scan.pdf", lambda: scan(WORDS), Reads(), "a picture of words (read by OCR)"),
    Odd("scan-blank.pdf", lambda: scan(""), Refused("OCR finds none"), "a picture of nothing"),
    Odd("blank.pdf", lambda: pdf([[]]), Refused("no text on any of 1 pages"), "a blank page"),
    Odd("hebrew.pdf", lambda: mapped({65: "\u05d0", 66: "\u05d1", 67: "\u05d2"}),
        Reads("\u05d0\u05d1\u05d2"), "words from right to left"),
    Odd("unmapped-font.pdf", unmapped, Reads("$%&'("), "a font that does not say which letters it draws"),
    Odd("javascript.pdf", lambda: one_page(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"), Reads(),
        "JavaScript"),
    Odd("launch.pdf", lambda: one_page(catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"), Reads(),
        "a program to be started"),
    Odd("attachment.pdf", lambda: one_page(catalog=_ATTACHED, more=_FILE), Reads(), "another file in it"),
    Odd("no-size.pdf", lambda: box(b"[0 0 0 0]"), Reads(), "a page of no size"),
    Odd("vast.pdf", lambda: box(b"[0 0 100000000 100000000]"), Reads(), "a page 35 km wide"),
    Odd("turned.pdf", lambda: box(b"[0 0 595 842] /Rotate 90"), Reads(), "a page turned by 90 degrees"),
    Odd("hidden.pdf", white, Reads(f"{WORDS}\n\n{TO_A_MODEL}", (TO_A_MODEL,)),
        "white words addressed to a model"),
]  # fmt: skip

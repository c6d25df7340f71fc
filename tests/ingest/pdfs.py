"""PDF files made for one test."""

import io
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document
from ingest.pdf_reader import read_pdf

PAGES = [
    [
        "Scope of this text",
        "It quotes what States must do, “así”.",
        "",
        "Principle 5",
        "First of page one.",
    ],
    ["Second of principle 5.", "", "COMMENTARY", "Why it says so.", "Principio 6: cadena", "Last words."],
]


def pdf(pages: list[list[str]], password: str | None = None) -> bytes:
    """Return a PDF file with these lines on each page; an empty line leaves a gap."""
    file = io.BytesIO()
    encryption = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(file, encrypt=encryption)
    for lines in pages:
        text = canvas.beginText(60, 780)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def aes_256() -> bytes:
    """Return the least PDF file that says it is encrypted with AES-256."""
    zeros = {size: b"<" + b"00" * size + b">" for size in (16, 32, 48)}
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -4 /StmF /StdCF /StrF /StdCF"
        b" /CF << /StdCF << /CFM /AESV3 /Length 32 >> >>"
        b" /O %b /U %b /OE %b /UE %b /Perms %b >>"
        % (zeros[48], zeros[48], zeros[32], zeros[32], zeros[16]),
    ]
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        file + b"xref\n0 %d\n%b" % (count, table) + b"trailer\n<< /Size %d /Root 1 0 R" % count
        + b" /Encrypt 4 0 R /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n" % len(file)
    )  # fmt: skip


def read(folder: Path, data: bytes) -> Document:
    """Read a PDF file that holds `data` as "made/en.pdf"."""
    path = folder / "en.pdf"
    path.write_bytes(data)
    return read_pdf(path, "made/en.pdf", "made", "en", "Made for a test")

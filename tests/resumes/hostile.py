"""Files that mean harm, or were harmed."""

import zlib
from io import BytesIO

import pymupdf

from tests.resumes.office import packed
from tests.resumes.paper import Paper
from tests.resumes.samples import korean_free_form


def html_as_pdf() -> bytes:
    """A web page that was saved under a PDF's name, and speaks of PDFs."""
    return b"<!doctype html><html><body><p>Download the %PDF-1.7 file</p></body></html>"


def truncated() -> bytes:
    """The first half of a good file: the transfer was cut."""
    whole = korean_free_form()
    return whole[: len(whole) // 2]


def noise() -> bytes:
    """A PDF's first line and nothing of one after it."""
    return b"%PDF-1.7\n" + bytes((17 * position * position + 31) % 251 for position in range(20_000))


def encrypted() -> bytes:
    """Asks for a password before it shows anything."""
    paper = Paper()
    paper.line("secret")
    return paper.pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open sesame", owner_pw="owner")


def owner_locked() -> bytes:
    """May be read by everyone, and printed by nobody."""
    paper = Paper()
    paper.heading("EDUCATION")
    paper.line("Northfield University, 2012 - 2016")
    return paper.pdf(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", permissions=0)


def scan() -> bytes:
    """A picture of a page."""
    document = pymupdf.open()
    page = document.new_page()
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 100, 140), False)
    picture.clear_with(200)
    page.insert_image(page.rect, pixmap=picture)
    content: bytes = document.tobytes()
    return content


def many_pages(count: int) -> bytes:
    """As many empty pages as that, a hundred bytes each."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"] * count,
    )


def lying_page_count(count: int) -> bytes:
    """Announces as many pages and has one."""
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [3 0 R] >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )


def text_bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to that much text from a thousandth of it."""
    packer = zlib.compressobj(9)
    shown = b"BT /F1 10 Tf 20 20 Td (work work work work) Tj ET\n" * 20_000
    packed = b"".join(packer.compress(shown) for _ in range(megabytes)) + packer.flush()
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def nested_forms(depth: int) -> bytes:
    """Two kilobytes that draw 10 to the power of `depth` letters: every form draws the next one ten times."""
    forms = []
    for level in range(depth):
        drawn = b"/X Do " * 10 if level < depth - 1 else b"BT /F1 10 Tf (a) Tj ET"
        resources = b"/XObject << /X %d 0 R >>" % (6 + level) if level < depth - 1 else b"/Font << /F1 4 0 R >>"
        forms.append(_form(drawn, resources))
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 5 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *forms,
    )


def huge_image() -> bytes:
    """A page with a picture of 3.6 billion pixels, a few kilobytes long, and a line of text."""
    packer = zlib.compressobj(9)
    row = bytes(60_000)
    packed_rows = b"".join(packer.compress(row) for _ in range(1_000)) + packer.flush()
    shown = b"q 500 0 0 500 40 100 cm /Im Do Q BT /F1 11 Tf 50 700 Td (Jordan Ellis, Engineer) Tj ET"
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >>"
        b" /XObject << /Im 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
        b" /Length %d >>\nstream\n%b\nendstream" % (len(packed_rows), packed_rows),
    )


def broken_font() -> bytes:
    """A page in a font whose program is noise, with tables of lengths that it has not."""
    noise = b"\x00\x01\x00\x00\xff\xff\x00\x80" + b"glyf\xff\xff\xff\xff\x7f\xff\xff\xff\x7f\xff\xff\xff" * 200
    shown = b"BT /F1 11 Tf 50 700 Td (Jordan Ellis, Engineer) Tj ET"
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /TrueType /BaseFont /Broken /FirstChar 32 /LastChar 33 /Widths [1e30 -5] /FontDescriptor 6 0 R >>",
        b"<< /Type /FontDescriptor /FontName /Broken /Flags 4 /FontBBox [0 0 -1 9e9] /FontFile2 7 0 R >>",
        b"<< /Length %d /Length1 99999999 >>\nstream\n%b\nendstream" % (len(noise), noise),
    )


def old_office(stream: str) -> bytes:
    """Microsoft's old container with one stream of that name, as much of it as tells its kind."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(600)


def spreadsheet() -> bytes:
    """A zip of XML parts that is no text."""
    return packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})


def pdf_of(*objects: bytes) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _form(drawn: bytes, resources: bytes) -> bytes:
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 200] /Length %d /Resources << %b >> >>" % (len(drawn), resources)
    return head + b"\nstream\n" + drawn + b"\nendstream"

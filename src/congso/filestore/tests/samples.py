# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files made for the tests: small, real of their kind, in Vietnamese."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
import typst
from PIL import Image, ImageDraw, ImageFont

FONT = "Libertinus Serif"
LETTER = [
    "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH",
    "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    "Số: 12/TTr-SNNMT",
    "Về việc phê duyệt kế hoạch phòng, chống hạn hán năm 2026",
]


def pdf(*pages, size="13pt"):
    """Each page is a list of lines."""
    bodies = ["\n\n".join(line.replace("#", "\\#") for line in page) for page in pages]
    source = f'#set text(font: "{FONT}", size: {size}, lang: "vi")\n' + "\n#pagebreak()\n".join(
        bodies
    )
    return typst.compile(source.encode())


def scan(*pages):
    """A PDF of pictures only, as scanners make it."""
    pictures = [page_picture(page) for page in pages]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return out.getvalue()


def page_picture(lines, *, stamp=None):
    """An A4 page at 150 dpi with lines of text and, framed and red, a stamp."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((150, 150 + 60 * number), line, "black", font=_font(30))
    if stamp:
        box = draw.textbbox((200, 600), stamp, font=_font(40, bold=True))
        draw.text((200, 600), stamp, (200, 0, 0), font=_font(40, bold=True))
        draw.rectangle(
            (box[0] - 15, box[1] - 12, box[2] + 15, box[3] + 12), outline=(200, 0, 0), width=3
        )
    return page


def _font(size, *, bold=False):
    name = f"DejaVuSerif{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(f"/usr/share/fonts/truetype/dejavu/{name}", size)


def image(form, *, size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **options)
    return out.getvalue()


def encrypted_pdf(*, user="mật khẩu", owner="chủ"):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(LETTER))) as document:
        document.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
    return out.getvalue()


def word(*paragraphs, header=""):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(members, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return out.getvalue()


A = "http://schemas.openxmlformats.org/drawingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def ooxml(main, members):
    """An office file of the kind whose main part has the content type `main`."""
    types = f'<Types xmlns="{TYPES}"><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, **members})


def slides(*texts):
    parts = {
        f"ppt/slides/slide{number}.xml": f'<s xmlns:a="{A}"><a:p><a:t>{text}</a:t></a:p></s>'
        for number, text in enumerate(texts, 1)
    }
    return ooxml(MAIN.format("presentationml.presentation"), parts)


def word_with_external_template():
    types = MAIN.format("wordprocessingml.document")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relation = (
        '<Relationships><Relationship Id="r1" Target="http://10.0.0.1/x.dotm" '
        f'TargetMode="External" Type="{kind}"/></Relationships>'
    )
    members = {"word/_rels/settings.xml.rels": relation, "word/document.xml": "<d/>"}
    return ooxml(types, members)


def open_document(kind, *paragraphs, encrypted=False):
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = "".join(f"<t:p>{paragraph}</t:p>" for paragraph in paragraphs)
    lock = "<m:encryption-data/>" if encrypted else ""
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f'<c xmlns:t="{text}">{body}</c>',
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="urn:m">{lock}</m:manifest>',
        }
    )


def word97(text, *, encrypted=False, **streams):
    """A Word 97 file with one piece of two-byte text."""
    data = text.encode("utf-16-le")
    flags = 0x0100 if encrypted else 0
    head = bytearray(0x800)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", head, 10, flags)
    struct.pack_into("<i", head, 0x4C, len(text))
    plc = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, len(head), 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(head) + data, "0Table": clx, **streams})


def sheet97(*rows, encrypted=False, break_at=None):
    """An Excel 97 file with one sheet; `break_at` puts the texts over two records."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    shared = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in texts)
    table = struct.pack("<II", len(texts), len(texts)) + shared
    body = record97(0x0809, bytes(16)) + (record97(0x002F, bytes(6)) if encrypted else b"")
    body += record97(0x0085, bytes(6) + b"\x04\x00Dati")
    if break_at:
        body += record97(0x00FC, table[:break_at]) + record97(0x003C, b"\x01" + table[break_at:])
    else:
        body += record97(0x00FC, table)
    body += record97(0x000A) + record97(0x0809, bytes(16))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, str):
                body += record97(0x00FD, place + struct.pack("<I", texts.index(cell)))
            elif isinstance(cell, int):
                body += record97(0x027E, place + struct.pack("<I", (cell << 2 | 2) & 0xFFFFFFFF))
            else:
                body += record97(0x0203, place + struct.pack("<d", cell))
    return compound({"Workbook": body + record97(0x000A)})


def record97(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def compound(streams):
    """A compound file ([MS-CFB]) whose streams all lie in whole sectors."""
    padded = {
        name: data.ljust(max(4096, -len(data) % 512 + len(data)), b"\0")
        for name, data in streams.items()
    }
    chains, body, at = [], b"", 0
    starts = {}
    for name, data in padded.items():
        count = len(data) // 512
        starts[name] = at
        chains += [*range(at + 1, at + count), 0xFFFFFFFE]
        body += data
        at += count
    entries = [_entry("Root Entry", 5, child=1 if streams else -1)]
    names = list(padded)
    for number, name in enumerate(names, 1):
        right = number + 1 if number < len(names) else -1
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    sectors = len(directory) // 512
    directory_at = at
    chains += [*range(at + 1, at + sectors), 0xFFFFFFFE]
    at += sectors
    chains.append(0xFFFFFFFD)
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(512, b"\xff")
    assert len(fat) == 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", at) + b"\xff" * (4 * 108)
    return header + body + directory + fat


def _entry(name, kind, *, right=-1, child=-1, start=0, size=0):
    raw = name.encode("utf-16-le")
    data = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    data += struct.pack("<iii", -1, right, child) + bytes(36)
    return data + struct.pack("<IQ", start & 0xFFFFFFFF, size)


def bomb_word(total=1 << 30):
    """A .docx whose body inflates to `total` bytes, written without ever holding it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        types = MAIN.format("wordprocessingml.document")
        target.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Override ContentType="{types}"/></Types>',
        )
        with target.open("word/document.xml", "w", force_zip64=True) as member:
            for _turn in range(total >> 20):
                member.write(b" " * (1 << 20))
    return out.getvalue()


def lying_zip(inflated=20 << 20):
    """A zip whose directory says that its member is small, while it inflates to much more."""
    data = bytearray(archive({"a.txt": b" " * inflated}))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 1000)
    struct.pack_into("<I", data, 22, 1000)
    return bytes(data)


def pixel_flood():
    """A PNG of a few hundred bytes that says it is 30,000 by 30,000."""
    png = bytearray(image("PNG"))
    struct.pack_into(">II", png, 16, 30_000, 30_000)
    struct.pack_into(">I", png, 29, zlib.crc32(bytes(png[12:29])))
    return bytes(png)

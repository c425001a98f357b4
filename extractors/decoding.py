"""Bytes to characters: what the bytes are counts more than what the page says they are."""

import codecs
import re

CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""", re.IGNORECASE)
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
REPLACEMENT = "\ufffd"
SOUND_PER_LOST = 5
"""Characters of UTF-8 per unreadable byte that make a text UTF-8, whatever it says it is."""
PROLOG_BYTES = 4096
CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
"""C0 without tab and line ends, DEL and C1."""
TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks that make a text read otherwise than it is stored (Unicode Standard Annex 9)."""
WIDTHLESS = (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
BLANKS = dict.fromkeys((*CONTROLS, *TURNING), " ")
CONTROL = re.compile(f"[{''.join(re.escape(chr(code)) for code in (*CONTROLS, *TURNING))}]")
UNSEEN = BLANKS | dict.fromkeys(WIDTHLESS, " ")


def without_unseen(text: str) -> str:
    """Put a space for each character that nobody sees; the length stays."""
    return text.translate(UNSEEN)


def without_controls(text: str) -> str:
    """Put a space for each control character and mark that turns the reading direction; the length stays."""
    # Hardly a text has any, and looking for them costs a tenth of replacing them.
    return text.translate(BLANKS) if CONTROL.search(text) else text


def decode(body: bytes, content_type: str) -> str:
    """Decode a page; control characters and marks that turn the reading direction become spaces."""
    return without_controls(_decoded(body, content_type))


def _decoded(body: bytes, content_type: str) -> str:
    """Decode: UTF-8 wins wherever the bytes are valid UTF-8, or nearly so: valid multi-byte UTF-8 hardly occurs
    by chance, while wrong charset declarations are common. Then the header's charset, then the page's own, then
    windows-1252 as browsers do.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    broken = body.decode("utf-8", errors="replace")
    lost = broken.count(REPLACEMENT)
    whole = len(NOT_ASCII.findall(broken)) - lost
    # UTF-8 but for a few bytes: a cut character, one pasted from elsewhere.
    if whole > SOUND_PER_LOST * lost or (lost == 1 and broken[-1] == REPLACEMENT):
        return broken
    for label in _declared(body, content_type):
        try:
            return body.decode(label)
        except (LookupError, ValueError):
            continue
    return broken if whole > lost else body.decode("cp1252", errors="replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    prolog = body[:PROLOG_BYTES]
    matches = (
        CHARSET.search(content_type.encode("latin-1", "replace")),
        XML_ENCODING.search(prolog),
        CHARSET.search(prolog),
    )
    labels = [match.group(1).decode("ascii").lower() for match in matches if match]
    # Browsers read these labels as windows-1252 (WHATWG Encoding Standard); UTF-8 has been tried.
    western = {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}
    return ["cp1252" if label in western else label for label in labels if label not in ("utf-8", "utf8")]

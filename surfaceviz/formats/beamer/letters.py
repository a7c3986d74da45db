"""Any text as LaTeX shows it, and never as its commands."""

from __future__ import annotations

import re
import unicodedata

from surfaceviz.base.texts import one_line

# What is a command to TeX.
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    # The other one is in a font that is rarely there.
    "$": r"\ensuremath{\mathdollar}",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\`{}",
}
# Signs of which two together are one to TeX.
JOINED = re.compile("([-,'])(?=\\1)")
# What pdfTeX can say although it is not ASCII: its own commands, and what mathematics has.
COMMANDS = {
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "…": r"\dots{}",
    "•": r"\textbullet{}",
    "ß": r"\ss{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "¡": r"!`",
    "¿": r"?`",
    "§": r"\S{}",
    "£": r"\pounds{}",
    "©": r"\copyright{}",
    "€": r"\texteuro{}",
    "⁄": "/",
}
MATHEMATICS = {
    "−": "-",
    "×": r"\times",
    "·": r"\cdot",
    "÷": r"\div",
    "±": r"\pm",
    "°": r"^{\circ}",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "∞": r"\infty",
    "∑": r"\sum",
    "∂": r"\partial",
    "∇": r"\nabla",
    "√": r"\surd",
    "→": r"\to",
    "←": r"\gets",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
}
GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")
# Letters that look like Latin ones have no command.
LIKE_LATIN = {
    "Alpha": "A",
    "Beta": "B",
    "Epsilon": "E",
    "Zeta": "Z",
    "Eta": "H",
    "Iota": "I",
    "Kappa": "K",
    "Mu": "M",
    "Nu": "N",
    "Omicron": "O",
    "Rho": "P",
    "Tau": "T",
    "Chi": "X",
    "omicron": "o",
}
RENAMED = {"lamda": "lambda", "Lamda": "Lambda"}
POWERS = {"<super>": "^", "<sub>": "_"}
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
}
UNKNOWN = "?"
# Most of what they say must be there, or nobody could read it.
LEAST_KNOWN = 0.7
# Letters between which a line may break although there is no blank, and what may not begin one.
IDEOGRAPH = re.compile(
    "([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60])(?![、。，．：；？！）」』”’…]|$)"
)
BREAK = r"\descentbreak{}"
SURROGATE = re.compile("[\ud800-\udfff]")
PRINTED = range(32, 127)
# The last of the letters that TeX's own fonts have.
LATIN = 0x24F
# Of a string in PDF: its own signs, and those that are TeX's.
IN_STRING = re.compile(r"[^A-Za-z0-9 .:;!?+*/@'-]")


def in_unicode(text: str) -> str:
    """Return a text for LuaLaTeX and XeLaTeX, which take any letter."""
    clean = SURROGATE.sub(UNKNOWN, one_line(text))
    escaped = "".join(_command(char) or char for char in clean)
    return IDEOGRAPH.sub(lambda found: found[1] + BREAK, JOINED.sub(r"\1{}", escaped))


def in_ascii(text: str) -> str:
    """Return a text for pdfLaTeX, which knows few letters; a question mark is for all others."""
    return JOINED.sub(r"\1{}", "".join(map(_in_ascii, one_line(text))))


def foreign(text: str) -> str:
    """Return the letters of a text that TeX's own fonts do not have."""
    letters = (char for char in text if ord(char) > LATIN and not _command(char))
    return "".join(char for char in letters if unicodedata.category(char).startswith("L"))


def readable(text: str) -> bool:
    """Tell whether pdfLaTeX can show so much of a text that it can be read."""
    letters = [char for char in one_line(text) if not char.isspace()]
    known = [char for char in letters if char == UNKNOWN or _in_ascii(char) != UNKNOWN]
    return len(known) >= LEAST_KNOWN * len(letters)


def in_string(text: str) -> str:
    """Return a text as the content of a string of PDF, told to TeX."""
    clean = SURROGATE.sub(UNKNOWN, one_line(text))
    if clean.isascii():
        return IN_STRING.sub(lambda found: _octal(found[0].encode()), clean)
    return _octal(b"\xfe\xff" + clean.encode("utf-16-be"))


def in_comment(text: str) -> str:
    """Return a text as a comment of TeX, each of its lines as one."""
    lines = (one_line(line) for line in SURROGATE.sub(UNKNOWN, text).splitlines())
    return "\n".join(f"% {line}".rstrip() for line in lines)


def _in_ascii(char: str) -> str:
    if ord(char) in PRINTED:
        return SPECIAL.get(char, char)
    return _command(char) or COMMANDS.get(char) or _composed(char) or UNKNOWN


def _command(char: str) -> str:
    """Return how any TeX is told a sign that is a command or a part of mathematics, if it is."""
    if char in MATHEMATICS:
        return rf"\ensuremath{{{MATHEMATICS[char]}}}"
    return SPECIAL.get(char) or _greek(char)


def _greek(char: str) -> str:
    """Return the command of a Greek letter without accents; else nothing."""
    found = GREEK.fullmatch(unicodedata.name(char, ""))
    if not found:
        return ""
    name = found[2].lower() if found[1] == "SMALL" else found[2].capitalize()
    if name in LIKE_LATIN:
        return LIKE_LATIN[name]
    return rf"\ensuremath{{\{RENAMED.get(name, name)}}}"


def _composed(char: str) -> str:
    """Return a letter with its accents, or what else a sign is composed of; else nothing."""
    kind = unicodedata.decomposition(char).partition(" ")[0]
    plain, *marks = list(unicodedata.normalize("NFKD", char))
    if plain == char:
        return ""
    if kind in POWERS:
        return rf"\ensuremath{{{POWERS[kind]}{{{_in_ascii(plain)}}}}}"
    if not all(map(unicodedata.combining, marks)):
        return "".join(map(_in_ascii, (plain, *marks)))
    shown = _in_ascii(plain)
    for mark in marks:
        # The letter alone is better than none.
        shown = rf"\{ACCENTS[mark]}{{{shown}}}" if mark in ACCENTS else shown
    return shown


def _octal(data: bytes) -> str:
    r"""Return bytes by their numbers: TeX makes a command of each backslash but after \string."""
    return "".join(rf"\string\{byte:03o}" for byte in data)

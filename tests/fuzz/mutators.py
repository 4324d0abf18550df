"""Files made wrong on purpose, each by a number: bytes, members of a zip, cells, streams, lines."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

__all__ = ["CELLS", "MUTATORS", "mutated"]

Mutator = Callable[[bytes, random.Random], bytes]

CELLS = (
    *("", "{}", "#N/A", "#DIV/0!", "1e300", "-1e300", "nan", "inf", "0.005", "<0.5", "*", "-"),
    *("9" * 5_000, "32 March 2024", "29/02/2023", "Q1 Q2 2024", " " * 9_000, "=1+1", "\x00"),
    *('"', '"""', "a\rb", "a\nb", "1,5", "1.500,5", "٣", "١٢%", "99999999999999999999", "0.4"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}40", "]" * 50, "[" * 50, "$\\badmath{", "%s%n", "true", "None"),
)
NUMBER = re.compile(rb"\d+(?:\.\d+)?")
TAG = re.compile(rb"<[^<>]*>")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)


def flip_bytes(data: bytes, chance: random.Random) -> bytes:
    """A few bytes with other values."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The beginning of the file."""
    return data[: chance.randrange(len(data)) + 1]


def shuffle_block(data: bytes, chance: random.Random) -> bytes:
    """A part left out, written twice, or written over by another."""
    start = chance.randrange(len(data))
    stop = min(len(data), start + chance.choice((1, 4, 32, 256, 4096)))
    part = data[start:stop]
    way = chance.randrange(3)
    if way == 0:
        return data[:start] + data[stop:]
    if way == 1:
        return data[:stop] + part * chance.choice((1, 3, 50)) + data[stop:]
    other = chance.randrange(len(data))
    return data[:other] + part + data[other + len(part) :]


def change_number(data: bytes, chance: random.Random) -> bytes:
    """A number of the text that is another: a size, a count, a share."""
    found = list(NUMBER.finditer(data))
    if not found:
        return flip_bytes(data, chance)
    place = chance.choice(found)
    words = (b"0", b"-1", b"65536", b"2147483648", b"18446744073709551616", b"1e300", b"0.4")
    return data[: place.start()] + chance.choice(words) + data[place.end() :]


def change_cell(data: bytes, chance: random.Random) -> bytes:
    """A cell of delimited text that holds something odd."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    sign = next((sign for sign in (b";", b"\t", b",") if sign in lines[at]), b",")
    cells = lines[at].split(sign)
    cells[chance.randrange(len(cells))] = chance.choice(CELLS).encode()
    lines[at] = sign.join(cells)
    return b"\n".join(lines)


def change_lines(data: bytes, chance: random.Random) -> bytes:
    """Lines in another order, repeated, with other ends or in another encoding."""
    lines = data.split(b"\n")
    way = chance.randrange(5)
    if way == 0:
        chance.shuffle(lines)
    elif way == 1:
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    elif way == 2:
        return data.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\n", b"\n\r")))
    elif way == 3:
        return data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "cp1252")), "replace"
        )
    else:
        lines[chance.randrange(len(lines))] += b"," * chance.choice((1, 50, 5_000))
    return b"\n".join(lines)


def change_member(data: bytes, chance: random.Random) -> bytes:
    """A zip, one member of which is changed and packed anew with its right checksum."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return flip_bytes(data, chance)
    if not parts:
        return flip_bytes(data, chance)
    name = chance.choice(list(parts))
    ways = (flip_bytes, shuffle_block, change_number, change_tag, change_value)
    parts[name] = chance.choice(ways)(parts[name], chance)
    if len(parts) > 1 and chance.random() < 0.1:
        del parts[chance.choice(list(parts))]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def change_tag(data: bytes, chance: random.Random) -> bytes:
    """A tag left out, written twice or put elsewhere."""
    tags = list(TAG.finditer(data))
    if not tags:
        return flip_bytes(data, chance)
    tag, other = chance.choice(tags), chance.choice(tags)
    way = chance.randrange(3)
    if way == 0:
        return data[: tag.start()] + data[tag.end() :]
    if way == 1:
        return data[: tag.end()] + tag.group() * chance.choice((1, 2, 500)) + data[tag.end() :]
    return data[: tag.start()] + other.group() + data[tag.end() :]


def change_value(data: bytes, chance: random.Random) -> bytes:
    """The text between two tags that is something odd."""
    found = list(re.finditer(rb">([^<>]+)<", data))
    if not found:
        return flip_bytes(data, chance)
    place = chance.choice(found)
    return data[: place.start(1)] + chance.choice(CELLS).encode() + data[place.end(1) :]


def change_stream(data: bytes, chance: random.Random) -> bytes:
    """A stream of a PDF, unpacked, changed and put back as it is."""
    found = list(STREAM.finditer(data))
    if not found:
        return flip_bytes(data, chance)
    place = chance.choice(found)
    try:
        body = zlib.decompress(place[1])
    except zlib.error:
        body = place[1]
    body = chance.choice((flip_bytes, shuffle_block, change_number))(body or b"0", chance)
    return data[: place.start(1)] + zlib.compress(body) + data[place.end(1) :]


ANY: tuple[Mutator, ...] = (flip_bytes, cut, shuffle_block)
MUTATORS: dict[str, tuple[Mutator, ...]] = {
    **dict.fromkeys((".xlsx", ".ods"), (*ANY, change_member, change_member, change_member)),
    ".pdf": (*ANY, change_stream, change_stream, change_number),
    **dict.fromkeys(
        (".csv", ".ropf"), (*ANY, change_cell, change_cell, change_lines, change_number)
    ),
    **dict.fromkeys((".html", ".json", ".toml"), (*ANY, change_tag, change_value, change_number)),
    **dict.fromkeys((".sav", ".zsav", ".dta", ".parquet", ".xls"), (*ANY, flip_bytes, flip_bytes)),
}
"""By the ending of a file: what may be done to it."""


def mutated(data: bytes, ending: str, number: str) -> bytes:
    """The file made wrong, always in the same way for the same number."""
    chance = random.Random(number)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(MUTATORS[ending])(data or b"\x00", chance)
    return data

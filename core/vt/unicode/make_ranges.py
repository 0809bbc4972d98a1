#!/usr/bin/env python3
"""Writes ranges.h from the files of the Unicode Character Database (Debian: the package unicode-data).

    core/vt/unicode/make_ranges.py /usr/share/unicode > core/vt/unicode/ranges.h

Every code point gets its columns and what it does to the cluster before it; README.md in core/vt says by which rules.
"""
import re
import sys
from pathlib import Path

AMBIGUOUS, PICTOGRAPHIC, VARIATION_BASE, REGIONAL, MODIFIER = 4, 8, 16, 32, 64
LIMIT = 0x110000


def entries(path):
    """(first, last, value) of each line 'XXXX[..YYYY] ; value'; '@missing' lines are the defaults, so they come first."""
    given, missing = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        target = given
        if line.startswith("# @missing:"):
            line, target = line[len("# @missing:"):], missing
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) < 2 or not re.fullmatch(r"[0-9A-F]{4,6}(\.\.[0-9A-F]{4,6})?", fields[0]):
            continue
        first, _, last = fields[0].partition("..")
        target.append((int(first, 16), int(last or first, 16), fields[1]))
    return missing + given


def code_points(path, value):
    return {c for first, last, v in entries(path) if v == value for c in range(first, last + 1)}


def properties(ucd):
    emoji = ucd / "emoji" / "emoji-data.txt"
    category, east_asian = ["Cn"] * LIMIT, ["N"] * LIMIT
    for first, last, v in entries(ucd / "extracted" / "DerivedGeneralCategory.txt"):
        category[first:last + 1] = [v] * (last + 1 - first)
    for first, last, v in entries(ucd / "EastAsianWidth.txt"):
        east_asian[first:last + 1] = [{"Wide": "W", "Neutral": "N"}.get(v, v)] * (last + 1 - first)
    spacing = code_points(ucd / "PropList.txt", "Prepended_Concatenation_Mark") | {0xAD}
    joined_jamo = set(range(0x1160, 0x1200)) | set(range(0xD7B0, 0xD800))
    shown_as_emoji = code_points(emoji, "Emoji_Presentation")
    pictographic = code_points(emoji, "Extended_Pictographic")
    modifiers = code_points(emoji, "Emoji_Modifier")
    regional = code_points(ucd / "PropList.txt", "Regional_Indicator")
    variation_bases = {
        int(line.split()[0], 16)
        for line in (ucd / "emoji" / "emoji-variation-sequences.txt").read_text(encoding="utf-8").splitlines()
        if re.match(r"[0-9A-F]{4,6} FE0F", line)
    }
    out = []
    for c in range(LIMIT):
        if c in joined_jamo or (category[c] in ("Mn", "Me", "Cf") and c not in spacing):
            value = 0
        elif east_asian[c] in ("W", "F") or c in shown_as_emoji:
            value = 2
        else:
            value = 1 | (AMBIGUOUS if east_asian[c] == "A" else 0)
        for members, bit in ((pictographic, PICTOGRAPHIC), (variation_bases, VARIATION_BASE), (regional, REGIONAL), (modifiers, MODIFIER)):
            value |= bit if c in members else 0
        out.append(value)
    return out


def main():
    ucd = Path(sys.argv[1])
    version = re.search(r"EastAsianWidth-([0-9.]+)\.txt", (ucd / "EastAsianWidth.txt").read_text(encoding="utf-8")).group(1)
    values = properties(ucd)
    ranges, first = [], 0
    for c in range(1, LIMIT + 1):
        if c == LIMIT or values[c] != values[first]:
            if values[first] != 1:
                ranges.append((first, c - 1, values[first]))
            first = c
    print("// Made by make_ranges.py from the Unicode Character Database " + version + ": do not edit.")
    print("#pragma once\n#include <cstdint>\n\nnamespace core::vt {\n")
    print('inline constexpr char kUnicodeVersion[] = "' + version + '";\n')
    print("struct CharRange\n{\n    char32_t first, last;\n    std::uint8_t value; // as CharProperties; what is in no range is 1\n};\n")
    print("// clang-format off\ninline constexpr CharRange kCharRanges[] = {")
    line = "   "
    for first, last, value in ranges:
        item = f" {{0x{first:x}, 0x{last:x}, {value}}},"
        if len(line) + len(item) > 140:
            print(line)
            line = "   "
        line += item
    print(line + "\n};\n// clang-format on\n\n} // namespace core::vt")


main()

#!/usr/bin/env python3
"""check_bytes.py SOURCE_DIR: fails when a source file holds control bytes. They do not show: an escape is written \\x1b."""
import pathlib
import sys


def check(source):
    for folder in ("app", "core", "ui", "tests", "proto"):
        for path in sorted((source / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".py", ".md", ".proto", ".txt", ".in"):
                continue
            for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
                if any((byte < 0x20 and byte != 0x09) or byte == 0x7f for byte in line):
                    yield f"{path}:{number}: a control byte"


if __name__ == "__main__":
    problems = list(check(pathlib.Path(sys.argv[1])))
    print("\n".join(problems))
    sys.exit(bool(problems))

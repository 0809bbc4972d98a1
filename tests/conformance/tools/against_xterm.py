#!/usr/bin/env python3
"""Runs the cases through a real xterm and lists where its screen, cursor or title is not what the case expects.

usage: against_xterm.py [NAME…]    (needs xterm and a DISPLAY; NAME: only cases whose name or function contains it)
       against_xterm.py --random RENDERER [SEED [STREAMS]]

The second form feeds random streams, put together from the inputs of the cases that have no `differs:` line, to xterm
and to RENDERER (berthctl), and prints the smallest stream of each difference.

xterm's screen is read with DECRQCRA, a cell at a time. What it answers to queries is shown too, when a case expects
replies: there a difference is often a different but honest answer.
"""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

from cases import read_cases, unescaped

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"


class Terminal:
    """The xterm this process runs in."""

    def __init__(self):
        import termios
        import tty
        tty.setraw(0)
        termios.tcflush(0, termios.TCIFLUSH)
        self.buffer = b""

    def ask(self, question, pattern):
        """What came before the answer, and the answer."""
        import select
        os.write(1, question)
        while True:
            match = re.search(pattern, self.buffer)
            if match:
                before, self.buffer = self.buffer[:match.start()], self.buffer[match.end():]
                return before, match
            if not select.select([0], [], [], 5)[0]:
                raise TimeoutError(repr(question) + " " + repr(self.buffer))
            self.buffer += os.read(0, 65536)

    def resize(self, cols, rows):
        for _ in range(100):
            match = self.ask(b"\x1b[18t", rb"\x1b\[8;(\d+);(\d+)t")[1]
            if (int(match[1]), int(match[2])) == (rows, cols):
                return
            os.write(1, b"\x1b[8;%d;%dt" % (rows, cols))
        raise TimeoutError(f"size {cols}x{rows}")

    def screen(self, cols, rows):
        lines = []
        for row in range(1, rows + 1):
            query = b"".join(b"\x1b[1;1;%d;%d;%d;%d*y" % (row, col, row, col) for col in range(1, cols + 1))
            text = ""
            os.write(1, query)
            for _ in range(cols):
                code = int(self.ask(b"", rb"\x1bP1!~([0-9A-F]{4})\x1b\\")[1][1], 16)
                text += chr(code) if code else " "
            lines.append(text.replace("\uffff", "").rstrip())  # the second half of a wide character
        return lines


def run_case(terminal, case):
    os.write(1, b'\x18\x1b[64;1"p\x1b F\x1bc\x1b[?1047h\x1b[?1047l\x1b]2;\x1b\\')
    terminal.resize(case["cols"], case["rows"])
    os.write(1, b"\x1bc\x1b[3J")
    terminal.ask(b"\x1b[5n", rb"\x1b\[0n")
    os.write(1, bytes.fromhex(case["input"]) + b"\x18\x1b F")
    replies, position = terminal.ask(b"\x1b[6n\x1b[5n", rb"\x1b\[(\d+);(\d+)R\x1b\[0n")
    row, col = int(position[1]) - 1, int(position[2]) - 1
    if terminal.ask(b"\x1b[?6$p", rb"\x1b\[\?6;(\d)\$y")[1][1] == b"1":
        row += int(terminal.ask(b"\x1bP$qr\x1b\\", rb"\x1bP1\$r(\d+);\d+r\x1b\\")[1][1]) - 1
        if terminal.ask(b"\x1b[?69$p", rb"\x1b\[\?69;(\d)\$y")[1][1] == b"1":
            col += int(terminal.ask(b"\x1bP$qs\x1b\\", rb"\x1bP1\$r(\d+);\d+s\x1b\\")[1][1]) - 1
    os.write(1, b'\x1b[?6l\x1b[0m\x1b[64;1"p')
    screen = terminal.screen(case["cols"], case["rows"])
    title = terminal.ask(b"\x1b[21t", rb"\x1b\]l(.*?)\x1b\\")[1][1].decode(errors="replace")
    title = "" if title == "xterm" else title  # what an empty one becomes
    return {"cursor": f"{row},{col}", "screen": screen, "title": title, "replies": replies.decode(errors="replace")}


def inside(path):
    cases = json.loads(pathlib.Path(path).read_text())
    terminal = Terminal()
    results = []
    for case in cases:
        try:
            results.append(run_case(terminal, case))
        except TimeoutError as error:
            terminal.buffer = b""
            results.append({"failed": str(error)})
        pathlib.Path(path + ".out").write_text(json.dumps(results))


def seen(result, key):
    words = key.split()
    if words[0] == "row":
        return result["screen"][int(words[1])]
    if words[0] == "screen":
        return "|".join(result["screen"]).rstrip("|")
    if words[0] in ("cursor", "title", "replies"):
        return result[words[0]]
    return None


def comparable(text):
    """As a checksum of 16 bits can tell it, with characters composed as xterm composes them."""
    text = "".join(chr(ord(c) & 0xffff) for c in text)
    return unicodedata.normalize("NFC", text)


def xterm_results(cases):
    """What an xterm shows after each case's input."""
    if not cases:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases")
        pathlib.Path(path).write_text(json.dumps(
            [{"cols": c.cols, "rows": c.rows, "input": c.input.hex()} for c in cases]))
        settings = ["allowWindowOps: true", "disallowedWindowOps:", "checksumExtension: 55", "allowTitleOps: true",
                    "saveLines: 100", "utf8Title: true", "decTerminalID: vt420", "maximized: false",
                    "allowC1Printable: false", "c132: false"]
        command = ["xterm", "-u8", "-geometry", "80x24"]
        for setting in settings:
            command += ["-xrm", "XTerm*vt100." + setting, "-xrm", "XTerm*" + setting]
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        subprocess.run(command + ["-e", sys.executable, os.path.abspath(__file__), "--inside", path], env=environment, timeout=1200)
        return json.loads(pathlib.Path(path + ".out").read_text())


class Stream:
    """Pieces of input, on a small screen."""
    cols, rows = 12, 5

    def __init__(self, pieces):
        self.pieces = pieces
        self.input = b"".join(pieces)


def differences(streams, renderer):
    """Where xterm and Berth differ, or None, for each stream."""
    found = []
    for stream, theirs in zip(streams, xterm_results(streams)):
        shown = subprocess.run([renderer, "vt", "render", "--json", "--size", f"{stream.cols}x{stream.rows}"],
                               input=stream.input, capture_output=True, check=True).stdout
        ours = json.loads(shown)
        cursor = f"{ours['cursor']['row']},{ours['cursor']['col']}"
        if "failed" in theirs:
            found.append(None)
        elif comparable("|".join(theirs["screen"])) != comparable("|".join(ours["lines"])):
            found.append(f"xterm {theirs['screen']}\n    Berth {ours['lines']}")
        else:
            found.append(None if theirs["cursor"] == cursor else f"cursor: xterm {theirs['cursor']}, Berth {cursor}")
    return found


def random_streams(renderer, seed="1", count="100"):
    pick = random.Random(int(seed))
    skipped = {c.function for c in read_cases(CASES) if c.function in ("DECSCL", "S8C1T", "XTWINOPS", "DECRQCRA", "RIS")}
    pieces = sorted({piece for c in read_cases(CASES) if not c.differs and not c.miss and c.function not in skipped
                     for piece in re.split(rb"(?=\x1b[^\\])", c.input) if 0 < len(piece) < 60 and b"\x18" not in piece})
    failing = [Stream([pick.choice(pieces) for _ in range(pick.randint(3, 25))]) for _ in range(int(count))]
    failing = [s for s, problem in zip(failing, differences(failing, renderer)) if problem]
    smallest = {}
    while failing:  # each without one of its pieces, until none can go
        shorter = [(s, Stream(s.pieces[:i] + s.pieces[i + 1:])) for s in failing for i in range(len(s.pieces)) if len(s.pieces) > 1]
        still = {}
        for (parent, child), problem in zip(shorter, differences([c for _, c in shorter], renderer)):
            if problem:
                still.setdefault(parent, child)
        for stream in failing:
            if stream not in still:
                smallest[stream.input] = stream
        failing = list({child.input: child for child in still.values()}.values())
    last = list(smallest.values())
    for stream, problem in zip(last, differences(last, renderer)):
        print(f"{stream.input.decode(errors='backslashreplace')!r}\n    {problem}")
    print(f"{len(last)} differences")


def main(names):
    cases = [c for c in read_cases(CASES) if not names or any(n in c.name or n in c.function for n in names)]
    cases.sort(key=lambda c: (c.cols, c.rows))
    results = xterm_results(cases)
    different = known = 0
    for case, result in zip(cases, results):
        if "failed" in result:
            print(f"{case.file}: {case.function}: {case.name}: no answer: {result['failed']}")
            continue
        for key, value in case.expected:
            actual = seen(result, key)
            wanted = value
            if key.startswith("row ") or key in ("screen", "replies"):
                wanted = unescaped(value).decode(errors="replace")
            if actual is not None and comparable(actual) != comparable(wanted):
                if case.differs:
                    known += 1
                    continue
                different += 1
                print(f"{case.file}: {case.function}: {case.name}\n    in {case.input!r} {case.cols}x{case.rows}\n"
                      f"    {key}: case {wanted!r}, xterm {actual!r}")
    print(f"{len(cases)} cases, {different} differences, {known} on purpose")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2])
    elif sys.argv[1:2] == ["--random"]:
        random_streams(*sys.argv[2:])
    else:
        main(sys.argv[1:])

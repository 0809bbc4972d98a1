"""The files in cases/, for the comparing tools."""
import pathlib
import re

ESCAPES = {"e": "\x1b", "r": "\r", "n": "\n", "t": "\t", "b": "\b", "s": " "}


def unescaped(text):
    out = bytearray()
    i = 0
    while i < len(text):
        c = text[i]
        i += 1
        if c != "\\" or i == len(text):
            out += c.encode()
            continue
        c = text[i]
        i += 1
        digits = {"x": 2, "u": 4, "U": 6}.get(c)
        if digits is None:
            out += ESCAPES.get(c, c).encode()
            continue
        value = int(text[i:i + digits], 16)
        i += digits
        out += bytes([value]) if c == "x" else chr(value).encode("utf-8", "surrogatepass")
    return bytes(out)


class Case:
    def __init__(self, file, function, name):
        self.file, self.function, self.name = file, function, name
        self.cols, self.rows = 80, 24
        self.input = b""
        self.expected = []
        self.miss = ""
        self.differs = ""


def read_cases(folder):
    cases = []
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        function = ""
        for line in path.read_text().split("\n"):
            match = re.match(r"(?!#)([^:]+): ?(.*)$", line)
            if not match:
                continue
            key, value = match.groups()
            if key == "function":
                function = value
            elif key == "case":
                cases.append(Case(path.name, function, value))
            elif key == "size":
                cases[-1].cols, cases[-1].rows = map(int, value.split("x"))
            elif key == "in":
                cases[-1].input += unescaped(value)
            elif key == "miss":
                cases[-1].miss = value
            elif key == "differs":
                cases[-1].differs = value
            elif key not in ("spec", "option"):
                cases[-1].expected.append((key, value))
    return cases

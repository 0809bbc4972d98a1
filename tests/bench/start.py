#!/usr/bin/env python3
"""start.py [BERTH] [RUNS]: from exec to the program's first byte and to the first painted prompt, and what is resident then.

Needs Xvfb and bash. Each run has a home folder of its own. The prompt is a block of a colour that nothing else has, looked for
in the display's pixels every millisecond or two; the first byte is written by the shell's start file. Prints, asserts nothing.
"""
import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

COLOR = (1, 250, 3)
WIDTH, HEIGHT = 1400, 900


class XImage(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int), ("format", ctypes.c_int),
                ("data", ctypes.POINTER(ctypes.c_char)), ("byte_order", ctypes.c_int), ("bitmap_unit", ctypes.c_int),
                ("bitmap_bit_order", ctypes.c_int), ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int), ("bytes_per_line", ctypes.c_int)]


def find(x11, display, area):
    """Where the colour is in `area` of the display; None: nowhere."""
    x, y, width, height = area
    x11.XGetImage.restype = ctypes.POINTER(XImage)
    image = x11.XGetImage(ctypes.c_void_p(display), x11.XDefaultRootWindow(ctypes.c_void_p(display)), x, y, width, height,
                          ctypes.c_ulong(0xffffffff), 2)
    line = image.contents.bytes_per_line
    at = ctypes.string_at(image.contents.data, line * height).find(bytes(reversed(COLOR)))
    x11.XDestroyImage(image)
    return None if at < 0 else (x + at % line // 4, y + at // line)


def tree(pid):
    """(name, MiB) of a process and of all below it."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/status") as file:
                    fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
                found.append((int(entry), int(fields["PPid"]), fields["Name"], int(fields.get("VmRSS", "0 kB").split()[0]) / 1024))
            except (OSError, KeyError):
                pass
    mine, grown = {pid}, True
    while grown:
        more = {p for p, parent, _, _ in found if parent in mine} - mine
        mine |= more
        grown = bool(more)
    return [(name, mib) for p, _, name, mib in found if p in mine]


def measure(berth, x11, display, area):
    with tempfile.TemporaryDirectory() as home:
        os.mkdir(home + "/run", 0o700)
        first = home + "/first"
        with open(home + "/.bashrc", "w") as file:
            file.write(f"echo $EPOCHREALTIME >{first}\nPS1='\\[\\e[48;2;{';'.join(map(str, COLOR))}m\\]      \\[\\e[m\\] '\n")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "WAYLAND", "BERTH_"))}
        environment.update(HOME=home, XDG_RUNTIME_DIR=home + "/run", SHELL="/bin/bash", LC_ALL="C.UTF-8")
        begin = time.time()
        process = subprocess.Popen([berth], env=environment, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        painted = place = None
        try:
            while time.time() < begin + 10 and place is None:
                place = find(x11, display, area)
                painted = time.time() - begin
                time.sleep(0.001)
            time.sleep(1.5)
            if place is None or not os.path.exists(first):
                sys.exit(f"{berth}: no prompt was painted within 10 s")
            with open(first) as file:
                byte = float(file.read()) - begin
            return byte * 1e3, painted * 1e3, tree(process.pid), place
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            time.sleep(0.3)


def main():
    berth = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/bin/berth")
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        os.environ["DISPLAY"] = ":" + server.stdout.readline().decode().strip()
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = x11.XOpenDisplay(None)
        # Once to know where: looking at the whole display takes a processor of its own.
        place = measure(berth, x11, display, (0, 0, WIDTH, HEIGHT))[3]
        results = [measure(berth, x11, display, (*place, 4, 4)) for _ in range(runs)]
    finally:
        server.terminate()
    for name, column in (("first byte of the shell, ms", 0), ("first painted prompt, ms", 1)):
        values = sorted(r[column] for r in results)
        print(f"{name:30} median {statistics.median(values):6.1f}   {' '.join(f'{v:.0f}' for v in values)}")
    for name in sorted({n for r in results for n, _ in r[2]}):
        print(f"{'resident MiB of ' + name:30} median {statistics.median(sum(m for n, m in r[2] if n == name) for r in results):6.1f}")


if __name__ == "__main__":
    main()

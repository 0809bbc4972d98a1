#!/usr/bin/env python3
"""Records programs in a terminal of 80x24 and writes what tmux makes of the same bytes beside each recording.

usage: record.py [NAME…]            records (all or these) and writes NAME.bytes and NAME.expected
       record.py --expect [NAME…]   writes only NAME.expected, from what is recorded

What is recorded is made here: fixed files, a fixed repository, no clock, no host name. htop runs in a process namespace
of its own (needs root), apt removes a package that is made for it (needs root, Debian). An expectation is not to be
trusted unseen: compare it with xterm.js and with Berth, and look at every difference.
"""
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

OUT = pathlib.Path(__file__).resolve().parent.parent / "recordings"
COLS, ROWS = 80, 24
QUIET = 0.7  # seconds without output after which a program is taken to wait for keys

TEXT = "".join(f"{i:3}  {'Lorem ipsum dolor sit amet, consectetur adipiscing elit. ' * (1 + i % 2)}\n" for i in range(1, 80))
CODE = """#include <stdio.h>

/* Greets everybody: \u4f60\u597d, \u4e16\u754c \u2014 caf\u00e9. */
static const char *names[] = { "Ada", "Grace", "Edsger", NULL };

int main(void)
{
\tfor (const char **n = names; *n; n++) {
\t\tif (printf("Hello, %s!\\n", *n) < 0)
\t\t\treturn 1;
\t}
\treturn 0;
}
"""


def run(argv, steps, cwd, environment=None, until=None):
    """What the program writes while the steps are typed; it is killed where the last one ends, or once it wrote `until`."""
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
           "TZ": "UTC", "SHELL": "/bin/sh", "USER": "user", **(environment or {})}
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execvpe(argv[0], argv, env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
    os.kill(pid, signal.SIGWINCH)
    out = b""

    def drain():
        nonlocal out
        while select.select([fd], [], [], QUIET)[0]:
            try:
                data = os.read(fd, 65536)
            except OSError:
                return
            if not data:
                return
            out += data

    drain()
    for step in steps:
        os.write(fd, step.encode())
        drain()
    while until and until not in out:
        drain()
    os.kill(pid, signal.SIGKILL)
    os.close(fd)
    os.waitpid(pid, 0)
    return out


def files(folder):
    (folder / "text").write_text(TEXT)
    (folder / "hello.c").write_text(CODE)


def repository(folder):
    def git(*arguments, day):
        date = f"2024-03-{day:02}T12:00:00+0000"
        subprocess.run(["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main", *arguments],
                       cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
    git("init", ".", day=1)
    git("commit", "--allow-empty", "-m", "Begin", day=1)
    for day, text in enumerate(["Read the manual", "Mend what the manual breaks", "Say why"], 2):
        git("commit", "--allow-empty", "-m", text, day=day)
    git("checkout", "-b", "wide", day=6)
    git("commit", "--allow-empty", "-m", "\u5e83\u3044\u6587\u5b57: wide characters in a subject", day=6)
    git("checkout", "main", day=7)
    git("commit", "--allow-empty", "-m", "Meanwhile", day=7)
    git("merge", "--no-ff", "-m", "Merge wide", "wide", day=8)
    git("tag", "v1", day=8)


def vim(folder):
    files(folder)
    # Everything that depends on the installation is named here.
    setup = "set nocompatible ruler showcmd number hlsearch laststatus=2 background=dark title titlestring=vim\\ %t | syntax on"
    return run(["vim", "-u", "NONE", "-i", "NONE", "-n", "--cmd", setup, "hello.c"],
               [":syntax on\r", "/printf\r", "ofoo();\x1b", ":split text\r", "20G", "\x17j", "dd", "u", ":set list\r", "\x16jjl"], folder)


def less(folder):
    files(folder)
    return run(["less", "-N", "text"], [" ", "/elit. Lorem\r", "n", "G", "u", "k", "k", "&7\r", "jjj"], folder, {"LESSHISTFILE": "-"})


def htop(folder):
    (folder / "htoprc").write_text(
        "htop_version=3.2.2\nconfig_reader_min_version=3\nfields=0 48 17 18 1\nhide_kernel_threads=1\ntree_view=1\nheader_margin=1\n"
        "header_layout=two_50_50\ncolumn_meters_0=AllCPUs Memory\ncolumn_meter_modes_0=1 1\ncolumn_meters_1=Tasks\n"
        "column_meter_modes_1=2\ndelay=15\nenable_mouse=1\nhighlight_base_name=1\n")
    return run(["unshare", "--pid", "--fork", "--mount-proc", "--uts", "sh", "-c", "sleep 99 & sleep 98 & htop --delay 100; true"],
               ["\x1bOB", "\x1bOB", "\x1bOQ", "\x1b"], folder, {"HTOPRC": str(folder / "htoprc")})


def tmux(folder):
    files(folder)
    (folder / "tmux.conf").write_text("set -g status-right ''\nset -g status-left '[demo] '\nset -g default-shell /bin/sh\n"
                                      "set -g automatic-rename off\nset -g set-titles on\nset -g set-titles-string 'tmux demo'\nset -g escape-time 0\n")
    socket = str(folder / "socket")
    try:
        return run(["tmux", "-S", socket, "-f", "tmux.conf", "new-session", "-n", "one", "PS1='$ ' sh"],
                   ["head -30 text\r", "\x02%", "PS1='# '; clear\r", "cat hello.c\r", "\x02\"", "printf '\\033[31mred\\033[m \u754c\\n'\r", "\x02z", "\x02z", "\x02["],
                   folder, {"ENV": ""})
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], stderr=subprocess.DEVNULL)


def fish(folder):
    files(folder)
    setup = "function fish_prompt; set_color green; echo -n 'demo> '; set_color normal; end; set -g fish_greeting; function fish_title; echo fish; end"
    return run(["fish", "--no-config", "--private", "-C", setup],
               ["echo hello wor", "ld | string upper\r", "head -3 text\r", "ls\t", "\x15cat h\t", "\r", "for i in 1 2\recho $i\rend\r", "nosuchcommand --flag 'a b"], folder)


def git_log(folder):
    repository(folder)
    return run(["git", "log", "--graph", "--color", "--decorate", "--stat"], [" ", "/wide\r", "g", "j"], folder,
               {"GIT_PAGER": "less -R", "LESSHISTFILE": "-", "GIT_CONFIG_NOSYSTEM": "1"})


def apt(folder):
    package = folder / "package"
    (package / "DEBIAN").mkdir(parents=True)
    (package / "DEBIAN" / "control").write_text("Package: demo-for-a-recording\nVersion: 1.0\nArchitecture: all\nMaintainer: Ada <ada@example.org>\nDescription: demo\n")
    (package / "DEBIAN" / "prerm").write_text("#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo \"Removing part $i\"; done\n")
    (package / "DEBIAN" / "prerm").chmod(0o755)
    (package / "DEBIAN").chmod(0o755)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", str(package), str(folder / "demo.deb")], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["dpkg", "-i", str(folder / "demo.deb")], check=True, stdout=subprocess.DEVNULL)
    return run(["sh", "-c", "for i in 1 2 3 4 5 6; do echo line $i; done; apt-get -y -o Dpkg::Progress-Fancy=1 -o Dir::Etc::SourceParts=/dev/null "
                "-o Dir::Etc::SourceList=/dev/null -o APT::Get::HideAutoRemove=true remove demo-for-a-recording; echo all done; sleep 60"],
               [], folder, until=b"all done")


def apt_progress(folder):
    """The same, while the bar is still there."""
    out = apt(folder)
    return out[:out.rindex(b"Progress: [")] + b"Progress: ["


PROGRAMS = {"vim": vim, "less": less, "htop": htop, "tmux": tmux, "fish": fish, "git-log": git_log, "apt": apt, "apt-progress": apt_progress}


ATTRIBUTES = {1: "bold", 2: "faint", 3: "italic", 4: "underline", 5: "blink", 7: "reverse", 8: "conceal", 9: "strike", 53: "overline"}
UNDERLINES = {"4:2": "double", "4:3": "curly", "4:4": "dotted", "4:5": "dashed"}
NAMES = ["bold", "faint", "italic", "underline", *UNDERLINES.values(), "blink", "reverse", "conceal", "strike", "overline"]
DEFAULT = ("null", "null", frozenset())


def sgr(style, parameters):
    """What the parameters of one SGR make of a style: (foreground, background, set of attributes)."""
    foreground, background, attributes = style
    codes = parameters.split(";") if parameters else ["0"]
    while codes:
        code = codes.pop(0)
        if code in ("38", "48"):
            kind = codes.pop(0)
            color = codes.pop(0) if kind == "5" else "#" + "".join(f"{int(codes.pop(0)):02x}" for _ in range(3))
            foreground, background = (color, background) if code == "38" else (foreground, color)
            continue
        number = int(code.split(":")[0])
        if number == 0:
            foreground, background, attributes = DEFAULT
        elif number in ATTRIBUTES:
            attributes |= {UNDERLINES.get(code, ATTRIBUTES[number])}
        elif 30 <= number <= 37 or 90 <= number <= 97:
            foreground = str(number - 30 if number < 90 else number - 82)
        elif 40 <= number <= 47 or 100 <= number <= 107:
            background = str(number - 40 if number < 100 else number - 92)
        elif number == 39:
            foreground = "null"
        elif number == 49:
            background = "null"
    return foreground, background, attributes


def styles_of(lines):
    """Of each line with SGR in it: its stretches that are not plain, as FROM-TO FOREGROUND BACKGROUND ATTRIBUTES.

    Without one at the line's end that is only a background: tmux does not show all of what was erased in a colour."""
    out, style = [], DEFAULT
    for line in lines:
        stretches, col = [], 0
        for escape, character in re.findall(r"\x1b\[([0-9;:]*)m|([^\x0e\x0f])", line):
            if not character:
                style = sgr(style, escape)
                continue
            width = 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if style != DEFAULT and width:
                if stretches and stretches[-1][1:] == [col - 1, style]:
                    stretches[-1][1] = col + width - 1
                else:
                    stretches.append([col, col + width - 1, style])
            col += width
        if stretches and stretches[-1][2] == ("null", stretches[-1][2][1], frozenset()):
            stretches.pop()
        out.append("; ".join(" ".join([f"{first}-{last}", fg, bg, *(name for name in NAMES if name in attributes)])
                             for first, last, (fg, bg, attributes) in stretches))
    return out


def expected(bytes_path):
    """The screen as tmux has it."""
    with tempfile.TemporaryDirectory() as folder:
        server = ["tmux", "-S", folder + "/socket", "-f", "/dev/null"]
        show = f"stty raw -echo; printf '\\033]2;\\033\\\\'; cat '{bytes_path}'; touch '{folder}/done'; sleep 1000"
        subprocess.run(server + ["set", "-g", "status", "off", ";", "new-session", "-d", "-x", str(COLS), "-y", str(ROWS), show], check=True,
                       env=dict(os.environ, LC_ALL="C.UTF-8"))
        try:
            while not os.path.exists(folder + "/done"):
                time.sleep(0.05)
            time.sleep(0.5)  # what is on its way from the pty to tmux
            ask = lambda *what: subprocess.run(server + list(what), check=True, capture_output=True).stdout.decode()
            state = ask("display-message", "-p", "cursor: #{cursor_y},#{cursor_x}\nalt: #{?alternate_on,yes,no}\ntitle: #{pane_title}")
            rows = ask("capture-pane", "-p").split("\n")[:ROWS]
            styles = styles_of(ask("capture-pane", "-peN").split("\n")[:ROWS])
        finally:
            subprocess.run(server + ["kill-server"])
    return state + "".join("|" + row.rstrip() + "\n" + ("  " + style + "\n" if style else "") for row, style in zip(rows, styles))


def main(arguments):
    expect_only = "--expect" in arguments
    names = [a for a in arguments if not a.startswith("-")] or list(PROGRAMS)
    OUT.mkdir(exist_ok=True)
    for name in names:
        path = OUT / (name + ".bytes")
        if not expect_only:
            folder = pathlib.Path("/tmp/demo")  # a fixed name: some programs show it
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                path.write_bytes(PROGRAMS[name](folder))
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        path.with_suffix(".expected").write_text(expected(path))
        print(name, path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1:])

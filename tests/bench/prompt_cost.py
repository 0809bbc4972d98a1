#!/usr/bin/env python3
"""prompt_cost.py [--commands N] [--rounds N] [SHELL…]

What Berth's integration costs a shell for each command: a shell on a terminal runs `:` N times, with and without the
integration, in turn, and the difference of the medians is printed. CPU is that of the shell and its children.
"""
import argparse
import os
import pathlib
import pty
import re
import select
import shutil
import statistics
import tempfile
import time

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "resources" / "shell"
PROMPT = "@@ "
NONCE = "0123456789abcdef0123456789abcdef"
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# fish 4 asks the terminal who it is and waits for the answer.
ANSWERS = ((rb"\x1b\[0?c", b"\x1b[?62c"), (rb"\x1b\[6n", b"\x1b[1;1R"))


def start(shell, integrated, home):
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": PROMPT}
    nonce_file = home / "nonce"
    if integrated:
        nonce_file.write_text(NONCE + "\n")
        env["BERTH_NONCE_FILE"] = str(nonce_file)
    name = pathlib.Path(shell).name
    argv = [shell]
    (home / ".bashrc").write_text(f"PS1='{PROMPT}'\n")
    (home / ".zshrc").write_text(f"PS1='{PROMPT}'\n")
    (home / ".config/fish").mkdir(parents=True, exist_ok=True)
    (home / ".config/fish/config.fish").write_text(f"function fish_prompt; echo -n '{PROMPT}'; end\nset -g fish_greeting\n")
    if integrated:
        if name == "bash":
            argv += ["--rcfile", str(SCRIPTS / "berth.bash")]
        elif name == "fish":
            argv += ["--init-command", f"source {SCRIPTS / 'berth.fish'} {nonce_file}"]
        elif name == "zsh":
            (home / "zsh").mkdir(exist_ok=True)
            shutil.copy(SCRIPTS / "zsh.zshenv", home / "zsh/.zshenv")
            env["ZDOTDIR"] = str(home / "zsh")
        else:
            env["ENV"] = str(SCRIPTS / "berth.sh")
    argv.append("-i")
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(shell, argv, env)
    return pid, fd


def await_prompt(fd):
    seen = b""
    while PROMPT.encode() not in seen:
        if not select.select([fd], [], [], 60)[0]:
            raise RuntimeError(f"no prompt in {seen!r}")
        seen += os.read(fd, 65536)
        for question, answer in ANSWERS:
            for _ in re.findall(question, seen[-200:]):
                os.write(fd, answer)


def cpu_ms(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) * TICK_MS


def run(shell, integrated, commands):
    with tempfile.TemporaryDirectory() as home:
        pid, fd = start(shell, integrated, pathlib.Path(home))
        await_prompt(fd)
        for _ in range(20):
            os.write(fd, b":\r")
            await_prompt(fd)
        cpu, wall = cpu_ms(pid), time.monotonic()
        for _ in range(commands):
            os.write(fd, b":\r")
            await_prompt(fd)
        out = ((cpu_ms(pid) - cpu) / commands, (time.monotonic() - wall) * 1000 / commands)
        os.write(fd, b"exit\r")
        try:
            while os.read(fd, 65536):
                pass
        except OSError:
            pass
        os.close(fd)
        os.waitpid(pid, 0)
        return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("shells", nargs="*", default=["bash", "zsh", "fish", "dash"])
    options = parser.parse_args()
    print(f"{'shell':8}{'CPU ms without':>16}{'with':>8}{'cost':>8}   {'wall ms without':>16}{'with':>8}{'cost':>8}")
    for name in options.shells:
        shell = shutil.which(name)
        if not shell:
            print(f"{name:8} is not there")
            continue
        samples = {False: [], True: []}
        for _ in range(options.rounds):
            for integrated in (False, True):
                samples[integrated].append(run(shell, integrated, options.commands))
        cpu, wall = ([statistics.median(s[i] for s in samples[integrated]) for integrated in (False, True)] for i in (0, 1))
        print(f"{name:8}{cpu[0]:16.2f}{cpu[1]:8.2f}{cpu[1] - cpu[0]:8.2f}   {wall[0]:16.2f}{wall[1]:8.2f}{wall[1] - wall[0]:8.2f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""check_includes.py SOURCE_DIR MODULES_TXT

Fails when a core library includes another one that its CMakeLists does not declare, includes something above it
(ui, app), shows generated code where only its users may see it, or touches QtGui or QtWidgets. MODULES_TXT is written by
CMake: one line a module, `name: declared modules | linked libraries`.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
GENERATED_FOR = {"rpc", "assistant", "agent", "attach", "control"}
# Headers of QtGui and QtWidgets that are tempting in core.
GUI = re.compile(r'^(QtGui|QtWidgets)(/|$)|^Q(Gui|Application|Widget|Color|Font|Image|Pixmap|Painter|Icon|KeyEvent|MouseEvent|'
                 r'Clipboard|Screen|Window|Action|Brush|Pen|Cursor|Palette|Desktop|Style|Dialog|Label|PushButton|Layout)\w*$')


def parse_modules(text):
    declared, libraries = {}, {}
    for line in filter(None, text.splitlines()):
        name, _, rest = line.partition(":")
        modules, _, libs = rest.partition("|")
        declared[name.strip()] = set(modules.split())
        libraries[name.strip()] = set(libs.split())
    return declared, libraries


def check_file(module, path, text, declared):
    """What is wrong with one file, a sentence each. Tests may also include test support and modules they link."""
    is_test = path.stem.endswith("_test")
    for include in INCLUDE.findall(text):
        first, _, rest = include.partition("/")
        if first in ("ui", "app"):
            yield f"{path}: core must not know {include}"
        elif first == "core":
            other = rest.partition("/")[0]
            if other != module and other not in declared[module] and not is_test:
                yield f"{path}: includes {include}, but core/{module}/CMakeLists.txt does not declare {other}"
        elif re.search(r"\.(grpc\.)?pb\.h$", include) or first in ("grpcpp", "absl", "google"):
            if module not in GENERATED_FOR:
                yield f"{path}: {include} belongs to {', '.join(sorted(GENERATED_FOR))} only"
        elif GUI.match(include):
            yield f"{path}: core must not use {include}"


def check(source, modules_text):
    declared, libraries = parse_modules(modules_text)
    problems = []
    for module, libs in libraries.items():
        problems += [f"core/{module} links {lib}" for lib in sorted(libs) if re.match(r"Qt6?::(Gui|Widgets|Svg)$", lib)]
        problems += [f"core/{module} declares {other}, which declares {module}" for other in sorted(declared[module])
                     if module in declared.get(other, set())]
        for path in sorted((source / "core" / module).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                problems += check_file(module, path, path.read_text(encoding="utf-8"), declared)
    if not declared:
        problems.append("no modules were listed")
    return problems


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    print("\n".join(found) if found else "includes match the declared dependencies")
    sys.exit(1 if found else 0)

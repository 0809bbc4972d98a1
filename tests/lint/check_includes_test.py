#!/usr/bin/env python3
"""The lint itself: each kind of violation is found, and a clean tree passes."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from check_includes import check  # noqa: E402


class CheckIncludes(unittest.TestCase):
    def problems(self, text, modules="vt: base | Qt6::Core\nbase: | Qt6::Core\nattach: base | Qt6::Core", module="vt", name="x.cpp"):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder) / "core" / module
            place.mkdir(parents=True)
            (place / name).write_text(text, encoding="utf-8")
            return check(pathlib.Path(folder), modules)

    def test_clean(self):
        self.assertEqual(self.problems('#include "core/base/result.h"\n#include "core/vt/style.h"\n#include <QObject>\n'), [])

    def test_undeclared_module(self):
        self.assertEqual(len(self.problems('#include "core/store/store.h"\n')), 1)

    def test_upwards(self):
        self.assertEqual(len(self.problems('#include "ui/theme/tokens.h"\n')), 1)

    def test_gui(self):
        self.assertEqual(len(self.problems("#include <QColor>\n#include <QtWidgets/QLabel>\n")), 2)

    def test_generated_code(self):
        self.assertEqual(len(self.problems('#include "berth/attach/v1/attach.pb.h"\n')), 1)
        self.assertEqual(self.problems('#include "berth/attach/v1/attach.pb.h"\n', module="attach"), [])

    def test_linking_gui(self):
        self.assertEqual(len(self.problems("", modules="vt: | Qt6::Gui")), 1)

    def test_cycle(self):
        self.assertEqual(len(self.problems("", modules="vt: pty |\npty: vt |")), 2)


if __name__ == "__main__":
    unittest.main()

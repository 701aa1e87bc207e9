"""A small tree with rooms, into which tests of the developer checks plant violations."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]

ARCHITECTURE = """
| room | what lives there | may depend on |
|---|---|---|
| `runtime/base` | errors | |
| `runtime/graph` | graphs | `runtime/base` |
| `runtime/kernels` | kernels | `runtime/base` |
| `actors/worker` | workers | `runtime/graph`, `runtime/kernels` |
"""

CMAKE = """
troupe_room(runtime/base)
troupe_room(runtime/graph DEPENDS runtime/base)  # a comment with troupe_room(no/room)
troupe_room(runtime/kernels DEPENDS runtime/base LINK Eigen3::Eigen)
troupe_room(actors/worker DEPENDS runtime/kernels
            runtime/graph CAF_PCH)
"""

HEADER = "// What it is for.\n#pragma once\n"


class PlantedTree(unittest.TestCase):
    """Every test starts from a tree without a fault."""

    script = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.plant("docs/architecture.md", ARCHITECTURE)
        self.plant("CMakeLists.txt", CMAKE)
        self.plant("runtime/base/error.hpp", HEADER)
        self.plant("runtime/graph/graph.hpp", HEADER + '#include "runtime/base/error.hpp"\n#include <vector>\n')
        self.plant("runtime/kernels/kernel.hpp", HEADER + '#include "runtime/base/error.hpp"\n#include <chrono>\n')
        self.plant("actors/worker/worker.hpp",
                   HEADER + '#include "runtime/graph/graph.hpp"\n#include "runtime/base/error.hpp"\n'
                   "#include <caf/all.hpp>\n")
        self.plant("tests/runtime/graph/graph_test.cpp", '#include "runtime/kernels/kernel.hpp"\n')

    def plant(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run_check(self, *arguments):
        """(exit status, lines of stdout) of the check on the planted tree."""
        done = subprocess.run([ROOT / "tools/dev" / self.script, "--root", self.root, *arguments],
                              capture_output=True, text=True, timeout=120, check=False)
        return done.returncode, done.stdout.splitlines()

    def assert_clean(self, *arguments):
        self.assertEqual(self.run_check(*arguments), (0, []))

    def assert_reports(self, *lines):
        self.assertEqual(self.run_check(), (1, list(lines)))

"""tools/dev/format tells which sources are formatted otherwise, and formats them."""

import pathlib
import subprocess
import tempfile
import unittest

FORMAT = pathlib.Path(__file__).resolve().parents[3] / "tools/dev/format"


class Format(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = pathlib.Path(self.folder.name, "one.cpp")
        (self.file.parent / ".clang-format").write_text("BasedOnStyle: LLVM\n")

    def run_format(self, *arguments):
        return subprocess.run([FORMAT, *arguments], capture_output=True, text=True, check=False)

    def test_names_what_is_formatted_otherwise_and_changes_nothing(self):
        self.file.write_text("int  a ;\n")
        done = self.run_format("--check", self.file)
        self.assertEqual((done.returncode, done.stdout), (1, f"{self.file}\n"))
        self.assertEqual(self.file.read_text(), "int  a ;\n")

    def test_formats_files_so_that_they_pass(self):
        self.file.write_text("int  a ;\n")
        self.assertEqual(self.run_format(self.file).returncode, 0)
        self.assertEqual(self.file.read_text(), "int a;\n")
        self.assertEqual(self.run_format("--check", self.file).returncode, 0)

    def test_refuses_flags_it_does_not_know(self):
        self.assertEqual(self.run_format("--chek").returncode, 2)


if __name__ == "__main__":
    unittest.main()

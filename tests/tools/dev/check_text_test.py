"""tools/dev/check_text finds what must not be committed."""

import unittest

from planted_tree import PlantedTree


class CheckText(PlantedTree):
    script = "check_text"

    def test_passes_clean_text(self):
        self.plant("README.md", "Paths such as build/release/bin, $HOME/data or /tmp/spill are everybody's.\n")
        self.assert_clean()

    def test_finds_paths_of_a_machine_in_any_text_file(self):
        self.plant("README.md", "one\nsee /ho" "me/somebody/data\n")
        self.plant("tools/run", "cd /wo" "rk/tree\n")
        self.assert_reports("README.md:2: a path of this machine: /ho" "me/",
                            "tools/run:1: a path of this machine: /wo" "rk/")

    def test_finds_unfinished_words(self):
        self.plant("runtime/base/error.cpp", "int f(); // TO" "DO: the rest\n")
        self.assert_reports("runtime/base/error.cpp:1: unfinished: TO" "DO")

    def test_finds_tabs_and_trailing_blanks_in_sources(self):
        self.plant("runtime/base/error.cpp", "\tint f();\nint g(); \n")
        self.assert_reports("runtime/base/error.cpp:1: a tab", "runtime/base/error.cpp:2: trailing blanks")

    def test_leaves_builds_and_binary_files_alone(self):
        self.plant("build/log.txt", "/ho" "me/somebody\n")
        (self.root / "data.bin").write_bytes(b"\xff\xfe/ho" b"me/somebody")
        self.assert_clean()


if __name__ == "__main__":
    unittest.main()

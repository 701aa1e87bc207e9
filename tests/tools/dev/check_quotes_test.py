"""tools/dev/check_quotes finds quoted code that no longer is the code."""

import unittest

from planted_tree import PlantedTree


class CheckQuotes(PlantedTree):
    script = "check_quotes"

    def setUp(self):
        super().setUp()
        self.plant("runtime/base/error.cpp", "int first();\nint second();\nint third();\n")

    def test_passes_what_stands_there(self):
        self.plant("docs/journey.md", "text\n\n```cpp runtime/base/error.cpp\nint first();\nint second();\n```\n")
        self.assert_clean()

    def test_finds_lines_that_stand_there_no_more(self):
        self.plant("docs/journey.md", "```cpp runtime/base/error.cpp\nint first();\nint third();\n```\n")
        self.assert_reports("docs/journey.md: quotes of runtime/base/error.cpp what does not stand there: int first();")

    def test_finds_files_that_are_there_no_more(self):
        self.plant("docs/journey.md", "```cpp runtime/base/gone.cpp\nint first();\n```\n")
        self.assert_reports("docs/journey.md: quotes runtime/base/gone.cpp, which is not there")

    def test_leaves_code_alone_that_is_no_quote(self):
        self.plant("docs/journey.md", "```cpp\nint anything();\n```\n")
        self.assert_clean()


if __name__ == "__main__":
    unittest.main()

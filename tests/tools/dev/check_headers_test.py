"""tools/dev/check_headers finds headers without form, and those that lean on what was included before them."""

import unittest

from planted_tree import HEADER, PlantedTree


class CheckHeaders(PlantedTree):
    script = "check_headers"

    def test_passes_headers_of_the_right_form(self):
        self.assert_clean()

    def test_finds_a_header_without_an_opening_comment(self):
        self.plant("runtime/base/bare.hpp", "#pragma once\n")
        self.assert_reports("runtime/base/bare.hpp:1: opens with no comment that says what it is for")

    def test_finds_a_header_without_pragma_once(self):
        self.plant("runtime/base/twice.hpp", "// What it is for.\n#include <vector>\n")
        self.assert_reports("runtime/base/twice.hpp: its first line of code is not #pragma once")

    def test_finds_a_header_that_does_not_compile_alone(self):
        self.plant("runtime/base/leaning.hpp", HEADER + "inline std::string text() { return {}; }\n")
        status, lines = self.run_check("--standalone", "runtime/base")
        self.assertEqual(status, 1)
        self.assertEqual(lines[0], "runtime/base/leaning.hpp: does not compile alone")

    def test_remembers_what_compiled_until_it_changes(self):
        cache = self.root / "cache"
        arguments = ("--standalone", "runtime/graph", "--cache", str(cache))
        self.assert_clean(*arguments)
        first = set(cache.iterdir())
        self.assertEqual(len(first), 1)
        self.assert_clean(*arguments)
        self.assertEqual(set(cache.iterdir()), first)
        self.plant("runtime/base/error.hpp", HEADER + "void broken(\n")  # included by the one that is checked
        self.assertEqual(self.run_check(*arguments)[0], 1)
        self.assertEqual(set(cache.iterdir()), first)


if __name__ == "__main__":
    unittest.main()

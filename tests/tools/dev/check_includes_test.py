"""tools/dev/check_includes finds what crosses a wall, and nothing else."""

import unittest

from planted_tree import ARCHITECTURE, CMAKE, HEADER, PlantedTree


class CheckIncludes(PlantedTree):
    script = "check_includes"

    def test_passes_a_tree_that_keeps_to_its_walls(self):
        self.assert_clean()

    def test_finds_an_include_of_a_room_that_is_not_below(self):
        self.plant("runtime/graph/graph.cpp", '#include "runtime/graph/graph.hpp"\n\n#include "runtime/kernels/kernel.hpp"\n')
        self.assert_reports('runtime/graph/graph.cpp:3: "runtime/kernels/kernel.hpp": '
                            'runtime/graph may not depend on runtime/kernels')

    def test_finds_an_include_upwards(self):
        self.plant("runtime/base/up.cpp", '  #  include "actors/worker/worker.hpp"\n')
        self.assert_reports('runtime/base/up.cpp:1: "actors/worker/worker.hpp": '
                            'runtime/base may not depend on actors/worker')

    def test_finds_a_header_that_is_not_there_also_from_tests(self):
        self.plant("tests/gone_test.cpp", '#include "runtime/base/gone.hpp"\n')
        self.assert_reports('tests/gone_test.cpp:1: "runtime/base/gone.hpp": does not exist')

    def test_finds_caf_outside_the_actors(self):
        self.plant("runtime/kernels/kernel.cpp", "#include <caf/actor.hpp>\n")
        self.plant("tests/runtime/graph/caf_test.cpp", '#include "caf/actor.hpp"\n')
        self.plant("tests/actors/worker/worker_test.cpp", "#include <caf/actor.hpp>\n")
        self.assert_reports('runtime/kernels/kernel.cpp:1: "caf/actor.hpp": CAF is included in actors/ only',
                            'tests/runtime/graph/caf_test.cpp:1: "caf/actor.hpp": CAF is included in actors/ only')

    def test_finds_clocks_and_threads_in_a_pure_room(self):
        for header in ("chrono", "thread", "mutex", "random", "sys/socket.h"):
            with self.subTest(header):
                self.plant("runtime/graph/impure.cpp", f"#include <{header}>\n")
                self.assert_reports(f'runtime/graph/impure.cpp:1: "{header}": runtime/graph is pure: '
                                    'no clocks, threads, randomness or I/O')

    def test_finds_a_folder_that_is_no_room(self):
        self.plant("runtime/attic/old.cpp", "\n")
        self.assert_reports("runtime/attic/old.cpp: 'runtime/attic' is no room of docs/architecture.md")

    def test_finds_a_cmake_room_that_says_otherwise(self):
        self.plant("CMakeLists.txt", CMAKE.replace("runtime/graph DEPENDS runtime/base",
                                                   "runtime/graph DEPENDS runtime/base runtime/kernels"))
        self.assert_reports("CMakeLists.txt: runtime/graph depends on ['runtime/base', 'runtime/kernels'], "
                            "docs/architecture.md allows ['runtime/base']")

    def test_finds_rooms_that_only_one_side_knows(self):
        self.plant("CMakeLists.txt", CMAKE + "troupe_room(runtime/extra)\n")
        self.plant("docs/architecture.md", ARCHITECTURE + "| `actors/client` | clients | `actors/worker` |\n")
        self.assert_reports("CMakeLists.txt: no troupe_room(actors/client), which docs/architecture.md lists",
                            "docs/architecture.md: no room 'runtime/extra', which CMakeLists.txt builds")

    def test_refuses_a_table_that_cannot_be_read(self):
        self.plant("docs/architecture.md", HEADER)
        self.assert_reports("docs/architecture.md: no table of rooms found")


if __name__ == "__main__":
    unittest.main()

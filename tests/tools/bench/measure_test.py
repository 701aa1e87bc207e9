"""How a side is run: its lines, its memory, its failures."""

import os
import subprocess
import sys
import unittest

import bench_path  # noqa: F401
from harness import memory, readers
from harness.measure import SideFailed, read_lines, run_side, summary
from harness.row import Row


def program(text):
    return [sys.executable, "-c", text]


class Lines(unittest.TestCase):
    def test_repetitions_facts_and_the_last_result_are_kept_and_chatter_is_not(self):
        measured = read_lines('warming up\n{"seconds": 2, "result": [1]}\n{"fact": "tcp", "value": 1.5}\n'
                              '{"seconds": 1, "result": [7.0]}\n[3]\n')
        self.assertEqual((measured.samples, measured.result, measured.facts), ([2, 1], [7.0], {"tcp": 1.5}))

    def test_an_error_is_raised_in_its_own_words(self):
        with self.assertRaisesRegex(SideFailed, "no such kernel"):
            read_lines('{"seconds": 1}\n{"error": "no such kernel"}\n')

    def test_a_program_may_give_values_in_the_rows_unit(self):
        row = Row(name="r", what="", unit="us", program="p", params={})
        measured = read_lines('{"value": 30}\n{"value": 10}\n{"value": 20}\n')
        self.assertEqual(summary(row, {}, measured), {"median": 20, "min": 10, "max": 30, "peak_bytes": 0})


class Sides(unittest.TestCase):
    def test_a_side_is_read_to_its_end(self):
        measured = run_side(program("print('{\"seconds\": 0.25, \"result\": [4]}')"), 60)
        self.assertEqual((measured.samples, measured.result), ([0.25], [4]))

    def test_one_that_fails_is_quoted(self):
        with self.assertRaisesRegex(SideFailed, "ended with 3: lost the way"):
            run_side(program("import sys; print('lost the way', file=sys.stderr); sys.exit(3)"), 60)

    def test_one_that_prints_nothing_is_a_failure(self):
        with self.assertRaisesRegex(SideFailed, "no output"):
            run_side(program("pass"), 60)

    def test_one_that_takes_too_long_is_ended_with_its_children(self):
        child = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); " \
                "time.sleep(600)"
        with self.assertRaisesRegex(SideFailed, "took longer than 1 s"):
            run_side(program(child), 1)


class Readers(unittest.TestCase):
    def test_a_field_of_an_object_is_the_sample(self):
        measured = readers.field("rate")('{"graph": "tree", "rate": 5, "bytes": 7}')
        self.assertEqual((measured.samples, measured.facts), ([5], {"rate": 5, "bytes": 7}))

    def test_google_benchmarks_repetitions_are_samples_and_its_aggregates_are_not(self):
        text = ('{"benchmarks": [{"run_type": "iteration", "rate": 2.0, "limit": 8.0}, '
                '{"run_type": "iteration", "rate": 4.0, "limit": 8.0}, {"run_type": "aggregate", "rate": 3.0}]}')
        measured = readers.google_benchmark(text)
        self.assertEqual((measured.samples, measured.facts, measured.direct), ([2.0, 4.0], {"limit": 8.0}, True))

    def test_what_is_not_there_is_a_failure(self):
        for read, text in ((readers.field("rate"), '{"bytes": 7}'), (readers.field("rate"), "no JSON"),
                           (readers.google_benchmark, '{"benchmarks": []}')):
            with self.assertRaises(SideFailed):
                read(text)


class Memory(unittest.TestCase):
    def test_the_session_is_read_behind_a_name_with_blanks_and_brackets(self):
        self.assertEqual(memory.session_of("12 (a) b (c) S 1 12 77 0 -1"), 77)

    def test_a_process_counts_with_its_children_of_the_same_session(self):
        # Each process writes 64 MB; the parent says when both have.
        text = ("import subprocess, sys\n"
                "mine = bytearray(b'x') * (64 << 20)\n"
                "child = subprocess.Popen([sys.executable, '-c', \"import sys; d = bytearray(b'x') * (64 << 20);"
                " print('ready', flush=True); sys.stdin.read()\"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
                "child.stdout.readline(); print('ready', flush=True); sys.stdin.read(); child.communicate()\n")
        with subprocess.Popen(program(text), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as one:
            one.stdout.readline()
            both = memory.resident_of(one.pid)
            one.communicate()
        self.assertGreater(both, 128 << 20)
        self.assertEqual(memory.resident_of(one.pid), 0)

    def test_pages_are_bytes(self):
        self.assertGreater(memory.resident_of(os.getsid(0)), 1 << 20)


if __name__ == "__main__":
    unittest.main()

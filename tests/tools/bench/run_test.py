"""tools/bench/run says what it does and refuses what it does not know, before it builds anything."""

import subprocess
import unittest

import bench_path

RUN = bench_path.BENCH / "run"


def run(*words):
    return subprocess.run([RUN, *words], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)


class Run(unittest.TestCase):
    def test_help_names_every_flag(self):
        done = run("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for flag in ("--list", "--only", "--scale", "--repeat", "--no-peer", "--baseline"):
            self.assertIn(flag, done.stdout)

    def test_list_names_rows_with_their_targets(self):
        done = run("--list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^tiny-1e4 .*target 200,000 tasks/s$")

    def test_an_unknown_row_is_answered_with_the_nearest(self):
        done = run("--only", "tiny-1e9", "--no-build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no row 'tiny-1e9'; did you mean tiny-1e", done.stderr)

    def test_rows_are_named_with_commas_between_or_one_by_one(self):
        listed = run("--only", "chain,tiny-1e4", "--list")
        self.assertEqual([line.split()[0] for line in listed.stdout.splitlines()], ["tiny-1e4", "chain"])
        self.assertEqual(run("--only", "tiny-1e4", "--only", "chain", "--list").stdout, listed.stdout)

    def test_of_several_rows_the_unknown_one_is_named_and_how_to_list_them(self):
        done = run("--only", "chain,xyzzy", "--no-build")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no row 'xyzzy'; --list names them all", done.stderr)
        self.assertIn("--list names them all", run("--only", "tiny-1e9", "--no-build").stderr)

    def test_a_list_with_a_name_missing_is_refused(self):
        for listed in ("chain,", "", ",chain"):
            with self.subTest(listed):
                done = run("--only", listed, "--no-build")
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"a name is missing in '{listed}'", done.stderr)

    def test_sizes_that_make_no_sense_are_refused(self):
        for words in (("--scale", "0"), ("--scale", "2"), ("--repeat", "0"), ("--no-such-flag",)):
            with self.subTest(words):
                self.assertEqual(run(*words).returncode, 2)

    def test_a_baseline_that_is_not_there_is_named(self):
        self.assertIn("no file 'nowhere.json'", run("--baseline", "nowhere.json", "--no-build").stderr)


if __name__ == "__main__":
    unittest.main()

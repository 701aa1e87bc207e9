"""The commands of tools/ say what they do and refuse what they do not know, before they do anything."""

import subprocess
import unittest

from planted_tree import ROOT

COMMANDS = ("tools/build", "tools/test", "tools/demo", "tools/dev/build_caf", "tools/dev/sanitize", "tools/dev/install_packages",
            "tools/dev/format")


def run(*command):
    return subprocess.run([ROOT / command[0], *command[1:]], capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, check=False)


class Commands(unittest.TestCase):
    def test_help_names_the_command(self):
        for command in COMMANDS:
            with self.subTest(command):
                done = run(command, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(f"Usage: {command}"), done.stdout)

    def test_an_unknown_argument_is_named(self):
        for command in COMMANDS:
            with self.subTest(command):
                done = run(command, "--no-such-flag")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("'--no-such-flag'", done.stderr)

    def test_an_unknown_preset_is_named_with_those_there_are(self):
        done = run("tools/build", "fastest")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no preset 'fastest'; there are release, debug, asan, tsan and fuzz", done.stderr)


if __name__ == "__main__":
    unittest.main()

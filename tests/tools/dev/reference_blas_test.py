#!/usr/bin/env python3
"""reference_blas on Pythons whose NumPy crashes, or is wrong, with some kernels of its BLAS."""

import pathlib
import stat
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools" / "dev"))
import reference_blas


def python(folder, script):
    """A program that stands for Python: `script` decides how its trial ends; importing NumPy goes well."""
    path = pathlib.Path(folder) / "python"
    path.write_text(f"""#!/bin/sh
[ "$2" = "import numpy" ] && exit 0
{script}
""")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


class KernelsOfBlas(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def kernels(self, script, environment=None):
        return reference_blas.kernels_for(python(self.folder.name, script), {"PATH": "/usr/bin:/bin", **(environment or {})})

    def test_what_is_right_is_left_as_it_is(self):
        self.assertEqual(self.kernels("exit 0"), ({}, None))

    def test_a_crash_leads_to_older_kernels(self):
        added, why = self.kernels('[ "$OPENBLAS_CORETYPE" = Haswell ] || kill -SEGV $$')
        self.assertEqual(added, {"OPENBLAS_CORETYPE": "Haswell"})
        self.assertIn("SIGSEGV", why)

    def test_wrong_numbers_too_and_kernels_that_were_asked_for(self):
        script = '[ "$OPENBLAS_CORETYPE" = Sandybridge ] || { echo "vdot of 3 is wrong" >&2; exit 1; }'
        added, why = self.kernels(script, {"OPENBLAS_CORETYPE": "SapphireRapids"})
        self.assertEqual(added, {"OPENBLAS_CORETYPE": "Sandybridge"})
        self.assertIn("vdot of 3 is wrong", why)

    def test_a_numpy_that_is_never_right_is_said_to_be_broken(self):
        with self.assertRaisesRegex(reference_blas.BrokenReference, "SIGILL"):
            self.kernels("kill -ILL $$")

    def test_where_there_is_no_numpy_nothing_is_added(self):
        path = pathlib.Path(self.folder.name) / "python"
        path.write_text("#!/bin/sh\nexit 1\n")
        path.chmod(0o755)
        self.assertEqual(reference_blas.kernels_for(str(path), {}), ({}, None))

    def test_the_trial_itself_passes_here_or_finds_kernels_with_which_it_does(self):
        added, _ = reference_blas.checked("/usr/bin/python3")
        self.assertLessEqual(set(added), {"OPENBLAS_CORETYPE"})


if __name__ == "__main__":
    unittest.main()

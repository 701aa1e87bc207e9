"""Units, sizes and the table of rows."""

import pathlib
import tempfile
import unittest

import bench_path  # noqa: F401
from harness import table
from harness.row import UNITS, Row, in_one_process


def row(**more):
    settings = {"name": "r", "what": "a row", "unit": "s", "program": "p", "params": {"n": 1000, "fan": 8}}
    return Row(**{**settings, **more})


class Units(unittest.TestCase):
    def test_a_rate_is_work_over_seconds_and_more_is_better(self):
        rate = row(unit="tasks/s", work=lambda p: p["n"])
        self.assertEqual(rate.value(0.5, rate.params), 2000)
        self.assertTrue(rate.higher_is_better())

    def test_a_time_is_seconds_over_work_and_less_is_better(self):
        hop = row(unit="us", work=lambda p: p["n"])
        self.assertAlmostEqual(hop.value(0.02, hop.params), 20)
        self.assertFalse(hop.higher_is_better())


class Sizes(unittest.TestCase):
    def test_scale_multiplies_the_scaled_params_only_and_never_below_one(self):
        scaled = row(scaled=("n",))
        self.assertEqual(scaled.scaled_params(0.1), {"n": 100, "fan": 8})
        self.assertEqual(scaled.scaled_params(0.00001), {"n": 1, "fan": 8})

    def test_the_peer_gets_its_own_size_scaled_alike(self):
        scaled = row(scaled=("n",), peer_params={"n": 50})
        self.assertEqual(scaled.scaled_params(0.1, peer=True), {"n": 5, "fan": 8})
        self.assertEqual(scaled.scaled_params(0.1), {"n": 100, "fan": 8})

    def test_a_row_in_one_process_keeps_the_programs_name_for_it(self):
        other = in_one_process(row(name="svd"))
        self.assertEqual((other.name, other.program_row, other.threads), ("svd-threads", "svd", True))


class Table(unittest.TestCase):
    def test_every_row_has_a_known_unit_and_a_peer_script_that_is_there(self):
        for each in table.load():
            with self.subTest(each.name):
                self.assertIn(each.unit, UNITS)
                self.assertLessEqual(set(each.scaled) | set(each.peer_params), set(each.params))
                if each.peer:
                    self.assertTrue((bench_path.BENCH / "peer" / each.peer).is_file())
                self.assertGreater(each.work(each.params), 0)

    def test_a_name_twice_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            text = ("from harness.row import Row\n"
                    "ROWS = [Row(name='same', what='', unit='s', program='p', params={})]\n")
            for name in ("a.py", "b.py"):
                pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            with self.assertRaisesRegex(ValueError, "same"):
                table.load(pathlib.Path(folder))

    def test_selection_takes_names_and_beginnings_in_the_tables_order(self):
        rows = [row(name=name) for name in ("svd", "tiny-1", "tiny-2", "qr")]
        chosen = table.select(rows, ["qr", "tiny*"])
        self.assertEqual([each.name for each in chosen], ["tiny-1", "tiny-2", "qr"])
        self.assertEqual(table.select(rows, []), rows)

    def test_an_unknown_name_is_answered_with_the_nearest(self):
        with self.assertRaisesRegex(LookupError, "no row 'svb'; did you mean svd"):
            table.select([row(name="svd")], ["svb"])


if __name__ == "__main__":
    unittest.main()

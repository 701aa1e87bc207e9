"""What is better, what agrees, what got slower."""

import unittest

import bench_path  # noqa: F401
from harness import compare
from harness.row import UNITS, Row


def row(unit, **more):
    return Row(name="r", what="", unit=unit, program="p", params={"n": 10}, **more)


def side(low, median, high):
    return {"min": low, "median": median, "max": high, "peak_bytes": 1}


class Ratio(unittest.TestCase):
    def test_half_the_time_and_twice_the_rate_are_both_two_times_better(self):
        self.assertEqual(compare.ratio(row("s"), side(1, 1, 1), side(2, 2, 2)), 2)
        self.assertEqual(compare.ratio(row("tasks/s"), side(2, 2, 2), side(1, 1, 1)), 2)

    def test_there_is_none_without_a_peer(self):
        self.assertIsNone(compare.ratio(row("s"), side(1, 1, 1), None))


class Agreement(unittest.TestCase):
    def test_numbers_agree_within_the_tolerance(self):
        self.assertTrue(compare.agree([1.0, 0.0], [1.0 + 1e-10, 1e-12], 1e-9, 1e-11))
        self.assertFalse(compare.agree([1.0], [1.0 + 1e-8], 1e-9, 0))

    def test_nan_agrees_with_nothing_and_lengths_must_match(self):
        self.assertFalse(compare.agree([float("nan")], [float("nan")], 1e-9, 0))
        self.assertFalse(compare.agree([1.0], [1.0, 2.0], 1e-9, 0))

    def test_what_cannot_be_compared_is_neither(self):
        self.assertIsNone(compare.agree([1.0], [], 1e-9, 0))
        self.assertIsNone(compare.agree([1.0], [2.0], None, 0))


class Bounds(unittest.TestCase):
    def test_the_fraction_is_how_near_the_limit_it_is_in_either_direction(self):
        seconds = row("s", bound=lambda params, figures: params["n"] / figures["read"])
        bound = compare.bound_of(seconds, {"n": 10}, {"read": 100.0})
        self.assertAlmostEqual(bound, 0.1)
        self.assertAlmostEqual(compare.bound_fraction(seconds, side(0.2, 0.2, 0.2), bound), 0.5)
        self.assertAlmostEqual(compare.bound_fraction(row("GB/s"), side(3, 3, 3), 4.0), 0.75)

    def test_there_is_none_when_the_machine_was_not_measured(self):
        self.assertIsNone(compare.bound_of(row("s", bound=lambda p, f: f["read"]), {}, {}))

    def test_a_target_is_at_most_for_times_and_at_least_for_rates(self):
        self.assertTrue(compare.meets(row("s", target=1.0), side(1, 1, 1)))
        self.assertFalse(compare.meets(row("s", target=1.0), side(1, 1.1, 2)))
        self.assertTrue(compare.meets(row("tasks/s", target=5), side(5, 6, 7)))
        self.assertIsNone(compare.meets(row("s"), side(1, 1, 1)))


class Baseline(unittest.TestCase):
    def test_ranges_that_touch_are_noise(self):
        self.assertIsNone(compare.slower_than(side(1.0, 1.1, 1.3), side(1.2, 1.4, 1.5), False))

    def test_ranges_apart_are_slower_by_their_medians(self):
        self.assertAlmostEqual(compare.slower_than(side(1.0, 1.1, 1.2), side(2.0, 2.2, 2.4), False), 2)
        self.assertAlmostEqual(compare.slower_than(side(90, 100, 110), side(45, 50, 55), True), 2)

    def test_faster_and_barely_slower_are_not_named(self):
        self.assertIsNone(compare.slower_than(side(2.0, 2.1, 2.2), side(1.0, 1.1, 1.2), False))
        self.assertIsNone(compare.slower_than(side(1.00, 1.00, 1.00), side(1.04, 1.04, 1.04), False))

    def test_rows_are_matched_by_name_and_those_without_a_figure_left_out(self):
        before = [{"name": "a", "unit": "s", "troupe": side(1, 1, 1)}, {"name": "b", "unit": "s", "troupe": None}]
        now = [{"name": "a", "unit": "s", "troupe": side(3, 3, 3)}, {"name": "b", "unit": "s", "troupe": side(1, 1, 1)},
               {"name": "c", "unit": "s", "troupe": side(9, 9, 9)}]
        self.assertEqual(compare.against_baseline(now, before, lambda unit: UNITS[unit][1]), [("a", 3)])


if __name__ == "__main__":
    unittest.main()

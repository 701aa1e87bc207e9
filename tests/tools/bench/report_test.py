"""The table as text and as a page."""

import unittest
import xml.etree.ElementTree

import bench_path  # noqa: F401
from harness import page, text


def entry(**more):
    side = {"median": 0.5, "min": 0.4, "max": 0.6, "peak_bytes": 3_000_000}
    slow = {"median": 5.0, "min": 4.0, "max": 6.0, "peak_bytes": 2_000_000_000}
    return {"name": "svd", "what": "svd of <much>", "unit": "s", "troupe": side, "peer": slow, "ratio": 10.0, "target": 1.2,
            "meets_target": True, "agree": True, "bound": 0.25, "bound_name": "reading", "bound_fraction": 0.5, **more}


SKIPPED = {"name": "later", "what": "", "unit": "s", "troupe": None, "peer": None, "ratio": None, "target": 1,
           "skipped": "no kernel 'x' & no hope"}


class Text(unittest.TestCase):
    def test_numbers_have_three_figures(self):
        shown = [text.number(value) for value in (0, 0.012345, 1.2345, 123.45, 12345.6, 1.234e9, None)]
        self.assertEqual(shown, ["0", "0.0123", "1.23", "123", "12,300", "1.23e9", "-"])

    def test_sizes_have_units(self):
        self.assertEqual([text.size(value) for value in (0, 999, 1500, 25e6, 3.21e9)],
                         ["-", "999 B", "1.5 kB", "25 MB", "3.21 GB"])

    def test_a_row_shows_both_sides_ratio_target_and_bound(self):
        line = text.table([entry()]).splitlines()[1]
        for shown in ("svd", "0.5 (0.4-0.6)", "5 (4-6)", "10x", "1.2", "50%", "3 MB", "2 GB"):
            self.assertIn(shown, line)

    def test_what_is_wrong_is_said(self):
        self.assertIn("RESULTS DIFFER, below target", text.table([entry(agree=False, meets_target=False)]))
        self.assertIn("skipped: no kernel 'x' & no hope", text.table([SKIPPED]))
        self.assertIn("failed: no dask", text.table([entry(peer=None, ratio=None, peer_error="no dask")]))

    def test_markdown_leaves_out_what_was_skipped(self):
        self.assertEqual(len(text.markdown([entry(), SKIPPED]).splitlines()), 3)


class Page(unittest.TestCase):
    MACHINE = {"cores": 2, "cpu": "A <fine> CPU", "features": ["avx2"], "memory_bytes": 8e9, "kernel": "6.1", "huge_pages": ""}

    def report(self, rows):
        return {"machine": self.MACHINE, "peer": {"dask": "1.0"}, "scale": 1.0, "rows": rows}

    def test_it_is_well_formed_and_whole_without_a_network(self):
        shown = page.page(self.report([entry(), SKIPPED]))
        body = shown.partition("<body>")[2].partition("</body>")[0].replace("<br>", "<br/>")
        tree = xml.etree.ElementTree.fromstring(f"<body>{body}</body>")
        self.assertEqual(len(tree.findall("svg")), 2)
        self.assertNotIn("http", shown)
        self.assertNotIn("<script", shown)

    def test_bars_right_of_one_are_wins_and_longer_for_larger_ratios(self):
        rows = [entry(name="a", ratio=10.0), entry(name="b", ratio=100.0), entry(name="c", ratio=0.1)]
        bars = xml.etree.ElementTree.fromstring(page.ratio_chart(rows)).findall("rect")
        begins = [float(bar.get("x")) for bar in bars]
        widths = [float(bar.get("width")) for bar in bars]
        self.assertAlmostEqual(widths[1], 2 * widths[0], delta=0.5)
        self.assertAlmostEqual(begins[2] + widths[2], begins[0], delta=0.5)

    def test_a_run_without_the_peer_has_no_ratios(self):
        self.assertIn("No row has both sides", page.page(self.report([entry(ratio=None, peer=None)])))


if __name__ == "__main__":
    unittest.main()

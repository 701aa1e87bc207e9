"""Makes the benchmarks' modules importable; for every test of this folder."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
BENCH = ROOT / "tools" / "bench"
sys.path.insert(0, str(BENCH))

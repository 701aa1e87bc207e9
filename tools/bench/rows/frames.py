"""Tables read from CSV files."""

from harness.row import Row, in_one_process

CSV = Row(name="csv-sums", what="read_csv of 1e7 rows (H2O's group-by table, about 500 MB): rows and three sums, nothing kept",
          unit="s", program="bench_frame", program_row="csv_sums", params={"rows": 10_000_000, "blocksize": 8_000_000},
          scaled=("rows",), peer="frame.py", data="groupby", rtol=1e-9)

ROWS = [
    CSV,
    in_one_process(CSV),
    Row(name="flights", what="delay on month, weekday, hour and distance: 3e6 rows of CSV, least squares and each alone",
        unit="s", program="bench_frame", params={"rows": 3_000_000, "blocksize": 8_000_000}, scaled=("rows",),
        peer="frame.py", data="flights", rtol=1e-9),
]

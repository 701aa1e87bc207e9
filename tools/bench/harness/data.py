"""Input files of rows: made once under build/bench/data, by name and size, and kept for the next run."""

from harness.measure import SideFailed


def make(name, params, binaries, options):
    """@returns What the programs are told besides: {"input": pattern}."""
    if name == "flights" and options.flights:
        if not any(options.flights.glob("*.csv")):
            raise SideFailed(f"no *.csv in {options.flights}")
        return {"input": options.flights / "*.csv"}
    folder = options.out / "data" / f"{name}-{params['rows']}"
    if not (folder / "done").exists():
        import subprocess

        folder.mkdir(parents=True, exist_ok=True)
        written = subprocess.run([str(binaries / "bench_write_csv"), name, f"--rows={params['rows']}",
                                  f"--folder={folder}"], capture_output=True, text=True, check=False)
        if written.returncode != 0:
            raise SideFailed(f"cannot make {name}: {(written.stderr or written.stdout).strip()}")
        (folder / "done").touch()
    return {"input": folder / "*.csv"}

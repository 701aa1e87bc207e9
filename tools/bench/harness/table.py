"""All rows, from the files of tools/bench/rows in the order of their names."""

import difflib
import importlib.util
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "rows"


def load(folder=FOLDER):
    rows = []
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location("rows_" + path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        rows.extend(module.ROWS)
    names = [row.name for row in rows]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValueError(f"rows defined twice: {', '.join(sorted(doubled))}")
    return rows


def select(rows, names):
    """Those named, in the table's order; a name that ends with * takes all that begin so. No names: all."""
    if not names:
        return rows
    chosen = set()
    for name in names:
        found = {row.name for row in rows if row.name == name or (name.endswith("*") and row.name.startswith(name[:-1]))}
        if not found:
            near = difflib.get_close_matches(name, [row.name for row in rows], 3)
            hint = f"; did you mean {', '.join(near)}? " if near else "; "
            raise LookupError(f"no row '{name}'{hint}--list names them all")
        chosen |= found
    return [row for row in rows if row.name in chosen]

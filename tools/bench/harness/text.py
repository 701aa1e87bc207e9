"""The table as text. Pure functions."""


def number(value):
    """Three figures that matter, as people write them: 0.0123, 1.23, 123, 12,300."""
    if value is None:
        return "-"
    if value == 0:
        return "0"
    if abs(value) >= 1e8:
        return f"{value:.3g}".replace("e+0", "e")
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def size(count):
    """Bytes: 12 MB, 1.2 GB."""
    if not count:
        return "-"
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= step:
            return f"{number(count / step)} {unit}"
    return f"{count} B"


def spread(side):
    if not side:
        return "-"
    return f"{number(side['median'])} ({number(side['min'])}-{number(side['max'])})"


def percent(fraction):
    return "-" if fraction is None else f"{100 * fraction:.0f}%"


def verdict(row):
    """What stands out, in a word or two."""
    words = []
    if row.get("agree") is False:
        words.append("RESULTS DIFFER")
    if row.get("meets_target") is False:
        words.append("below target")
    return ", ".join(words)


HEAD = ("row", "unit", "troupe", "peer", "ratio", "target", "of bound", "memory", "peer's", "")


def cells(row):
    troupe, peer = row.get("troupe"), row.get("peer")
    if row.get("skipped"):
        return (row["name"], row["unit"], "skipped: " + row["skipped"], "", "", "", "", "", "", "")
    why = row.get("peer_error")
    return (row["name"], row["unit"], spread(troupe), f"failed: {why}" if why else spread(peer),
            f"{number(row.get('ratio'))}x" if row.get("ratio") else "-", number(row.get("target")),
            percent(row.get("bound_fraction")), size((troupe or {}).get("peak_bytes")),
            size((peer or {}).get("peak_bytes")), verdict(row))


def table(rows):
    lines = [HEAD, *(cells(row) for row in rows)]
    widths = [max((len(line[i]) for line in lines if not line[2].startswith("skipped")), default=0)
              for i in range(len(HEAD))]
    shown = []
    for line in lines:
        if line[2].startswith("skipped"):
            shown.append(f"{line[0]:<{widths[0]}}  {line[1]:<{widths[1]}}  {line[2]}")
        else:
            shown.append("  ".join(text.ljust(width) if i < 2 or i == 9 else text.rjust(width)
                                   for i, (text, width) in enumerate(zip(line, widths))).rstrip())
    return "\n".join(shown)


def machine_line(traits):
    features = ", ".join(traits["features"]) or "no vector extensions"
    return (f"{traits['cores']} cores ({traits['cpu']}; {features}), {size(traits['memory_bytes'])} memory, "
            f"Linux {traits['kernel']}, huge pages: {traits['huge_pages'] or 'none'}")


def markdown(rows):
    """For docs/performance.md."""
    lines = ["| row | unit | Troupe | peer | ratio | target | of the bound | memory (peer's) |",
             "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        if row.get("skipped"):
            continue
        name, unit, troupe, peer, ratio, target, bound, mine, theirs, _ = cells(row)
        lines.append(f"| {name} | {unit} | {troupe} | {peer} | {ratio} | {target} | {bound} | {mine} ({theirs}) |")
    return "\n".join(lines)

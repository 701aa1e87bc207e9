"""The table as a page of its own: no network, no scripts; charts are inline SVG. Pure functions."""

import html
import math

from harness import text

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1b1f24; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { padding: .3rem .5rem; text-align: right; border-bottom: 1px solid #d8dee4; white-space: nowrap; }
th:first-child, td:first-child, td.words { text-align: left; white-space: normal; }
.good { color: #1a7f37; } .bad { color: #cf222e; } .muted { color: #656d76; }
svg { max-width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #1b1f24; }
@media (prefers-color-scheme: dark) {
  body { background: #0d1117; color: #e6edf3; } svg text { fill: #e6edf3; } th, td { border-color: #30363d; }
}
"""

ROW_HEIGHT, LABEL, WIDTH = 22, 210, 900


def _decades(values):
    low = math.floor(min(math.log10(v) for v in values))
    high = math.ceil(max(math.log10(v) for v in values))
    return low, max(high, low + 1)


def ratio_chart(rows):
    """How many times better Troupe is, on a logarithmic scale; left of 1 the peer is better."""
    shown = [row for row in rows if row.get("ratio")]
    if not shown:
        return ""
    low, high = _decades([row["ratio"] for row in shown] + [1])
    step = (WIDTH - LABEL - 70) / (high - low)
    at = lambda value: LABEL + step * (math.log10(value) - low)
    height = ROW_HEIGHT * len(shown) + 30
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Times better than the peer, by row">']
    for decade in range(low, high + 1):
        x = at(10.0 ** decade)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 22}" stroke="#8c959f" '
                     f'stroke-width="{1.5 if decade == 0 else 0.4}"/>'
                     f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle">{text.number(10.0 ** decade)}x</text>')
    for i, row in enumerate(shown):
        left, right = sorted((at(1), at(row["ratio"])))
        y = ROW_HEIGHT * i
        colour = "#2da44e" if row["ratio"] >= 1 else "#cf222e"
        parts.append(f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{html.escape(row["name"])}</text>'
                     f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1):.1f}" height="14" rx="2" fill="{colour}"/>'
                     f'<text x="{max(right, at(1)) + 5:.1f}" y="{y + 15}">{text.number(row["ratio"])}x</text>')
    return "".join(parts) + "</svg>"


def bound_chart(rows):
    """How much of its physical limit each row reaches."""
    shown = [row for row in rows if row.get("bound_fraction")]
    if not shown:
        return ""
    span = WIDTH - LABEL - 260
    height = ROW_HEIGHT * len(shown) + 6
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Share of the physical limit, by row">']
    for i, row in enumerate(shown):
        y = ROW_HEIGHT * i
        filled = span * min(row["bound_fraction"], 1)
        words = f'{text.percent(row["bound_fraction"])} of {row.get("bound_name", "")}'
        parts.append(f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{html.escape(row["name"])}</text>'
                     f'<rect x="{LABEL}" y="{y + 4}" width="{span}" height="14" rx="2" fill="#8c959f" opacity="0.25"/>'
                     f'<rect x="{LABEL}" y="{y + 4}" width="{filled:.1f}" height="14" rx="2" fill="#0969da"/>'
                     f'<text x="{LABEL + span + 6}" y="{y + 15}">{html.escape(words)}</text>')
    return "".join(parts) + "</svg>"


def table(rows):
    head = "".join(f"<th>{html.escape(name)}</th>" for name in text.HEAD)
    body = []
    for row in rows:
        cells = [html.escape(cell) for cell in text.cells(row)]
        if row.get("skipped"):
            body.append(f'<tr><td>{cells[0]}</td><td>{cells[1]}</td><td class="words muted" colspan="8">{cells[2]}</td></tr>')
            continue
        kind = {True: "good", False: "bad", None: ""}[row.get("meets_target")]
        cells[0] = f'<span title="{html.escape(row.get("what", ""))}">{cells[0]}</span>'
        cells[2] = f'<span class="{kind}">{cells[2]}</span>'
        body.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def page(report):
    rows = report["rows"]
    peer = report.get("peer") or {}
    versions = ", ".join(f"{name} {version}" for name, version in peer.items()) or "not run"
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Troupe: measured</title>'
            f"<style>{STYLE}</style></head><body><h1>Troupe, measured</h1>"
            f"<p>{html.escape(text.machine_line(report['machine']))}<br>Peer: {html.escape(versions)}"
            f"<br>Scale {report['scale']:g}; medians, with the least and the most in brackets.</p>"
            f"<h2>Times better than the peer</h2>{ratio_chart(rows) or '<p>No row has both sides.</p>'}"
            f"<h2>Share of the physical limit</h2>{bound_chart(rows) or '<p>No row has a known limit.</p>'}"
            f"<h2>All rows</h2>{table(rows)}</body></html>\n")

#!/usr/bin/env python3
"""Every name that a public header declares is had by <troupe.hpp> alone, with every compiler that is here.

The names come from the headers of collections/, but for those that cmake/TroupeSdk.cmake lists as internal, and from those of
other rooms that it lists: a public header that <troupe.hpp> leaves out makes a using-declaration fail. Ordinary code is
compiled beside them (ordinary_code.cpp).
"""

import argparse
import pathlib
import re
import subprocess
import sys

DECLARED = re.compile(r"^(?:class|struct|enum class|enum) (?:\[\[\w+\]\] )?(?P<type>\w+)(?: final)?\b(?= ?[:{;]|$)"
                      r"|^(?:using|concept) (?P<alias>\w+)(?: =|$)"
                      r"|^(?:inline |constexpr |extern |const )+(?:[\w:<>*&, ]+ )?(?P<object>\w+)(?: = .*|\{.*|)?;"
                      r"|^(?:inline |constexpr |consteval |static )*(?:auto|[\w:][\w:<>*&, ]*[\w>*&]) [*&]?(?P<function>\w+)\(")
TEMPLATE = re.compile(r"^template <(?:[^<>]|<[^<>]*>)*> ?")
NOT_TYPES = re.compile(r"^(requires|return|using|namespace|typedef|friend|template|else|if|for|case|throw|delete|public|private|static_assert)\b")


def listed(cmake, name):
    """The headers in set(NAME ...) or list(APPEND NAME ...), comments left out."""
    text = re.sub(r"#.*", "", cmake)
    return [word for body in re.findall(r"(?:set\(|list\(APPEND )" + name + r"\s([^)]*)\)", text) for word in body.split() if word.endswith(".hpp")]


def public_headers(root):
    cmake = (root / "cmake/TroupeSdk.cmake").read_text(encoding="utf-8")
    internal = set(listed(cmake, "TROUPE_INTERNAL_HEADERS"))
    gone = [header for header in internal if not (root / header).exists()]
    if gone:
        raise SystemExit(f"cmake/TroupeSdk.cmake lists headers that are not there: {gone}")
    found = [path.relative_to(root).as_posix() for path in sorted((root / "collections").rglob("*.hpp"))]
    return [header for header in found if header not in internal] + listed(cmake, "TROUPE_PUBLIC_HEADERS")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def names_in(text):
    """Names declared in namespaces that begin with `troupe`, each with its namespace."""
    scopes = []  # a namespace's name, or None for any other braces
    for line in without_comments(text).split("\n"):
        stripped = TEMPLATE.sub("", line.strip())
        opened = re.match(r"namespace ([\w:]*) ?\{", stripped)
        if not line.startswith(" ") and stripped and not stripped.startswith("#"):
            space = "::".join(scope for scope in scopes if scope)
            found = DECLARED.match(stripped)
            if None not in scopes and space.split("::")[0] == "troupe" and "detail" not in space and found and not NOT_TYPES.match(stripped):
                yield space, found.lastgroup and found.group(found.lastgroup)
        if opened:
            scopes.append(opened[1])
        else:
            scopes += [None] * line.count("{")
        for _ in range(line.count("}")):
            scopes.pop()


def program(root):
    names = sorted({f"{space}::{name}" for header in public_headers(root) for space, name in names_in((root / header).read_text(encoding="utf-8"))
                    if name != "operator"})
    blocks = [f"namespace name_{number} {{ using {name}; }}" for number, name in enumerate(names)]
    return names, "#include <troupe.hpp>\n" + "\n".join(blocks) + "\nint main() {}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--compiler", action="append", required=True)
    parser.add_argument("--flags", default="")
    parser.add_argument("--code", type=pathlib.Path, help="ordinary code, to be compiled too")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    names, text = program(options.root)
    if options.list:
        print("\n".join(names))
    expected = {"troupe::Array", "troupe::arange", "troupe::random::normal", "troupe::fft::fft", "troupe::indexing::newaxis", "troupe::compute", "troupe::Client",
                "troupe::random::NormalOptions", "troupe::ElementType", "troupe::register_function", "troupe::all"}
    missing = expected - set(names)
    if missing or len(names) < 400:
        sys.exit(f"the headers were read wrongly: {len(names)} names found; without {sorted(missing)}")
    failed = False
    for compiler in options.compiler:
        command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *options.flags.split(), "-x", "c++"]
        for source, given in (("-", text), *(((str(options.code), None),) if options.code else ())):
            done = subprocess.run([*command, source], input=given, text=True, capture_output=True, check=False)
            if done.returncode:
                failed = True
                print(f"{compiler}: {'the names' if source == '-' else source}\n" + "\n".join(done.stderr.split("\n")[:60]))
    print(f"{len(names)} names, {len(options.compiler)} compilers")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

// The manual pages of the command, made from the tables that --help is made from, as man(7) macros. Pure functions.
#pragma once

#include <string>
#include <vector>

namespace troupe::tool {

struct ManPage {
  std::string name; ///< "troupe", "troupe-worker", "troupe-run-linear-regression"; section 1
  std::string text; ///< troff
};

/// One page for the whole, one a command, one a job of `troupe run`. Their texts are those of --help, word for word but
/// for the layout.
std::vector<ManPage> man_pages();

} // namespace troupe::tool

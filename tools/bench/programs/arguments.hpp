// The arguments of a benchmark program, passed by tools/bench/run: the row, then numbers and texts as --name=value.
// Plain value.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace troupe::bench {

class Arguments {
public:
  /// Throws TroupeError (Errc::invalid_argument) naming the word that is neither the row nor --name=value.
  Arguments(int argc, char** argv);

  const std::string& row() const { return row_; }
  bool has(const std::string& name) const { return values_.contains(name); }
  /// Throw TroupeError naming what is missing or is no whole number.
  const std::string& text(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  std::int64_t integer(const std::string& name, std::int64_t fallback) const;

private:
  std::string row_;
  std::map<std::string, std::string> values_;
};

} // namespace troupe::bench

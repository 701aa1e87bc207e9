#include "tools/bench/programs/arguments.hpp"

#include "runtime/base/result.hpp"

#include <charconv>

namespace troupe::bench {

Arguments::Arguments(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto equals = word.find('=');
    if (word.starts_with("--") && equals != std::string::npos)
      values_[word.substr(2, equals - 2)] = word.substr(equals + 1);
    else if (row_.empty() && !word.starts_with("-"))
      row_ = word;
    else
      throw TroupeError({Errc::invalid_argument, "'" + word + "' is neither a row nor --name=value"});
  }
}

const std::string& Arguments::text(const std::string& name) const {
  const auto at = values_.find(name);
  if (at == values_.end())
    throw TroupeError({Errc::invalid_argument, "--" + name + " is missing"});
  return at->second;
}

std::int64_t Arguments::integer(const std::string& name) const {
  const auto& given = text(name);
  std::int64_t number = 0;
  const auto* end = given.data() + given.size();
  if (const auto read = std::from_chars(given.data(), end, number); read.ec != std::errc{} || read.ptr != end)
    throw TroupeError({Errc::invalid_argument, "--" + name + "=" + given + " is no whole number"});
  return number;
}

std::int64_t Arguments::integer(const std::string& name, std::int64_t fallback) const {
  return has(name) ? integer(name) : fallback;
}

} // namespace troupe::bench

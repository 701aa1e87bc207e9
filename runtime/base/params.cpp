#include "runtime/base/params.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>
#include <bit>

namespace troupe {
namespace {

constexpr std::string_view kind_names[] = {"a boolean",       "an integer",          "a number",
                                           "a text",          "a list of integers",  "a list of numbers",
                                           "a list of texts", "a list of parameters"};

template <class T>
Result<T> get(const Params& params, std::string_view name, std::string_view kind) {
  const auto* value = params.find(name);
  if (!value)
    return fail(Errc::invalid_argument,
                "parameter '" + std::string(name) + "' is missing; expected " + std::string(kind));
  if (const auto* exact = std::get_if<T>(value))
    return *exact;
  return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' is "
                                          + std::string(kind_names[value->index()]) + "; expected "
                                          + std::string(kind));
}

struct HashValue {
  KeyHasher& hasher;
  void operator()(bool value) const { hasher.number(value ? 1 : 0); }
  void operator()(std::int64_t value) const { hasher.number(static_cast<std::uint64_t>(value)); }
  void operator()(double value) const { hasher.number(std::bit_cast<std::uint64_t>(value)); }
  void operator()(const std::string& value) const { hasher.text(value); }
  void operator()(const Params& value) const { value.hash_into(hasher); }
  template <class T>
  void operator()(const std::vector<T>& values) const {
    hasher.number(values.size());
    for (const auto& value : values)
      (*this)(value);
  }
};

std::string show(bool value) { return value ? "true" : "false"; }
std::string show(std::int64_t value) { return std::to_string(value); }
std::string show(double value) { return format_double(value); }
std::string show(const std::string& value) { return "'" + value + "'"; }
std::string show(const Params& value) { return "{" + to_string(value) + "}"; }
template <class T>
std::string show(const std::vector<T>& values) {
  constexpr std::size_t most = 6;
  std::string text = "[";
  for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
    text += (i ? ", " : "") + show(values[i]);
  if (values.size() > most)
    text += ", ... " + std::to_string(values.size()) + " in all";
  return text + "]";
}

} // namespace

Params& Params::set(std::string name, Value value) {
  auto at = std::lower_bound(entries_.begin(), entries_.end(), name,
                             [](const Entry& entry, const std::string& wanted) { return entry.first < wanted; });
  if (at != entries_.end() && at->first == name)
    at->second = std::move(value);
  else
    entries_.emplace(at, std::move(name), std::move(value));
  return *this;
}

const Params::Value* Params::find(std::string_view name) const {
  auto at = std::lower_bound(entries_.begin(), entries_.end(), name,
                             [](const Entry& entry, std::string_view wanted) { return entry.first < wanted; });
  return at != entries_.end() && at->first == name ? &at->second : nullptr;
}

Result<std::int64_t> Params::integer(std::string_view name) const {
  return get<std::int64_t>(*this, name, "an integer");
}
Result<double> Params::real(std::string_view name) const {
  if (const auto* value = find(name))
    if (const auto* whole = std::get_if<std::int64_t>(value))
      return static_cast<double>(*whole);
  return get<double>(*this, name, "a number");
}
Result<bool> Params::boolean(std::string_view name) const { return get<bool>(*this, name, "a boolean"); }
Result<std::string> Params::text(std::string_view name) const { return get<std::string>(*this, name, "a text"); }
Result<Params::Ints> Params::integers(std::string_view name) const {
  return get<Ints>(*this, name, "a list of integers");
}
Result<Params::Doubles> Params::reals(std::string_view name) const {
  return get<Doubles>(*this, name, "a list of numbers");
}
Result<Params::Strings> Params::texts(std::string_view name) const {
  return get<Strings>(*this, name, "a list of texts");
}

const Params::List* Params::list(std::string_view name) const {
  const auto* value = find(name);
  return value ? std::get_if<List>(value) : nullptr;
}

void Params::hash_into(KeyHasher& hasher) const {
  hasher.number(entries_.size());
  for (const auto& [name, value] : entries_) {
    hasher.text(name).number(value.index());
    std::visit(HashValue{hasher}, value);
  }
}

std::string to_string(const Params& params) {
  std::string text;
  for (const auto& [name, value] : params.entries())
    text += (text.empty() ? "" : " ") + name + "=" + std::visit([](const auto& v) { return show(v); }, value);
  return text;
}

} // namespace troupe

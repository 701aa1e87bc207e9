// Parameters of users' functions: written down in braces where a function is handed over, and read by it with a type.
// Pure value and functions.
//
//     x.map_blocks("shift", {{"by", 1.5}})
//     register_function("shift", [](const Params& params, double x) { return x + param<double>(params, "by"); });
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/base/suggest.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

/// Params that can be listed: {{"k", 1.5}, {"order", 2}, {"name", "box"}, {"edges", {0.5, 1.5}}}. Of a name that is
/// there twice the last one counts.
class NamedParams : public Params {
public:
  struct Named {
    template <class Number>
    requires std::is_arithmetic_v<Number> Named(std::string called, Number number)
        : name(std::move(called)), value(Params().set("", number).entries().front().second) {}
    Named(std::string called, const char* text) : name(std::move(called)), value(std::string(text)) {}
    Named(std::string called, Value given) : name(std::move(called)), value(std::move(given)) {}
    template <class Number>
    requires std::is_integral_v<Number> Named(std::string called, std::initializer_list<Number> numbers)
        : name(std::move(called)), value(Ints(numbers.begin(), numbers.end())) {}
    Named(std::string called, std::initializer_list<double> numbers)
        : name(std::move(called)), value(Doubles(numbers)) {}
    Named(std::string called, std::initializer_list<const char*> texts)
        : name(std::move(called)), value(Strings(texts.begin(), texts.end())) {}
    std::string name;
    Value value;
  };

  NamedParams() = default;
  NamedParams(Params params) : Params(std::move(params)) {}
  NamedParams(std::initializer_list<Named> values) {
    for (const auto& one : values)
      set(one.name, one.value);
  }
};

namespace param_detail {

[[noreturn]] inline void refuse(const Params& params, std::string_view name, const std::string& why) {
  std::vector<std::string> names;
  for (const auto& [given, value] : params.entries())
    names.push_back(given);
  throw TroupeError({Errc::invalid_argument, why + (params.has(name) ? "" : did_you_mean(std::string(name), names))});
}

template <class T>
T checked(const Params& params, std::string_view name, Result<T> value) {
  if (!value)
    refuse(params, name, value.error().message);
  return std::move(*value);
}

} // namespace param_detail

/// The parameter as a bool, a number, std::string, Params::Ints, Doubles (also of integers) or Strings. Throws
/// TroupeError (Errc::invalid_argument) naming the one that is missing, with those of a name like it, of another kind,
/// or beyond T.
template <class T>
T param(const Params& params, std::string_view name) {
  using param_detail::checked;
  if constexpr (std::is_same_v<T, bool>) {
    return checked(params, name, params.boolean(name));
  } else if constexpr (std::is_integral_v<T>) {
    const auto value = checked(params, name, params.integer(name));
    if (!std::in_range<T>(value))
      param_detail::refuse(params, name,
                           "parameter '" + std::string(name) + "' is " + std::to_string(value)
                               + ", beyond the type that it was asked for as");
    return static_cast<T>(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(checked(params, name, params.real(name)));
  } else if constexpr (std::is_same_v<T, Params::Ints>) {
    return checked(params, name, params.integers(name));
  } else if constexpr (std::is_same_v<T, Params::Doubles>) {
    if (const auto whole = params.integers(name))
      return {whole->begin(), whole->end()};
    return checked(params, name, params.reals(name));
  } else if constexpr (std::is_same_v<T, Params::Strings>) {
    return checked(params, name, params.texts(name));
  } else {
    static_assert(std::is_same_v<T, std::string>,
                  "param: bool, numbers, std::string, Params::Ints, Doubles or Strings");
    return checked(params, name, params.text(name));
  }
}

/// `otherwise` where none of that name was given.
template <class T>
T param(const Params& params, std::string_view name, T otherwise) {
  return params.has(name) ? param<T>(params, name) : otherwise;
}

} // namespace troupe

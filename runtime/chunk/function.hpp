// A user's function as an argument of an array function: either the name under which it is registered
// (runtime/kernels/user/function.hpp), or the function itself (such as a lambda), for clusters inside this process.
// Pure value.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/chunk/dtype.hpp"

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

class Function {
public:
  Function(std::string name) : name_(std::move(name)) {}
  Function(std::string_view name) : name_(name) {}
  Function(const char* name) : name_(name) {}
  /// Any callable that register_function() takes: include "runtime/kernels/user/function.hpp". It lives as long as an
  /// array that was made with it, and is found by tasks of this process alone: by embedded clusters and the serial
  /// executor. Elsewhere they fail with Errc::not_found, saying so.
  template <class F>
  requires(
      !std::convertible_to<
          F,
          std::
              string> && !std::convertible_to<F, std::string_view> && !std::is_same_v<std::remove_cvref_t<F>, Function>)
      Function(F callable);

  const std::string& name() const { return name_; }
  /// Where it is of this process alone: what its tasks ask for, and what keeps it there.
  const std::optional<Key>& held() const { return held_; }
  const std::shared_ptr<const void>& holds() const { return holds_; }
  /// The types of the elements that it makes, one an output, where its signature says so; empty: it does not.
  const std::vector<DType>& dtypes() const { return dtypes_; }

private:
  std::string name_;
  std::optional<Key> held_;
  std::shared_ptr<const void> holds_;
  std::vector<DType> dtypes_;
};

} // namespace troupe

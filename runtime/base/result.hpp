// A value or an Error: the return type of every runtime function that can fail. Pure value; as thread-safe as the T it
// holds. Invariant: holds exactly one of the two.
#pragma once

#include "runtime/base/error.hpp"

#include <cassert>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

namespace troupe {

/// Thrown only where the user of the C++ API asked for a value and there is none.
class TroupeError : public std::exception {
public:
  explicit TroupeError(Error error) : error_(std::move(error)), text_(to_string(error_)) {}
  const char* what() const noexcept override { return text_.c_str(); }
  const Error& error() const noexcept { return error_; }

private:
  Error error_;
  std::string text_;
};

/// Converts to any failed Result; made by fail().
struct Failure {
  Error error;
};

/// `return fail(Errc::not_found, "no column 'x'");`
inline Failure fail(Errc code, std::string message) { return {Error{code, std::move(message)}}; }
inline Failure fail(Error error) { return {std::move(error)}; }

template <class T>
class [[nodiscard]] Result {
public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure.error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// @pre ok()
  T& operator*() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() {
    assert(ok());
    return std::get_if<0>(&state_);
  }
  const T* operator->() const {
    assert(ok());
    return std::get_if<0>(&state_);
  }

  /// @pre !ok()
  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }
  Failure failure() const { return {error()}; }

  /// The value, or throws TroupeError: for the edge of the user API only.
  T value() && {
    if (!ok())
      throw TroupeError(error());
    return std::move(*std::get_if<0>(&state_));
  }
  const T& value() const& {
    if (!ok())
      throw TroupeError(error());
    return *std::get_if<0>(&state_);
  }

private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Failure failure) : error_(std::move(failure.error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }
  Failure failure() const { return {error()}; }
  void value() const {
    if (!ok())
      throw TroupeError(*error_);
  }

private:
  std::optional<Error> error_;
};

} // namespace troupe

/// Evaluates a Result; on failure returns it from the enclosing function, else declares `name` as its value:
///     TROUPE_TRY(grid, ChunkGrid::make(shape, chunk));
#define TROUPE_TRY(name, expression)                                                                                   \
  auto name##_result = (expression);                                                                                   \
  if (!name##_result.ok())                                                                                             \
    return name##_result.failure();                                                                                    \
  auto&& name = *name##_result

/// The same where the value is not wanted.
#define TROUPE_CHECK(expression)                                                                                       \
  do {                                                                                                                 \
    if (auto check_result = (expression); !check_result.ok())                                                          \
      return check_result.failure();                                                                                   \
  } while (false)

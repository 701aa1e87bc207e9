// One lazy call of one kernel, as dask.delayed: for graphs that are no array, frame or bag. An immutable handle, safe
// to share between threads. Errors are thrown by the call that makes them as TroupeError.
#pragma once

#include "runtime/base/named_params.hpp"
#include "runtime/chunk/function.hpp"
#include "runtime/graph/expression.hpp"

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

class Delayed {
public:
  /// @pre expression has one task.
  explicit Delayed(ExpressionPtr expression) : expression_(std::move(expression)) {}
  const ExpressionPtr& expression() const { return expression_; }

private:
  ExpressionPtr expression_;
};

/// An argument of a delayed call: another one, or all chunks of a collection, in order.
class DelayedInput {
public:
  DelayedInput(ExpressionPtr expression) : expression_(std::move(expression)) {}
  template <class T>
  requires requires(const T& collection) {
    { collection.expression() } -> std::convertible_to<ExpressionPtr>;
  }
  DelayedInput(const T& collection) : expression_(collection.expression()) {}
  const ExpressionPtr& expression() const { return expression_; }

private:
  ExpressionPtr expression_;
};

/// delayed("merge", {}, {a, b}): the function (a name that it is registered by, or itself) gets the chunks of `a`, then
/// those of `b`.
Delayed delayed(const Function& function, const NamedParams& params = {}, const std::vector<DelayedInput>& inputs = {});

} // namespace troupe

// Lazy expressions: what the collections build and nothing has computed yet. An expression is a tree of layers,
// shared where it is reused. Immutable once made, so safe to share between threads.
// Invariant: a node's key depends on nothing but what it computes; equal expressions have equal keys everywhere.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/graph/annotations.hpp"
#include "runtime/graph/wiring.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

class Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

struct ExpressionInput {
  ExpressionPtr source;
  Wiring wiring;
};

struct ExpressionSpec {
  std::string kernel; ///< what runs, by name
  Params params;      ///< the same for all tasks; a task knows its own index besides
  std::uint32_t tasks = 1;
  std::vector<ExpressionInput> inputs; ///< a task's inputs are those of the first, then of the second, ...
  /// True when the kernel looks at nothing but its own task's inputs, so that a one-to-one producer may be fused in.
  bool blockwise = true;
  Annotations annotations = Annotate::current(); ///< how to run it; no part of its key
  /// Lives as long as the expression: what its tasks find in this process's memory. No part of its key.
  std::shared_ptr<const void> holds = nullptr;
  /// The key of what its tasks stand for, where that exists already: chunks that workers keep. Else it is hashed.
  std::optional<Key> stands_for = std::nullopt;
};

class Expression {
public:
  ~Expression(); ///< not recursive: chains may be millions long
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  /// @returns The node, or Errc::invalid_argument when a wiring does not fit the sizes of the layers it joins.
  static Result<ExpressionPtr> make(ExpressionSpec spec);

  const Key& key() const { return key_; }
  const std::string& kernel() const { return spec_.kernel; }
  const Params& params() const { return spec_.params; }
  std::uint32_t tasks() const { return spec_.tasks; }
  const std::vector<ExpressionInput>& inputs() const { return spec_.inputs; }
  bool blockwise() const { return spec_.blockwise; }
  const Annotations& annotations() const { return spec_.annotations; }

private:
  explicit Expression(ExpressionSpec spec);
  ExpressionSpec spec_;
  Key key_;
};

/// A reduction of all tasks of `source` to one, by levels of `kernel` over `fan` neighbours at a time. The tree is
/// fixed by the number of tasks alone, so the bits do not depend on who computes what.
/// @returns Errc::invalid_argument when there is no source or fan < 2, which would never end.
Result<ExpressionPtr> tree_reduce(ExpressionPtr source, const std::string& kernel, const Params& params,
                                  std::uint32_t fan = 8);

} // namespace troupe

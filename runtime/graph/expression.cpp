#include "runtime/graph/expression.hpp"

#include "runtime/base/ids.hpp"
#include "runtime/graph/held.hpp"

#include <algorithm>
#include <bit>
#include <iterator>

namespace troupe {

Result<ExpressionPtr> Expression::make(ExpressionSpec spec) {
  if (spec.kernel.empty())
    return fail(Errc::invalid_argument, "a layer needs the name of its kernel");
  for (const auto& input : spec.inputs) {
    if (!input.source)
      return fail(Errc::invalid_argument, "layer '" + spec.kernel + "' has an input that is not there");
    if (auto fits = input.wiring.check(spec.tasks, input.source->tasks()); !fits)
      return fail(fits.error().code, "layer '" + spec.kernel + "': " + fits.error().message);
  }
  return ExpressionPtr(new Expression(std::move(spec)));
}

namespace {

/// What lies beside the graph is told apart by its key, by the name that the caller gave, or by where in this process
/// it is.
void say_what_is_held(ExpressionSpec& spec) {
  if (spec.stands_for)
    spec.params.set(std::string(held_param), to_string(*spec.stands_for));
  else if (spec.holds && !is_held(spec.params))
    spec.params.set(std::string(held_param), to_hex(std::bit_cast<std::uintptr_t>(spec.holds.get())));
  spec.blockwise = spec.blockwise && !is_held(spec.params);
}

} // namespace

Expression::Expression(ExpressionSpec spec) : spec_(std::move(spec)) {
  say_what_is_held(spec_);
  if (spec_.stands_for) {
    key_ = *spec_.stands_for;
    return;
  }
  KeyHasher hasher;
  hasher.text(spec_.kernel).number(spec_.tasks);
  spec_.params.hash_into(hasher);
  hasher.number(spec_.inputs.size());
  for (const auto& input : spec_.inputs) {
    hasher.key(input.source->key());
    input.wiring.hash_into(hasher);
  }
  key_ = hasher.finish();
}

Expression::~Expression() {
  // The first node to die on a thread collects the inputs of all that die with it, so that they do not die inside
  // each other.
  thread_local std::vector<ExpressionInput>* dying = nullptr;
  if (dying) {
    std::move(spec_.inputs.begin(), spec_.inputs.end(), std::back_inserter(*dying));
    return;
  }
  std::vector<ExpressionInput> mine = std::move(spec_.inputs);
  dying = &mine;
  while (!mine.empty()) {
    const auto last = std::move(mine.back());
    mine.pop_back();
  }
  dying = nullptr;
}

Result<ExpressionPtr> tree_reduce(ExpressionPtr source, const std::string& kernel, const Params& params,
                                  std::uint32_t fan) {
  if (!source || fan < 2)
    return fail(Errc::invalid_argument, "a tree of '" + kernel + "' needs something to reduce and a fan of at least 2");
  while (source->tasks() > 1) {
    ExpressionSpec level;
    level.kernel = kernel;
    level.params = params;
    level.tasks = static_cast<std::uint32_t>((std::uint64_t{source->tasks()} + fan - 1) / fan);
    level.inputs.push_back({source, Wiring::tree(fan)});
    TROUPE_TRY(next, Expression::make(std::move(level)));
    source = next;
  }
  return source;
}

} // namespace troupe

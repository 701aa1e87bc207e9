// `linreg.moments` {targets}: one chunk of rows to the means and centred cross-products of features and target (or
// several targets); `linreg.combine`: several such to one. Both in double, or, where that would lose digits
// (wide_moments.hpp), in twice its precision: the chunk's rows are gone through once more while they are at hand.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/linalg/cross_moments.hpp"
#include "runtime/kernels/linalg/wide_moments.hpp"
#include "runtime/kernels/ml/ml_kernels.hpp"
#include "runtime/kernels/ml/table_rows.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace troupe {
namespace {

constexpr std::int64_t most_features = 20'000; ///< their moments are a block of 3.2 GB

Failure gave_up() { return fail(Errc::cancelled, "the moments of a chunk were cancelled"); }

Result<void> check_features(std::int64_t features) {
  if (features < 1)
    return fail(Errc::invalid_argument, "a regression needs at least one feature");
  if (features > most_features)
    return fail(Errc::invalid_argument, "a regression on " + std::to_string(features)
                                            + " features is too large; the most is " + std::to_string(most_features));
  return {};
}

/// go_through(sink) hands all rows to `sink`, in parts.
template <class GoThrough>
Result<ChunkPtr> moments_of_rows(std::int64_t variables, BufferPool& pool, GoThrough&& go_through) {
  CrossMoments moments(variables, pool);
  TROUPE_CHECK(go_through(moments));
  auto made = moments.finish();
  TROUPE_TRY(found, moments_in(made));
  if (!loses_digits(found.view, variables))
    return make_chunk(std::move(made));
  WideAccumulator wide(std::span<const double>(found.view.mean, static_cast<std::size_t>(variables)));
  TROUPE_CHECK(go_through(wide));
  return make_chunk(wide.finish().block(pool));
}

Result<ChunkPtr> moments_of_table(const KernelContext& context, const Table& table) {
  TROUPE_TRY(features, context.params.texts("features"));
  TROUPE_TRY(target, context.params.text("target"));
  std::string missing_name = "error";
  if (context.params.has("missing")) {
    TROUPE_TRY(given, context.params.text("missing"));
    missing_name = given;
  }
  TROUPE_TRY(missing, missing_from_string(missing_name));
  auto names = features;
  names.push_back(target);
  const auto variables = static_cast<std::int64_t>(names.size());
  TROUPE_CHECK(check_features(variables - 1));
  TROUPE_TRY(rows, TableRows::make(table, names, missing));

  constexpr std::int64_t step = 256;
  auto scratch = context.pool.allocate_for<double>(static_cast<std::size_t>(step * variables));
  auto* values = scratch.as<double>().data();
  return moments_of_rows(variables, context.pool, [&](auto& sink) -> Result<void> {
    for (std::int64_t first = 0; first < rows.rows(); first += step) {
      if (context.is_cancelled())
        return gave_up();
      TROUPE_TRY(kept, rows.read(first, std::min(step, rows.rows() - first), values));
      const RowsView part{values, variables};
      sink.add({&part, 1}, kept);
    }
    return {};
  });
}

/// Rows and columns of a block taken as a matrix: a vector is one column.
Result<std::pair<std::int64_t, std::int64_t>> extents_of(const Block& block, const char* which) {
  if (block.shape.size() == 1)
    return std::pair(block.shape[0], std::int64_t{1});
  if (block.shape.size() == 2)
    return std::pair(block.shape[0], block.shape[1]);
  return fail(Errc::invalid_shape,
              std::string(which) + " must have 1 or 2 axes; its shape is " + to_string(block.shape));
}

Result<void> check_target_columns(std::int64_t columns, std::int64_t expected = 1) {
  if (columns != expected || expected < 1)
    return fail(Errc::invalid_shape, (expected == 1 ? "the target must have one column"
                                                    : "the targets must have " + std::to_string(expected) + " columns")
                                         + std::string("; it has ") + std::to_string(columns));
  return {};
}

Result<ChunkPtr> moments_of_blocks(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(x, float64_block(inputs[0]));
  TROUPE_TRY(y, float64_block(inputs[1]));
  TROUPE_TRY(x_extents, extents_of(*x, "the features"));
  TROUPE_TRY(y_extents, extents_of(*y, "the target"));
  const auto [rows, features] = x_extents;
  TROUPE_CHECK(check_features(features));
  std::int64_t targets = 1;
  if (context.params.has("targets")) {
    TROUPE_TRY(given, context.params.integer("targets"));
    targets = given;
  }
  TROUPE_CHECK(check_target_columns(y_extents.second, targets));
  if (rows != y_extents.first)
    return fail(Errc::invalid_shape, "the features have " + std::to_string(rows) + " rows, the target has "
                                         + std::to_string(y_extents.first));
  constexpr std::int64_t step = 4096; // rows between two looks at the cancel flag
  const auto* features_data = x->values<double>().data();
  const auto* target_data = y->values<double>().data();
  return moments_of_rows(features + targets, context.pool,
                         [&, features = features, rows = rows](auto& sink) -> Result<void> {
                           for (std::int64_t first = 0; first < rows; first += step) {
                             if (context.is_cancelled())
                               return gave_up();
                             const RowsView parts[] = {{features_data + first * features, features},
                                                       {target_data + first * targets, targets}};
                             sink.add(parts, std::min(step, rows - first));
                           }
                           return {};
                         });
}

Result<ChunkPtr> run_moments(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  if (const auto* table = std::get_if<Table>(inputs[0].get())) {
    TROUPE_CHECK(require_inputs(inputs, 1));
    return moments_of_table(context, *table);
  }
  return moments_of_blocks(context, inputs);
}

class MomentTiles : public TileSink {
public:
  MomentTiles(std::int64_t features, BufferPool& pool)
      : features_(features), pool_(pool), moments_(features + 1, pool) {}
  Result<void> consume(std::span<double* const> tiles, std::int64_t count) override {
    const RowsView parts[] = {{tiles[0], features_}, {tiles[1], 1}};
    if (wide_)
      wide_->add(parts, count);
    else
      moments_.add(parts, count);
    return {};
  }
  Result<bool> wants_another_pass() override {
    if (wide_)
      return false;
    made_ = moments_.finish();
    TROUPE_TRY(found, moments_in(made_));
    if (loses_digits(found.view, features_ + 1))
      wide_.emplace(std::span<const double>(found.view.mean, static_cast<std::size_t>(features_ + 1)));
    return wide_.has_value();
  }
  Result<ChunkPtr> finish() override { return make_chunk(wide_ ? wide_->finish().block(pool_) : std::move(made_)); }

private:
  std::int64_t features_;
  BufferPool& pool_;
  CrossMoments moments_;
  Block made_;
  std::optional<WideAccumulator> wide_; ///< of the second pass
};

Result<std::unique_ptr<TileSink>> moment_tiles(const KernelContext& context, std::span<const std::int64_t> columns) {
  if (columns.size() != 2)
    return fail(Errc::invalid_argument,
                "linreg.moments takes features and target; it was given " + std::to_string(columns.size()) + " arrays");
  TROUPE_CHECK(check_features(columns[0]));
  TROUPE_CHECK(check_target_columns(columns[1]));
  return std::unique_ptr<TileSink>(std::make_unique<MomentTiles>(columns[0], context.pool));
}

Failure unequal(std::int64_t variables, std::int64_t others) {
  return fail(Errc::invalid_shape, "moments of " + std::to_string(variables) + " variables do not add to those of "
                                       + std::to_string(others));
}

Result<WideMoments> widened(const ChunkPtr& input) {
  TROUPE_TRY(block, float64_block(input));
  if (WideMoments::is_wide(*block))
    return WideMoments::read(*block);
  TROUPE_TRY(moments, moments_in(*block));
  return WideMoments(moments);
}

Result<ChunkPtr> combine_wide(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(sum, widened(inputs[0]));
  for (const auto& input : inputs.subspan(1)) {
    TROUPE_TRY(next, widened(input));
    if (next.variables != sum.variables)
      return unequal(sum.variables, next.variables);
    sum.add(next);
  }
  return make_chunk(sum.block(context.pool));
}

/// The first input, to be added to: itself where nobody else holds it and it is not needed as it is.
ChunkPtr to_be_added_to(ChunkPtr& input, const Block& block, bool needed, BufferPool& pool) {
  auto result = input;
  if (!needed)
    input.reset(); // ours alone now, if it ever can be
  if (!needed && may_overwrite(result, block))
    return result;
  auto copy = new_float64_block(pool, block.shape);
  std::copy_n(block.values<double>().data(), block.size(), copy.values<double>().data());
  return make_chunk(std::move(copy));
}

Result<ChunkPtr> combine_sums(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  for (const auto& input : inputs) {
    TROUPE_TRY(block, float64_block(input));
    if (WideMoments::is_wide(*block))
      return combine_wide(context, inputs);
  }
  TROUPE_TRY(first, float64_block(inputs[0]));
  TROUPE_TRY(first_moments, moments_in(*first));
  const auto variables = first_moments.variables;
  const bool may_widen = variables <= most_wide_variables;
  auto result = to_be_added_to(inputs[0], *first, may_widen, context.pool);
  auto& block = std::get<Block>(*result);
  TROUPE_TRY(sum, moments_in(block));
  for (auto& input : inputs.subspan(1)) {
    TROUPE_TRY(next, float64_block(input));
    TROUPE_TRY(moments, moments_in(*next));
    if (moments.variables != variables)
      return unequal(variables, moments.variables);
    add_moments(sum.view, moments.view, variables);
    if (!may_widen)
      input.reset();
  }
  if (loses_digits(sum.view, variables))
    return combine_wide(context, inputs);
  mirror_products(sum.view, variables);
  block.values<double>()[0] = sum.view.n;
  return result;
}

} // namespace

void add_linreg_moments_kernels(KernelRegistry& registry) {
  add_builtin(registry, {"linreg.combine", combine_sums, {}, {}});
  add_builtin(registry, {"linreg.moments", run_moments, {}, moment_tiles});
}

} // namespace troupe

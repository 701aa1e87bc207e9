// `linreg.moments`: one chunk of rows to the means and centred cross-products of features and target;
// `linreg.combine`: several such to one.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/moments.hpp"
#include "runtime/kernels/table_rows.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

constexpr std::int64_t most_features = 20'000; ///< their moments are a block of 3.2 GB

Failure gave_up() { return fail(Errc::cancelled, "the moments of a chunk were cancelled"); }

Result<void> check_features(std::int64_t features) {
  if (features < 1)
    return fail(Errc::invalid_argument, "a regression needs at least one feature");
  if (features > most_features)
    return fail(Errc::invalid_argument, "a regression on " + std::to_string(features) + " features is too large; the most is " +
                                          std::to_string(most_features));
  return {};
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
  MomentAccumulator moments(variables, context.pool);
  auto scratch = context.pool.allocate_for<double>(static_cast<std::size_t>(step * variables));
  auto* values = scratch.as<double>().data();
  for (std::int64_t first = 0; first < rows.rows(); first += step) {
    if (context.is_cancelled())
      return gave_up();
    TROUPE_TRY(kept, rows.read(first, std::min(step, rows.rows() - first), values));
    const RowsView part{values, variables};
    moments.add({&part, 1}, kept);
  }
  return make_chunk(moments.finish());
}

/// Rows and columns of a block taken as a matrix: a vector is one column.
Result<std::pair<std::int64_t, std::int64_t>> extents_of(const Block& block, const char* which) {
  if (block.shape.size() == 1)
    return std::pair(block.shape[0], std::int64_t{1});
  if (block.shape.size() == 2)
    return std::pair(block.shape[0], block.shape[1]);
  return fail(Errc::invalid_shape, std::string(which) + " must have 1 or 2 axes; its shape is " + to_string(block.shape));
}

Result<void> check_target_columns(std::int64_t columns) {
  if (columns != 1)
    return fail(Errc::invalid_shape, "the target must have one column; it has " + std::to_string(columns));
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
  TROUPE_CHECK(check_target_columns(y_extents.second));
  if (rows != y_extents.first)
    return fail(Errc::invalid_shape, "the features have " + std::to_string(rows) + " rows, the target has " +
                                       std::to_string(y_extents.first));
  constexpr std::int64_t step = 4096; // rows between two looks at the cancel flag
  MomentAccumulator moments(features + 1, context.pool);
  const auto* features_data = x->values<double>().data();
  const auto* target_data = y->values<double>().data();
  for (std::int64_t first = 0; first < rows; first += step) {
    if (context.is_cancelled())
      return gave_up();
    const RowsView parts[] = {{features_data + first * features, features}, {target_data + first, 1}};
    moments.add(parts, std::min(step, rows - first));
  }
  return make_chunk(moments.finish());
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
  MomentTiles(std::int64_t features, BufferPool& pool) : features_(features), moments_(features + 1, pool) {}
  Result<void> consume(std::span<double* const> tiles, std::int64_t count) override {
    const RowsView parts[] = {{tiles[0], features_}, {tiles[1], 1}};
    moments_.add(parts, count);
    return {};
  }
  Result<ChunkPtr> finish() override { return make_chunk(moments_.finish()); }

private:
  std::int64_t features_;
  MomentAccumulator moments_;
};

Result<std::unique_ptr<TileSink>> moment_tiles(const KernelContext& context, std::span<const std::int64_t> columns) {
  if (columns.size() != 2)
    return fail(Errc::invalid_argument, "linreg.moments takes features and target; it was given " +
                                          std::to_string(columns.size()) + " arrays");
  TROUPE_CHECK(check_features(columns[0]));
  TROUPE_CHECK(check_target_columns(columns[1]));
  return std::unique_ptr<TileSink>(std::make_unique<MomentTiles>(columns[0], context.pool));
}

Result<ChunkPtr> combine(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(first, float64_block(inputs[0]));
  TROUPE_TRY(first_moments, moments_in(*first));
  const auto variables = first_moments.variables;
  auto result = inputs[0];
  inputs[0].reset(); // ours alone now, if it ever can be
  if (!may_overwrite(result, *first)) {
    auto copy = new_float64_block(context.pool, first->shape);
    std::copy_n(first->values<double>().data(), first->size(), copy.values<double>().data());
    result = make_chunk(std::move(copy));
  }
  auto& block = std::get<Block>(*result);
  TROUPE_TRY(sum, moments_in(block));
  for (auto& input : inputs.subspan(1)) {
    TROUPE_TRY(next, float64_block(input));
    TROUPE_TRY(moments, moments_in(*next));
    if (moments.variables != variables)
      return fail(Errc::invalid_shape, "moments of " + std::to_string(variables) + " variables do not add to those of " +
                                         std::to_string(moments.variables));
    add_moments(sum.view, moments.view, variables);
    input.reset();
  }
  mirror_products(sum.view, variables);
  block.values<double>()[0] = sum.view.n;
  return result;
}

} // namespace

void add_linreg_moments_kernels(KernelRegistry& registry) {
  add_builtin(registry, {"linreg.combine", combine, {}, {}});
  add_builtin(registry, {"linreg.moments", run_moments, {}, moment_tiles});
}

} // namespace troupe

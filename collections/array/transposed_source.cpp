#include "collections/array/transposed_source.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace troupe {
namespace {

/// Kernels that make any part of their array, transposed too where the parameter `transpose` says so.
constexpr std::string_view sources[] = {"array.arange",
                                        "array.eye",
                                        "array.full",
                                        "array.indices",
                                        "array.linspace",
                                        "array.literal",
                                        "array.random_beta",
                                        "array.random_binomial",
                                        "array.random_chisquare",
                                        "array.random_exponential",
                                        "array.random_gamma",
                                        "array.random_integers",
                                        "array.random_lognormal",
                                        "array.random_multivariate_normal",
                                        "array.random_normal",
                                        "array.random_permutation",
                                        "array.random_poisson",
                                        "array.random_triangular",
                                        "array.random_uniform",
                                        "array.random_weibull",
                                        "array.tri"};

/// Those whose elements follow from their number in C order and nothing else.
constexpr std::string_view numbered[] = {"array.arange",
                                         "array.full",
                                         "array.linspace",
                                         "array.random_beta",
                                         "array.random_binomial",
                                         "array.random_chisquare",
                                         "array.random_exponential",
                                         "array.random_gamma",
                                         "array.random_integers",
                                         "array.random_lognormal",
                                         "array.random_normal",
                                         "array.random_poisson",
                                         "array.random_triangular",
                                         "array.random_uniform",
                                         "array.random_weibull"};

bool is_made_by(const Expression& made, std::span<const std::string_view> kernels) {
  return made.inputs().empty() && made.blockwise()
         && std::find(kernels.begin(), kernels.end(), made.kernel()) != kernels.end();
}

} // namespace

Result<std::optional<Array>> source_with_ones(const Array& array, const std::vector<std::int64_t>& order,
                                              const ChunkGrid& grid) {
  const auto& made = *array.expression();
  if (!is_made_by(made, numbered) || made.params().has("transpose"))
    return std::optional<Array>();
  TROUPE_TRY(chunks, made.params().integers("chunks"));
  Params::Ints under_order;
  for (auto axis : order)
    under_order.push_back(axis < 0 ? 1 : chunks[static_cast<std::size_t>(axis)]);
  ExpressionSpec spec{.kernel = made.kernel(), .params = made.params(), .tasks = made.tasks()};
  spec.params.set("shape", Params::Ints(grid.shape())).set("chunks", std::move(under_order));
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  TROUPE_TRY(seen, Array::make(std::move(expression), grid, array.dtype()));
  return std::optional<Array>(std::move(seen));
}

Result<std::optional<Array>> transposed_source(const Array& array, const std::vector<std::int64_t>& order) {
  const auto& made = *array.expression();
  if (!is_made_by(made, sources))
    return std::optional<Array>();
  auto axes = order;
  if (made.params().has("transpose")) {
    TROUPE_TRY(before, made.params().integers("transpose"));
    for (auto& axis : axes)
      axis = before[static_cast<std::size_t>(axis)];
  }
  std::vector<std::vector<std::int64_t>> extents;
  for (auto axis : order)
    extents.push_back(array.grid().extents(static_cast<std::size_t>(axis)));
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  ExpressionSpec spec{.kernel = made.kernel(), .params = made.params(), .tasks = made.tasks()};
  spec.params.set("transpose", Params::Ints(axes));
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  TROUPE_TRY(turned, Array::make(std::move(expression), std::move(grid), array.dtype()));
  return std::optional<Array>(std::move(turned));
}

} // namespace troupe

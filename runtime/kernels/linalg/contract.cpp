// linalg.contract {a, b, out, partial}: sums of products of pairs of blocks, as einsum of two operands.
//
// The parameters label the axes by numbers. Labels of both operands that the result lacks are summed over; labels of
// all three run along; the others make rows and columns. Inputs: the blocks of the first operand, then as many of the
// second, whose products are added up in that order. `partial`: the result gets a first axis of extent 1.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/linalg/gemm_complex.hpp"
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/matrix_vector.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <algorithm>
#include <complex>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

namespace troupe {
namespace {

using Labels = Params::Ints;

bool has(const Labels& labels, std::int64_t label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

/// Which labels are what.
struct Roles {
  Labels a, b, out;
  Labels batch, rows, columns, summed;

  static Result<Roles> read(const Params& params) {
    Roles roles;
    TROUPE_TRY(a, params.integers("a"));
    TROUPE_TRY(b, params.integers("b"));
    TROUPE_TRY(out, params.integers("out"));
    for (const auto* labels : {&a, &b, &out}) {
      auto sorted = *labels;
      std::sort(sorted.begin(), sorted.end());
      if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end() || labels->size() > most_axes)
        return fail(Errc::invalid_argument, "linalg.contract: a label stands twice, or there are too many");
    }
    for (auto label : a)
      (has(out, label) ? (has(b, label) ? roles.batch : roles.rows) : roles.summed).push_back(label);
    for (auto label : b)
      if (!has(a, label))
        roles.columns.push_back(label);
    for (auto label : roles.summed)
      if (!has(b, label))
        return fail(Errc::invalid_argument, "linalg.contract sums only over labels of both operands");
    for (auto label : roles.columns)
      if (!has(out, label))
        return fail(Errc::invalid_argument, "linalg.contract sums only over labels of both operands");
    if (out.size() != roles.batch.size() + roles.rows.size() + roles.columns.size())
      return fail(Errc::invalid_argument, "linalg.contract: the result has a label that no operand has");
    roles.a = std::move(a);
    roles.b = std::move(b);
    roles.out = std::move(out);
    return roles;
  }
};

struct LabelledAxis {
  std::int64_t extent = 1;
  std::int64_t stride = 0; ///< in elements
};

LabelledAxis axis_of(const Block& block, const Labels& labels, std::int64_t label) {
  std::int64_t stride = 1;
  for (std::size_t axis = labels.size(); axis-- > 0;) {
    if (labels[axis] == label)
      return {block.shape[axis], stride};
    stride *= block.shape[axis];
  }
  return {};
}

/// Several labels as one axis, where their elements lie evenly.
std::optional<LabelledAxis> together(const Block& block, const Labels& labels, const Labels& group) {
  LabelledAxis all{1, 1};
  for (std::size_t i = group.size(); i-- > 0;) {
    const auto axis = axis_of(block, labels, group[i]);
    if (axis.extent == 1)
      continue;
    if (all.extent == 1)
      all = axis;
    else if (axis.stride == all.stride * all.extent)
      all.extent *= axis.extent;
    else
      return std::nullopt;
  }
  return all;
}

/// An operand as a stack of matrices; a copy where it does not lie as one.
template <class T>
struct Stack {
  Buffer memory;
  MatrixRef<T> matrix;
  std::int64_t between = 0;
};

template <class T>
Stack<T> stack_of(const Block& block, const Labels& labels, const Labels& batch, const Labels& rows,
                  const Labels& columns, BufferPool& pool) {
  const auto* data = block.template values<T>().data();
  const auto b = together(block, labels, batch), r = together(block, labels, rows),
             c = together(block, labels, columns);
  if (b && r && c)
    return {{}, {data, r->stride, c->stride}, b->stride};
  Stack<T> stack;
  stack.memory = pool.allocate(block.data.size());
  std::vector<CopyAxis> axes;
  std::int64_t stride = sizeof(T), columns_count = 1, rows_count = 1;
  for (const auto* group : {&columns, &rows, &batch})
    for (std::size_t i = group->size(); i-- > 0;) {
      const auto axis = axis_of(block, labels, (*group)[i]);
      axes.push_back({axis.extent, stride, axis.stride * static_cast<std::int64_t>(sizeof(T))});
      stride *= axis.extent;
      columns_count *= group == &columns ? axis.extent : 1;
      rows_count *= group == &rows ? axis.extent : 1;
    }
  copy_strided(stack.memory.data(), block.data.data(), axes, sizeof(T));
  stack.matrix = {reinterpret_cast<const T*>(stack.memory.data()), columns_count, 1};
  stack.between = columns_count * rows_count;
  return stack;
}

template <class T>
void multiply_add(std::int64_t m, std::int64_t n, std::int64_t k, MatrixRef<T> a, MatrixRef<T> b, T* c,
                  BufferPool& pool) {
  if constexpr (std::is_floating_point_v<T>) {
    if (n == 1 && lies_for_vectors(a))
      return multiply_vector(m, k, a, b.data, b.row, c);
    if (m == 1 && lies_for_vectors(b.transposed()))
      return multiply_vector(n, k, b.transposed(), a.data, a.column, c);
    gemm(m, n, k, T{1}, a, b, c, n);
  } else if constexpr (!std::is_arithmetic_v<T>) {
    gemm_complex(m, n, k, typename T::value_type{1}, a, b, false, c, n, pool);
  } else {
    using Wide = std::conditional_t<std::is_same_v<T, bool>, bool,
                                    std::make_unsigned_t<std::conditional_t<std::is_same_v<T, bool>, int, T>>>;
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t p = 0; p < k; ++p) {
        const auto factor = a.data[i * a.row + p * a.column];
        for (std::int64_t j = 0; j < n; ++j) {
          auto& sum = c[i * n + j];
          const auto value = b.data[p * b.row + j * b.column];
          if constexpr (std::is_same_v<T, bool>)
            sum = sum || (factor && value);
          else // wraps around
            sum = static_cast<T>(
                static_cast<Wide>(std::uint64_t{static_cast<Wide>(sum)}
                                  + std::uint64_t{static_cast<Wide>(factor)} * static_cast<Wide>(value)));
        }
      }
  }
}

struct Sizes {
  std::int64_t batch = 1, rows = 1, columns = 1, summed = 1;
};

Result<Sizes> sizes_of(const Roles& roles, const Block& a, const Block& b) {
  Sizes sizes;
  if (a.shape.size() != roles.a.size() || b.shape.size() != roles.b.size() || a.dtype != b.dtype)
    return fail(Errc::invalid_shape, "linalg.contract: blocks of shapes " + to_string(a.shape) + " and "
                                         + to_string(b.shape) + " do not have the axes named, or not one type");
  for (std::size_t axis = 0; axis < roles.a.size(); ++axis)
    if (has(roles.b, roles.a[axis]) && axis_of(b, roles.b, roles.a[axis]).extent != a.shape[axis])
      return fail(Errc::invalid_shape, "linalg.contract: blocks of shapes " + to_string(a.shape) + " and "
                                           + to_string(b.shape) + " do not fit each other");
  for (auto label : roles.batch)
    sizes.batch *= axis_of(a, roles.a, label).extent;
  for (auto label : roles.rows)
    sizes.rows *= axis_of(a, roles.a, label).extent;
  for (auto label : roles.columns)
    sizes.columns *= axis_of(b, roles.b, label).extent;
  for (auto label : roles.summed)
    sizes.summed *= axis_of(a, roles.a, label).extent;
  return sizes;
}

Labels grouped(const Roles& roles) {
  Labels labels = roles.batch;
  labels.insert(labels.end(), roles.rows.begin(), roles.rows.end());
  labels.insert(labels.end(), roles.columns.begin(), roles.columns.end());
  return labels;
}

Shape result_shape(const Roles& roles, const Labels& labels, const Block& a, const Block& b) {
  Shape shape;
  for (auto label : labels)
    shape.push_back(has(roles.a, label) ? axis_of(a, roles.a, label).extent : axis_of(b, roles.b, label).extent);
  return shape;
}

/// The result's axes as asked for.
Block arranged(Block block, const Labels& labels, const Labels& wanted, BufferPool& pool) {
  if (labels == wanted)
    return block;
  Block result{block.dtype, {}, pool.allocate(block.data.size())};
  const auto item = static_cast<std::int64_t>(size_of(block.dtype));
  std::vector<CopyAxis> axes;
  std::int64_t stride = item;
  for (std::size_t i = wanted.size(); i-- > 0;) {
    const auto axis = axis_of(block, labels, wanted[i]);
    axes.push_back({axis.extent, stride, axis.stride * item});
    stride *= axis.extent;
    result.shape.insert(result.shape.begin(), axis.extent);
  }
  copy_strided(result.data.data(), block.data.data(), axes, size_of(block.dtype));
  return result;
}

template <class T>
Result<Block> contract_blocks(const KernelContext& context, const Roles& roles,
                              const std::vector<const Block*>& blocks) {
  const auto pairs = blocks.size() / 2;
  const auto labels = grouped(roles);
  Block sum{dtype_of_v<T>, result_shape(roles, labels, *blocks[0], *blocks[pairs]), {}};
  TROUPE_TRY(count, checked_element_count(sum.shape));
  sum.data = context.pool.allocate_for<T>(static_cast<std::size_t>(count));
  std::memset(sum.data.data(), 0, sum.data.size());
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto &a = *blocks[i], &b = *blocks[pairs + i];
    TROUPE_TRY(sizes, sizes_of(roles, a, b));
    if (sizes.batch * sizes.rows * sizes.columns != count)
      return fail(Errc::invalid_shape, "linalg.contract: products of different shapes cannot be added up");
    const auto left = stack_of<T>(a, roles.a, roles.batch, roles.rows, roles.summed, context.pool);
    const auto right = stack_of<T>(b, roles.b, roles.batch, roles.summed, roles.columns, context.pool);
    for (std::int64_t at = 0; at < sizes.batch; ++at) {
      if (context.is_cancelled())
        return fail(Errc::cancelled, "linalg.contract was cancelled");
      auto m = left.matrix, n = right.matrix;
      m.data += at * left.between;
      n.data += at * right.between;
      multiply_add<T>(sizes.rows, sizes.columns, sizes.summed, m, n,
                      sum.values<T>().data() + at * sizes.rows * sizes.columns, context.pool);
    }
  }
  return arranged(std::move(sum), labels, roles.out, context.pool);
}

Result<ChunkPtr> contract(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  if (inputs.size() % 2 != 0)
    return fail(Errc::invalid_argument,
                "linalg.contract takes pairs of blocks; it was given " + std::to_string(inputs.size()));
  TROUPE_TRY(roles, Roles::read(context.params));
  std::vector<const Block*> blocks;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, as_block(*input));
    TROUPE_CHECK(check_block(*block));
    if (block->dtype != std::get<Block>(*inputs[0]).dtype)
      return fail(Errc::invalid_dtype, "linalg.contract takes blocks of one type");
    blocks.push_back(block);
  }
  TROUPE_CHECK(sizes_of(roles, *blocks[0], *blocks[blocks.size() / 2]));
  TROUPE_TRY(made, for_dtype(blocks[0]->dtype, [&](auto type) -> Result<Block> {
               return contract_blocks<typename decltype(type)::type>(context, roles, blocks);
             }));
  if (context.params.has("partial"))
    made.shape.insert(made.shape.begin(), 1);
  return make_chunk(std::move(made));
}

} // namespace

void add_contract(KernelRegistry& registry) { add_builtin(registry, {"linalg.contract", contract, nullptr, nullptr}); }

} // namespace troupe

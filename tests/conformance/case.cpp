#include "tests/conformance/case.hpp"

#include "runtime/chunk/chunk_grid.hpp"
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/user/function.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace troupe::conformance {
namespace {

using Extents = std::vector<std::vector<std::int64_t>>;

Block part_of(const Block& whole, const ChunkGrid& grid, std::uint32_t index, BufferPool& pool) {
  const auto extents = grid.chunk_shape(index);
  const auto origin = grid.origin(index);
  const auto size = size_of(whole.dtype);
  Block part{whole.dtype, extents, pool.allocate(static_cast<std::size_t>(element_count(extents)) * size)};
  Shape at(extents.size(), 0);
  for (std::int64_t i = 0; i < part.size(); ++i) {
    std::int64_t from = 0;
    for (std::size_t axis = 0; axis < at.size(); ++axis)
      from = from * whole.shape[axis] + origin[axis] + at[axis];
    std::memcpy(part.data.data() + static_cast<std::size_t>(i) * size,
                whole.data.data() + static_cast<std::size_t>(from) * size, size);
    for (auto axis = at.size(); axis-- > 0 && ++at[axis] == extents[axis];)
      at[axis] = 0;
  }
  return part;
}

/// "conformance.piece": a chunk of an array given whole, cut as the parameters e0, e1, ... say.
Result<ChunkPtr> piece(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(name, context.params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  TROUPE_TRY(bytes, context.params.text("data"));
  Extents extents;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    TROUPE_TRY(along, context.params.integers("e" + std::to_string(axis)));
    extents.push_back(along);
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(extents));
  TROUPE_TRY(count, checked_element_count(shape));
  if (grid.shape() != shape || context.index >= grid.size()
      || static_cast<std::size_t>(count) * size_of(dtype) != bytes.size())
    return fail(Errc::invalid_argument, "conformance.piece: the parameters do not fit each other");
  Block whole{dtype, shape, context.pool.allocate(bytes.size())};
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(whole.data.data()));
  return make_chunk(part_of(whole, grid, context.index, context.pool));
}

const bool registered = (register_function("conformance.piece", piece), true);

std::vector<DType> types_of(Types types) {
  std::vector<DType> all;
  for (int i = 0; i < static_cast<int>(DType::string); ++i)
    all.push_back(static_cast<DType>(i));
  std::erase_if(all, [&](DType dtype) {
    switch (types) {
    case Types::any:
      return false;
    case Types::numbers:
      return dtype == DType::bool_;
    case Types::integers:
      return !is_integer(dtype);
    case Types::floating:
      return !is_floating(dtype);
    case Types::real:
      return is_complex(dtype) || dtype == DType::bool_;
    case Types::ordered:
      return is_complex(dtype);
    case Types::complex:
      return !is_complex(dtype);
    case Types::boolean:
      return dtype != DType::bool_;
    case Types::inexact:
      return !is_floating(dtype) && !is_complex(dtype);
    }
    return false;
  });
  return all;
}

template <class T, class Random>
T draw(Random& random, Content content) {
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  if constexpr (is_complex_v<T>) {
    using Part = typename T::value_type;
    const auto real = draw<Part>(random, Content::plain);
    return T(real, draw<Part>(random, Content::plain));
  } else if constexpr (std::is_same_v<T, bool>)
    return pick(0, 1) == 1;
  else if constexpr (std::is_integral_v<T>) {
    if (content == Content::special && pick(0, 3) == 0) {
      const T ends[] = {std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T(0), static_cast<T>(-1)};
      return ends[pick(0, 3)];
    }
    return static_cast<T>(pick(std::is_signed_v<T> ? -9 : 0, 12));
  } else {
    using Limits = std::numeric_limits<T>;
    if (content == Content::special && pick(0, 2) == 0) {
      const T ends[] = {Limits::infinity(), -Limits::infinity(),  Limits::quiet_NaN(), T(-0.0), T(0),    Limits::max(),
                        Limits::min(),      Limits::denorm_min(), Limits::lowest(),    T(1e4),  T(-750), T(0.5)};
      return ends[pick(0, 11)];
    }
    if (pick(0, 3) == 0)
      return static_cast<T>(pick(-9, 12));
    return static_cast<T>(std::normal_distribution<double>(0, 3)(random));
  }
}

} // namespace

void Case::begin() {
  operands_.begin_array();
  options_.begin_object();
}

std::int64_t Case::integer(std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
}

DType Case::dtype(Types types) {
  const auto all = types_of(types);
  if (types != Types::integers && types != Types::complex && types != Types::boolean && chance(0.35))
    return DType::float64; // most of what people compute
  return all[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(all.size()) - 1))];
}

Shape Case::shape(std::size_t least_rank, std::size_t most_rank) {
  const auto rank = integer(static_cast<std::int64_t>(least_rank), static_cast<std::int64_t>(most_rank));
  const std::int64_t extents[] = {1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 31};
  Shape shape;
  for (std::int64_t axis = 0; axis < rank; ++axis)
    shape.push_back(extents[integer(0, 10)]);
  if (rank == 1 && chance(0.4))
    shape[0] = integer(100, 5000);
  if (rank == 2 && chance(0.25))
    shape[static_cast<std::size_t>(integer(0, 1))] = integer(100, 1500);
  if (rank > 0 && chance(0.06))
    shape[static_cast<std::size_t>(integer(0, rank - 1))] = 0;
  return shape;
}

std::vector<std::int64_t> Case::cut_axis(std::int64_t extent) {
  if (extent > 64 || chance(0.5)) {
    const std::int64_t steps[] = {1, 2, 3, 5, 7, 13, std::max<std::int64_t>(extent, 1)};
    const auto step = extent > 64 ? (chance(0.5) ? extent : integer(extent / 6 + 1, extent)) : steps[integer(0, 6)];
    std::vector<std::int64_t> cut;
    for (auto left = extent; left > 0; left -= step)
      cut.push_back(std::min(step, left));
    return cut.empty() ? std::vector<std::int64_t>{0} : cut;
  }
  std::vector<std::int64_t> cut; // uneven, now and then with chunks of nothing
  for (auto left = extent; left > 0; left -= cut.back())
    cut.push_back(chance(0.15) ? 0 : integer(1, left));
  return cut.empty() ? std::vector<std::int64_t>{0} : cut;
}

Block Case::block(DType dtype, const Shape& shape, Content content) {
  Block block{dtype, shape, process_pool().allocate(static_cast<std::size_t>(element_count(shape)) * size_of(dtype))};
  for_dtype(dtype, [&]<class T>(Type<T>) {
    for (auto& value : block.values<T>())
      value = draw<T>(random_, content);
  });
  return block;
}

void Case::write_down(const Block& block) {
  operands_.begin_object()
      .field("dtype", to_string(block.dtype))
      .field("block", static_cast<std::int64_t>(blocks_.size()));
  operands_.key("shape").values(block.shape).end_object();
  blocks_.push_back(block);
}

void Case::write_down(const Scalar& scalar) {
  operands_.begin_object();
  switch (scalar.dtype()) {
  case DType::bool_:
    operands_.field("number", scalar.as_bool());
    break;
  case DType::int64:
    operands_.field("number", scalar.as_int64());
    break;
  case DType::complex128:
    operands_.field("number", scalar.as_complex().real()).field("imaginary", scalar.as_complex().imag());
    break;
  default:
    operands_.field("number", scalar.as_double());
    break;
  }
  operands_.end_object();
}

Array Case::cut(const Block& block, const Extents& extents) {
  ExpressionSpec spec;
  spec.kernel = "conformance.piece";
  spec.params.set("shape", Params::Ints(block.shape)).set("dtype", std::string(to_string(block.dtype)));
  spec.params.set("data",
                  Params::Value(std::string(reinterpret_cast<const char*>(block.data.data()), block.data.size())));
  for (std::size_t axis = 0; axis < extents.size(); ++axis)
    spec.params.set("e" + std::to_string(axis), Params::Ints(extents[axis]));
  const auto grid = ChunkGrid::from_extents(extents).value();
  spec.tasks = grid.size();
  return Array::make(Expression::make(std::move(spec)).value(), grid, block.dtype).value();
}

Array Case::array(DType dtype, const Shape& shape, Content content) {
  const auto made = block(dtype, shape, content);
  write_down(made);
  return cut(made, chunks(shape));
}

Array Case::array(const Block& block) {
  write_down(block);
  Extents extents;
  for (auto extent : block.shape) {
    const auto first = integer(0, extent);
    extents.push_back(first == 0 || first == extent ? std::vector<std::int64_t>{extent}
                                                    : std::vector<std::int64_t>{first, extent - first});
  }
  return cut(block, extents);
}

Array Case::array(Types types, std::size_t least_rank, std::size_t most_rank) {
  const auto type = dtype(types);
  return array(type, shape(least_rank, most_rank), content());
}

std::vector<ArrayLike> Case::broadcasting(const std::vector<Types>& types, Content content) {
  const auto whole = shape();
  Extents cuts;
  for (auto extent : whole)
    cuts.push_back(cut_axis(extent));
  const auto number = types.size() > 1 && chance(0.3) ? integer(0, static_cast<std::int64_t>(types.size()) - 1) : -1;
  const auto first = number == 0 ? 1u : 0u;
  std::vector<ArrayLike> operands;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (static_cast<std::int64_t>(i) == number) {
      const bool floating = types[i] != Types::integers && types[i] != Types::boolean && chance(0.5);
      const Scalar scalar = floating ? Scalar(static_cast<double>(integer(-20, 20)) / 4) : Scalar(integer(0, 9));
      write_down(scalar);
      operands.emplace_back(scalar);
      continue;
    }
    Shape shape = whole;
    auto extents = cuts;
    for (std::size_t axis = 0; i != first && axis < shape.size(); ++axis)
      if (chance(0.2)) {
        shape[axis] = 1;
        extents[axis] = {1};
      }
    while (i != first && !shape.empty() && chance(0.12)) {
      shape.erase(shape.begin());
      extents.erase(extents.begin());
    }
    const auto made = block(dtype(types[i]), shape, content);
    write_down(made);
    operands.emplace_back(cut(made, extents));
  }
  return operands;
}

Extents Case::chunks(const Shape& shape) {
  Extents extents;
  for (auto extent : shape)
    extents.push_back(cut_axis(extent));
  return extents;
}

Axes Case::axes(const Array& array) {
  const auto rank = static_cast<int>(array.ndim());
  if (rank == 0 || chance(0.3))
    return {};
  if (rank > 1 && chance(0.25)) {
    const auto first = static_cast<int>(integer(0, rank - 2));
    const auto second = static_cast<int>(integer(first + 1, rank - 1));
    options_.key("axis").begin_array().value(first).value(second - rank).end_array();
    return {first, second - rank};
  }
  return axis(array);
}

int Case::axis(const Array& array) {
  const auto rank = static_cast<std::int64_t>(array.ndim());
  return option("axis", static_cast<int>(integer(-rank, rank - 1)));
}

std::vector<Function> all_functions() {
  std::vector<Function> table;
  for (const auto add : {add_elementwise, add_reductions, add_creation, add_shaping, add_linalg, add_fft,
                         add_neighbours, add_searching, add_sorting, add_choosing, add_masked})
    add(table);
  return table;
}

} // namespace troupe::conformance

// Every elementwise function in every type at the limits of its domain: zeros of both signs, denormals, the last
// numbers before overflow and the first after it, halves, the ends of integers, infinities, NaN. Operands of two and
// three are crossed.
#include "collections/array/cumulative.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/selection.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "tests/conformance/case.hpp"

#include <cmath>
#include <complex>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace troupe::conformance {
namespace {

/// How many values a set has: of one operand all, of several fewer, since they are crossed.
enum class Extent { full, crossed, few };

/// Of both signs, rounded to the type; numbers beside which functions change their ways.
constexpr double landmarks[] = {0,
                                1e-320,
                                1e-310,
                                1e-300,
                                1e-200,
                                1e-160,
                                1e-154,
                                1e-100,
                                1e-45,
                                1e-44,
                                1e-40,
                                1e-38,
                                1e-30,
                                1e-20,
                                1e-19,
                                1e-17,
                                1e-16,
                                1e-12,
                                1e-9,
                                1e-8,
                                1e-7,
                                1e-5,
                                1e-4,
                                1e-3,
                                0.01,
                                0.1,
                                0.25,
                                0.3,
                                0.7,
                                0.75,
                                0.9,
                                1.1,
                                1.5,
                                2,
                                2.5,
                                2.718281828459045,
                                3,
                                1.5707963267948966,
                                3.141592653589793,
                                3.5,
                                4.5,
                                6.283185307179586,
                                7,
                                10,
                                17,
                                18.7,
                                22,
                                26.6,
                                27.3,
                                37.5,
                                38,
                                45,
                                64,
                                87.33654,
                                87.4,
                                88.5,
                                88.72283,
                                88.72284,
                                89,
                                89.41598,
                                89.416,
                                90,
                                100,
                                103.27893,
                                103.9,
                                104,
                                126,
                                127.5,
                                128,
                                149,
                                149.5,
                                150,
                                255.5,
                                256,
                                300.5,
                                500,
                                700,
                                708.3964185322641,
                                708.5,
                                709,
                                709.78,
                                709.782711,
                                709.7827125,
                                709.782712893384,
                                709.7827128933841,
                                710,
                                710.4,
                                710.4758600739439,
                                710.475860073944,
                                711,
                                720,
                                740,
                                744.4400719213812,
                                745,
                                745.1332191019411,
                                745.1332191019412,
                                745.2,
                                746,
                                1000,
                                1022,
                                1022.5,
                                1023.9999999999999,
                                1024,
                                1074,
                                1074.5,
                                1075,
                                1076,
                                8388607.5,
                                8388608,
                                16777217,
                                2147483647,
                                2147483648,
                                2147483648.5,
                                4294967295,
                                4294967296,
                                1e10,
                                1e15,
                                4503599627370495.5,
                                4503599627370497,
                                9007199254740992.0,
                                1e17,
                                4611686018427387904,
                                9223372036854774784,
                                9223372036854775808.0,
                                18446744073709549568.0,
                                18446744073709551616.0,
                                1e19,
                                1e20,
                                1e22,
                                1e30,
                                1e38,
                                1.8e19,
                                2e19,
                                1e100,
                                1e150,
                                1e154,
                                1.4e154,
                                1e200,
                                1e300,
                                8e307};
constexpr double crossed_landmarks[] = {
    0,    1e-310, 1e-300, 1e-160,  1e-40, 1e-30, 1e-17,  0.1, 0.5,  0.75, 1,        1.5,        2,
    2.5,  3,      10,     88,      102.3, 127,   308.25, 709, 1024, 1074, 16777217, 2147483648, 9007199254740992,
    1e17, 1e30,   1e154,  1.4e154, 1e200, 1e308};
constexpr double few_landmarks[] = {0, 1e-310, 1, 1.5, 1e200};

template <class T>
std::vector<T> of_floats(Extent extent) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values{Limits::quiet_NaN(), Limits::infinity(), Limits::max(), std::nextafter(Limits::max(), T(0))};
  if (extent != Extent::few)
    values.insert(values.end(),
                  {Limits::denorm_min(), 3 * Limits::denorm_min(), Limits::min(), std::nextafter(Limits::min(), T(0)),
                   std::nextafter(Limits::min(), T(1)), std::nextafter(T(1), T(0)), T(1), std::nextafter(T(1), T(2)),
                   std::nextafter(T(0.5), T(0)), T(0.5), std::nextafter(T(0.5), T(1)), std::sqrt(Limits::max()),
                   Limits::max() / 2});
  const auto add = [&](const auto& numbers) { values.insert(values.end(), std::begin(numbers), std::end(numbers)); };
  extent == Extent::full ? add(landmarks) : extent == Extent::crossed ? add(crossed_landmarks) : add(few_landmarks);
  const auto count = values.size();
  for (std::size_t i = 1; i < count; ++i)
    values.push_back(-values[i]);
  return values;
}

template <class T>
std::vector<T> limits(Extent extent) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_same_v<T, bool>)
    return {false, true};
  else if constexpr (std::is_integral_v<T>) {
    std::vector<T> values{0, 1, 2, 3, 7, 10, Limits::min(), Limits::max(), Limits::max() / 2};
    if (extent != Extent::few)
      for (const T value : {static_cast<T>(Limits::min() + 1), static_cast<T>(Limits::max() - 1),
                            static_cast<T>(Limits::min() / 2), static_cast<T>(Limits::max() / 2 + 1), static_cast<T>(5),
                            static_cast<T>(8), static_cast<T>(15), static_cast<T>(16), static_cast<T>(31),
                            static_cast<T>(32), static_cast<T>(63), static_cast<T>(64), static_cast<T>(100)})
        values.push_back(value);
    if (std::is_signed_v<T>)
      for (const int value : {-1, -2, -3, -7, -10})
        values.push_back(static_cast<T>(value));
    return values;
  } else if constexpr (is_complex_v<T>) {
    using Part = typename T::value_type;
    using PartLimits = std::numeric_limits<Part>;
    std::vector<Part> parts{0,
                            Part(-0.0),
                            1,
                            Part(-1.5),
                            PartLimits::infinity(),
                            -PartLimits::infinity(),
                            PartLimits::quiet_NaN(),
                            PartLimits::max(),
                            PartLimits::min()};
    if (extent == Extent::few)
      parts = {0, Part(-1.5), PartLimits::infinity(), PartLimits::quiet_NaN()};
    if (extent == Extent::full)
      for (const double part : {-1.0, 0.5, -0.5, 2.0, 1e-20, 1e-9, -1e-3, 3.0, 30.0, 89.0, 710.0, -746.0, 1e18, 1e160})
        parts.push_back(static_cast<Part>(part));
    std::vector<T> values;
    for (const auto real : parts)
      for (const auto imaginary : parts)
        values.emplace_back(real, imaginary);
    return values;
  } else
    return of_floats<T>(extent);
}

/// Along the last axis but `from_last`, the others of extent 1.
Block rim_block(DType dtype, Extent extent, std::size_t rank, std::size_t from_last) {
  return for_dtype(dtype, [&]<class T>(Type<T>) {
    const auto values = limits<T>(extent);
    Shape shape(rank, 1);
    shape[rank - 1 - from_last] = static_cast<std::int64_t>(values.size());
    Block block{dtype, shape, process_pool().allocate(values.size() * sizeof(T))};
    std::copy(values.begin(), values.end(), block.values<T>().begin());
    return block;
  });
}

std::vector<Array> crossed(Case& given, Ufunc op, DType dtype) {
  const auto operands = static_cast<std::size_t>(arity(op));
  const auto extent = operands == 1 ? Extent::full : operands == 2 ? Extent::crossed : Extent::few;
  std::vector<ArrayLike> arrays;
  for (std::size_t i = 0; i < operands; ++i)
    arrays.emplace_back(given.array(
        rim_block(op == Ufunc::where && i == 0 ? DType::bool_ : dtype, extent, operands, operands - 1 - i)));
  return {elementwise(op, arrays)};
}

bool runs_in(Ufunc op, DType dtype) {
  std::vector<Operand> operands(static_cast<std::size_t>(arity(op)), Operand{dtype, nullptr});
  return bool(ufunc_types(op, operands));
}

/// Elements that reductions meet at their limits: zeros of one sign, sums that overflow on the way or only squared, NaN
/// first and last.
template <class T>
std::vector<std::vector<T>> to_reduce() {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_same_v<T, bool>)
    return {{true}, {false, true, true, false, true}, {false, false, false, false}};
  else if constexpr (std::is_integral_v<T>)
    return {{Limits::min()},
            {Limits::max(), Limits::max(), Limits::max(), 1, 0},
            {Limits::min(), Limits::min(), Limits::max(), Limits::min()},
            {3, 1, 1, 3, 2, 3, 1}};
  else if constexpr (is_complex_v<T>) {
    using Part = typename T::value_type;
    const auto nan = std::numeric_limits<Part>::quiet_NaN(), infinite = std::numeric_limits<Part>::infinity();
    return {{T(-0.0, -0.0), T(-0.0, -0.0), T(-0.0, -0.0)},
            {T(1, 2), T(nan, 1), T(0, nan), T(3, -1)},
            {T(infinite, 1), T(2, 3), T(-1, 0)},
            {T(1, -1), T(1, -2), T(1, 5), T(-3, 0), T(-3, 0)}};
  } else {
    const auto nan = Limits::quiet_NaN(), infinite = Limits::infinity();
    const T far = std::sqrt(Limits::max()) * 8;
    return {{T(-0.0), T(-0.0), T(-0.0), T(-0.0), T(-0.0)},
            {T(0), T(-0.0), T(0)},
            {nan, 1, 2, nan, 3},
            {1, 2, 3, nan},
            {infinite, 1, -infinite, 2},
            {infinite, infinite, 1},
            {-infinite, -3, -4},
            {far, -far, far, -far},
            {Limits::denorm_min(), Limits::denorm_min(), -Limits::denorm_min()},
            {Limits::min(), Limits::min() / 2, -Limits::min()},
            {T(1e-30f), T(2e-30f), T(5e-30f)},
            {5}};
  }
}

/// What the Python side lists in the same order.
std::vector<Array> reduced(const Array& x) {
  std::vector<Array> results{sum(x),    prod(x),          mean(x),   min(x),    max(x),    any(x),
                             all(x),    count_nonzero(x), argmin(x), argmax(x), cumsum(x), cumprod(x),
                             nansum(x), nanprod(x),       nanmin(x), nanmax(x)};
  if (!is_complex(x.dtype()))
    results.insert(results.end(), {var(x), std(x)});
  return results;
}

void add_reductions_at_limits(std::vector<Function>& table, DType dtype) {
  for_dtype(dtype, [&]<class T>(Type<T>) {
    for (const auto& values : to_reduce<T>())
      for (const std::size_t chunk : {std::size_t{1}, std::size_t{2}, values.size()})
        table.push_back({"limits.reduce", [=](Case& given) {
                           Block block{dtype,
                                       {static_cast<std::int64_t>(values.size())},
                                       process_pool().allocate(values.size() * sizeof(T))};
                           std::copy(values.begin(), values.end(), block.values<T>().begin());
                           return reduced(rechunk(given.array(block),
                                                  Chunks(static_cast<std::int64_t>(
                                                      given.option("chunk", static_cast<std::int64_t>(chunk))))));
                         }});
  });
}

} // namespace

std::vector<Function> limit_functions() {
  std::vector<Function> table;
  for (int number = 0; number < ufunc_count; ++number) {
    const auto op = static_cast<Ufunc>(number);
    for (int type = 0; type < static_cast<int>(DType::string); ++type) {
      const auto dtype = static_cast<DType>(type);
      const auto name = "limits." + std::string(to_string(op));
      if (op == Ufunc::astype)
        for (int to = 0; to < static_cast<int>(DType::string); ++to)
          table.push_back({name, [dtype, to](Case& given) {
                             given.option("dtype", to_string(static_cast<DType>(to)));
                             return std::vector{
                                 astype(given.array(rim_block(dtype, Extent::full, 1, 0)), static_cast<DType>(to))};
                           }});
      else if (runs_in(op, dtype))
        table.push_back({name, [op, dtype](Case& given) { return crossed(given, op, dtype); }});
    }
  }
  for (int type = 0; type < static_cast<int>(DType::string); ++type)
    add_reductions_at_limits(table, static_cast<DType>(type));
  using Unary = Array (*)(const ArrayLike&);
  for (const auto dtype : {DType::float32, DType::float64, DType::int8, DType::int64, DType::uint64, DType::bool_}) {
    table.push_back({"limits.modf", [dtype](Case& given) {
                       const auto [fraction, whole] = modf(given.array(rim_block(dtype, Extent::full, 1, 0)));
                       return std::vector{fraction, whole};
                     }});
    table.push_back({"limits.frexp", [dtype](Case& given) {
                       const auto [mantissa, exponent] = frexp(given.array(rim_block(dtype, Extent::full, 1, 0)));
                       return std::vector{mantissa, exponent};
                     }});
    for (const auto& [name, function] :
         {std::pair<const char*, Unary>{"isposinf", isposinf}, {"isneginf", isneginf}, {"fix", fix}})
      table.push_back({"limits." + std::string(name), [dtype, function = function](Case& given) {
                         return std::vector{function(given.array(rim_block(dtype, Extent::full, 1, 0)))};
                       }});
  }
  for (const auto dtype : {DType::float32, DType::float64, DType::complex64, DType::complex128, DType::int32}) {
    table.push_back({"limits.nan_to_num", [dtype](Case& given) {
                       return std::vector{nan_to_num(given.array(rim_block(dtype, Extent::full, 1, 0)))};
                     }});
    for (const int decimals : {0, 1, 3, 15, -1, -2})
      table.push_back({"limits.around", [dtype, decimals](Case& given) {
                         return std::vector{around(given.array(rim_block(dtype, Extent::full, 1, 0)),
                                                   given.option("decimals", decimals))};
                       }});
  }
  return table;
}

} // namespace troupe::conformance

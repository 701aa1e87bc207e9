#include "runtime/tiles/reduce_op.hpp"

#include "runtime/chunk/dtype_rules.hpp"

#include <array>
#include <string>

namespace troupe {
namespace {
constexpr std::array<std::string_view, 7> names{"sum", "prod", "min", "max", "fmin", "fmax", "moments"};
} // namespace

std::string_view to_string(ReduceOp op) { return names[static_cast<std::size_t>(op)]; }

Result<ReduceOp> reduce_op_from_string(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name)
      return static_cast<ReduceOp>(i);
  return fail(Errc::invalid_argument, "no reduction '" + std::string(name) + "'");
}

DType reduce_type(ReduceOp op, DType dtype) {
  if (op == ReduceOp::moments)
    return DType::float64;
  if (op != ReduceOp::sum && op != ReduceOp::prod)
    return dtype;
  return promote(sum_of(dtype), is_floating(dtype) || is_complex(dtype) ? DType::float64 : sum_of(dtype));
}

Ufunc combining(ReduceOp op) {
  switch (op) {
  case ReduceOp::prod:
    return Ufunc::multiply;
  case ReduceOp::min:
    return Ufunc::minimum;
  case ReduceOp::max:
    return Ufunc::maximum;
  case ReduceOp::fmin:
    return Ufunc::fmin;
  case ReduceOp::fmax:
    return Ufunc::fmax;
  default:
    return Ufunc::add;
  }
}

} // namespace troupe

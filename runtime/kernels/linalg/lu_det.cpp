// Determinants from LU factorisations (float64 or complex128), out of whose range intermediate products cannot run:
// linalg.lu_det {first}: of what linalg.lu_factor made, the product of U's diagonal and the sign of the exchanges, as
// the two
//   numbers m, e of m 2^e, m about 1.
// linalg.lu_det_of {what}: of all of these: `det`; `sign`, the determinant divided by its size, or 0; `logabs`, the
// logarithm of the size.
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/lu_factors.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace troupe {
namespace {

double larger_part(double value) { return std::abs(value); }
double larger_part(const std::complex<double>& value) {
  return std::max(std::abs(value.real()), std::abs(value.imag()));
}
double scaled(double value, int by) { return std::ldexp(value, by); }
std::complex<double> scaled(const std::complex<double>& value, int by) {
  return {std::ldexp(value.real(), by), std::ldexp(value.imag(), by)};
}

/// mantissa 2^exponent; what is no finite number, or zero, has the exponent 0.
template <class T>
struct ScaledProduct {
  T mantissa{1};
  double exponent = 0; ///< a whole number

  void multiply(const T& factor) {
    const auto by = exponent_of(factor);
    exponent += by;
    mantissa *= scaled(factor, -by);
    const auto again = exponent_of(mantissa);
    exponent += again;
    mantissa = scaled(mantissa, -again);
    if (mantissa == T{0})
      exponent = 0;
  }

private:
  static int exponent_of(const T& value) {
    const auto size = larger_part(value);
    return size > 0 && std::isfinite(size) ? std::ilogb(size) : 0;
  }
};

template <class T>
Result<ChunkPtr> product(const Block& lu, std::int64_t first, BufferPool& pool) {
  TROUPE_TRY(factors, LuFactors<T>::read(lu, first));
  ScaledProduct<T> det;
  for (std::int64_t i = 0; i < factors.width(); ++i)
    det.multiply(factors.exchanges()[static_cast<std::size_t>(i)] == i ? factors.diagonal(i) : -factors.diagonal(i));
  auto made = new_block_of<T>(pool, {1, 2});
  made.template values<T>()[0] = det.mantissa;
  made.template values<T>()[1] = T(det.exponent);
  return make_chunk(std::move(made));
}

Result<ChunkPtr> lu_det(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(lu, matrix_block(inputs[0]));
  TROUPE_TRY(first, context.params.integer("first"));
  return with_number_of(*lu, [&](auto number) { return product<decltype(number)>(*lu, first, context.pool); });
}

template <class T>
Result<T> wanted(const std::string& what, const ScaledProduct<T>& det) {
  const auto size = std::abs(det.mantissa);
  if (what == "det")
    return scaled(det.mantissa, static_cast<int>(std::clamp(det.exponent, -4000.0, 4000.0)));
  if (what == "sign")
    return size == 0 ? T{0} : det.mantissa / size;
  if (what == "logabs")
    return T(std::log(size) + det.exponent * std::numbers::ln2);
  return fail(Errc::invalid_argument, "linalg.lu_det_of knows det, sign and logabs, not '" + what + "'");
}

template <class T>
Result<ChunkPtr> total(const std::string& what, std::span<const ChunkPtr> inputs, BufferPool& pool) {
  ScaledProduct<T> det;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, matrix_block(input));
    if (block->dtype != dtype_of_v<T> || block->shape != Shape{1, 2})
      return fail(Errc::invalid_shape, "linalg.lu_det_of takes what linalg.lu_det makes; got a " + describe(*input));
    det.multiply(block->values<T>()[0]);
    if (det.mantissa != T{0})
      det.exponent += std::real(block->values<T>()[1]);
  }
  TROUPE_TRY(value, wanted(what, det));
  auto made = new_block_of<T>(pool, {1, 1});
  made.template values<T>()[0] = value;
  return make_chunk(std::move(made));
}

Result<ChunkPtr> lu_det_of(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(first, matrix_block(inputs[0]));
  TROUPE_TRY(what, context.params.text("what"));
  return with_number_of(*first, [&](auto number) { return total<decltype(number)>(what, inputs, context.pool); });
}

} // namespace

void add_linalg_lu_det(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.lu_det", lu_det, nullptr, nullptr});
  add_builtin(registry, {"linalg.lu_det_of", lu_det_of, nullptr, nullptr});
}

} // namespace troupe

// array.in_bounds {length, of}: the input, whole numbers, as it is, where each is from 0 on and below `length`. One
// that is not fails, saying that it is out of bounds for `of`.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace troupe {
namespace {

/// The first that is out of bounds, in words, or nothing.
template <class T>
std::string first_beyond(std::span<const T> numbers, std::int64_t length) {
  const auto beyond = [&](T number) { return std::cmp_less(+number, 0) || std::cmp_greater_equal(+number, length); };
  // Looked for without a way out first, which vectorises.
  bool any = false;
  for (const auto number : numbers)
    any |= beyond(number);
  return any ? std::to_string(+*std::find_if(numbers.begin(), numbers.end(), beyond)) : std::string();
}

Result<ChunkPtr> in_bounds(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(length, context.params.integer("length"));
  TROUPE_TRY(of, context.params.text("of"));
  bool whole = false;
  std::string beyond;
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    if constexpr (std::is_integral_v<T>) {
      whole = true;
      beyond = first_beyond<T>(block->values<T>(), length);
    }
  });
  if (!whole)
    return fail(Errc::invalid_dtype, "array.in_bounds takes whole numbers; it was given a " + describe(*inputs[0]));
  if (!beyond.empty())
    return fail(Errc::invalid_argument, "index " + beyond + " is out of bounds for " + of);
  return with_shape(inputs[0], *block, block->shape, context.pool);
}

} // namespace

void add_array_in_bounds(KernelRegistry& registry) { add_builtin(registry, {"array.in_bounds", in_bounds}); }

} // namespace troupe

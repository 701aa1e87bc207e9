// arange() and linspace(), and functions built on the latter.
#include "collections/array/creation.hpp"
#include "collections/array/generated.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/number_cast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace troupe {
namespace {

__extension__ using Wide = __int128; // holds every number and difference of int64 and uint64

bool is_whole(const Scalar& number) {
  return number.dtype() == DType::int64 || number.dtype() == DType::uint64 || number.dtype() == DType::bool_;
}
Wide wide(const Scalar& number) {
  return number.dtype() == DType::uint64 ? Wide(number.as_uint64()) : Wide(number.as_int64());
}

[[noreturn]] void refuse_range(const std::string& call, const std::string& why) {
  throw TroupeError({Errc::invalid_argument, call + " " + why});
}

std::string called(const char* name, const std::vector<Scalar>& numbers) {
  std::string text;
  for (const auto& number : numbers)
    text += (text.empty() ? "" : ", ") + to_string(number);
  return name + ("(" + text + ")");
}

/// @throws when so many elements are more bytes than any address has.
std::int64_t checked_count(const std::string& call, double about, Wide count, DType dtype) {
  if (!(about < 0x1p63) || count > std::numeric_limits<std::int64_t>::max() / static_cast<Wide>(size_of(dtype)))
    refuse_range(call, "has about " + to_string(Scalar(about)) + " elements of " + std::string(to_string(dtype))
                           + ", more than 2^63 bytes");
  if (dtype == DType::bool_ && count > 2)
    refuse_range(call, "has more than the two elements that there are of bool");
  return static_cast<std::int64_t>(count);
}

Array row(const std::string& call, const std::string& kernel, const Params& params, std::int64_t count,
          const CreationOptions& options, DType dtype) {
  auto made = generated(kernel, params, {count}, options.chunks, dtype);
  if (!made)
    throw TroupeError({made.error().code, call + ": " + made.error().message});
  return std::move(*made);
}

/// How many of start, start + step, ... lie before stop.
Wide count_whole(Wide start, Wide stop, Wide step) {
  const Wide way = stop - start;
  if (way == 0 || (way > 0) != (step > 0))
    return 0;
  return way / step + (way % step != 0);
}

/// Whole numbers: their count and every one of them exact.
Array arange_whole(const std::string& call, Wide start, Wide step, std::int64_t count, const CreationOptions& options) {
  const Wide last = count > 0 ? start + (count - 1) * step : start;
  const bool beyond = std::max(start, last) > std::numeric_limits<std::int64_t>::max();
  if (beyond && (std::min(start, last) < 0 || std::max(start, last) > std::numeric_limits<std::uint64_t>::max()))
    refuse_range(call, "has numbers below 0 and above 2^63 - 1, which no integer type holds");
  const auto dtype = options.dtype.value_or(beyond ? DType::uint64 : DType::int64);
  auto params =
      typed(dtype).set("start", static_cast<std::int64_t>(start)).set("step", static_cast<std::int64_t>(step));
  if (beyond)
    params.set("unsigned", true);
  return row(call, "array.arange", params, count, options, dtype);
}

/// How many, as NumPy counts floating numbers.
double count_floating(const std::string& call, double start, double stop, double step) {
  const auto ratio = (stop - start) / step;
  if (step == 0 || std::isnan(ratio))
    refuse_range(call, "has no length");
  if (ratio == 0 && stop != start) // a step far longer than the way
    return std::signbit(ratio) ? 0 : 1;
  return std::max(0.0, std::ceil(ratio));
}

bool beyond_doubles(const Scalar& number) {
  return is_whole(number) && (wide(number) > Wide(1) << 53 || wide(number) < -(Wide(1) << 53));
}

} // namespace

Array arange(const Scalar& stop, const CreationOptions& options) { return arange(0, stop, 1, options); }

Array arange(const Scalar& start, const Scalar& stop, const CreationOptions& options) {
  return arange(start, stop, 1, options);
}

Array arange(const Scalar& start, const Scalar& stop, const Scalar& step, const CreationOptions& options) {
  const auto call = called("arange", {start, stop, step});
  const bool whole = is_whole(start) && is_whole(stop) && is_whole(step);
  const auto dtype = options.dtype.value_or(whole ? DType::int64 : DType::float64);
  if (whole && wide(step) == 0)
    refuse_range(call, "has no length");
  if (whole) {
    const auto count = count_whole(wide(start), wide(stop), wide(step));
    return arange_whole(call, wide(start), wide(step), checked_count(call, static_cast<double>(count), count, dtype),
                        options);
  }
  const auto first = start.as_double();
  const auto numbers = count_floating(call, first, stop.as_double(), step.as_double());
  const auto count = checked_count(call, numbers, numbers < 0x1p63 ? static_cast<Wide>(numbers) : 0, dtype);
  const auto second = first + step.as_double();
  if (is_integer(dtype)) { // as NumPy: from the first two, cut towards zero
    const auto from = number_cast<std::int64_t>(first);
    return arange_whole(call, from, Wide(number_cast<std::int64_t>(second)) - from, count, {options.chunks, dtype});
  }
  // As NumPy: the distance of the first two elements, rounded as they are.
  return row(call, "array.arange", typed(dtype).set("start", first).set("step", second - first), count, options, dtype);
}

Array linspace(const Scalar& start, const Scalar& stop, std::int64_t count, bool endpoint,
               const CreationOptions& options) {
  const auto call = called("linspace", {start, stop, count});
  const auto dtype = options.dtype.value_or(DType::float64);
  if (count < 0)
    refuse_range(call, "cannot have a negative number of elements");
  if (start.dtype() == DType::complex128 || stop.dtype() == DType::complex128)
    refuse_range(call, "goes between real numbers only");
  if (count > std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(size_of(dtype)))
    refuse_range(call, "has more elements than fit 2^63 bytes");
  const bool exact =
      is_integer(dtype) && is_whole(start) && is_whole(stop) && (beyond_doubles(start) || beyond_doubles(stop));
  const auto end = [exact](const Scalar& number) {
    return exact ? number.to_param() : Params::Value(number.as_double());
  };
  const auto params = typed(dtype)
                          .set("start", end(start))
                          .set("stop", end(stop))
                          .set("gaps", std::max<std::int64_t>(endpoint ? count - 1 : count, 0))
                          .set("endpoint", endpoint);
  return row(call, "array.linspace", params, count, options, dtype);
}

Array logspace(const Scalar& start, const Scalar& stop, std::int64_t count, bool endpoint, double base,
               const CreationOptions& options) {
  const auto made = power(base, linspace(start, stop, count, endpoint, {.chunks = options.chunks}));
  return options.dtype ? made.astype(*options.dtype) : made;
}

Array geomspace(const Scalar& start, const Scalar& stop, std::int64_t count, bool endpoint,
                const CreationOptions& options) {
  const auto call = called("geomspace", {start, stop, count});
  const auto first = start.as_double(), last = stop.as_double();
  if (start.dtype() == DType::complex128 || stop.dtype() == DType::complex128)
    refuse_range(call, "goes between real numbers only");
  if (!(first > 0 && last > 0) && !(first < 0 && last < 0))
    refuse_range(call, "has no ratio: both ends must be of one sign, and not 0");
  const auto dtype = options.dtype.value_or(DType::float64);
  const auto sizes = logspace(std::log10(std::abs(first)), std::log10(std::abs(last)), count, endpoint, 10,
                              {.chunks = options.chunks});
  const auto places = arange(0, count, 1, {.chunks = options.chunks});
  const auto exactly = [&](const Scalar& number) {
    return is_integer(dtype) && !is_whole(number) ? Scalar(number_cast<std::int64_t>(number.as_double())) : number;
  };
  auto made = (first < 0 ? negative(sizes) : sizes).astype(dtype);
  made = where(equal(places, 0), exactly(start), made).astype(dtype);
  if (endpoint && count > 1)
    made = where(equal(places, count - 1), exactly(stop), made).astype(dtype);
  return made;
}

} // namespace troupe

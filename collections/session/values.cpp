#include "collections/session/values.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>

namespace troupe {
namespace {

[[noreturn]] void refuse(const Block& block, const std::string& wanted) {
  throw TroupeError({Errc::invalid_shape, "an array of shape " + to_string(block.shape) + " is not " + wanted});
}

} // namespace

void Values::require(DType wanted) const {
  if (block_.dtype != wanted)
    throw TroupeError({Errc::invalid_dtype, "the array is " + std::string(to_string(block_.dtype)) + ", not " + std::string(to_string(wanted))});
}

double Values::scalar() const {
  if (block_.size() != 1)
    refuse(block_, "a scalar");
  switch (block_.dtype) {
    case DType::float64: return block_.values<double>()[0];
    case DType::float32: return static_cast<double>(block_.values<float>()[0]);
    case DType::int64: return static_cast<double>(block_.values<std::int64_t>()[0]);
    case DType::int32: return static_cast<double>(block_.values<std::int32_t>()[0]);
    case DType::bool_: return block_.values<bool>()[0] ? 1 : 0;
    default: break;
  }
  require(DType::float64);
  return 0;
}

Values::VectorView Values::vector() const& {
  require(DType::float64);
  if (std::count_if(shape().begin(), shape().end(), [](auto extent) { return extent != 1; }) > 1)
    refuse(block_, "a vector");
  return VectorView(block_.values<double>().data(), size());
}

Values::MatrixView Values::matrix() const& {
  require(DType::float64);
  if (shape().size() != 2)
    refuse(block_, "a matrix");
  return MatrixView(block_.values<double>().data(), shape()[0], shape()[1]);
}

std::string to_string(const Values& values) {
  constexpr std::int64_t most = 8;
  auto text = std::string(to_string(values.dtype())) + " " + to_string(values.shape());
  if (values.dtype() != DType::float64)
    return text;
  const auto elements = values.values<double>();
  text += ": [";
  for (std::int64_t i = 0; i < std::min(values.size(), most); ++i)
    text += (i ? ", " : "") + format_double(elements[static_cast<std::size_t>(i)]);
  return text + (values.size() > most ? ", ...]" : "]");
}

} // namespace troupe

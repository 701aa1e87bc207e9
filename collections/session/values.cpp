#include "collections/session/values.hpp"

#include "collections/session/element_texts.hpp"

#include <algorithm>

namespace troupe {
namespace {

[[noreturn]] void refuse(const Block& block, const std::string& wanted) {
  throw TroupeError({Errc::invalid_shape, "an array of shape " + to_string(block.shape) + " is not " + wanted});
}

} // namespace

void Values::require(DType wanted) const {
  if (block_.dtype != wanted)
    throw TroupeError({Errc::invalid_dtype, "the array is " + std::string(to_string(block_.dtype)) + ", not "
                                                + std::string(to_string(wanted))});
}

void Values::require_scalar() const {
  if (block_.size() != 1)
    refuse(block_, "a scalar");
}

void Values::require_vector() const {
  if (std::count_if(shape().begin(), shape().end(), [](auto extent) { return extent != 1; }) > 1)
    refuse(block_, "a vector");
}

void Values::require_matrix() const {
  if (shape().size() != 2)
    refuse(block_, "a matrix");
}

void Values::refuse_scalar(const char* wanted) const {
  throw TroupeError({Errc::invalid_dtype, "the array is " + std::string(to_string(dtype())) + " and its element, "
                                              + scalar_text(block_) + ", no " + wanted});
}

std::string to_string(const Values& values) {
  constexpr std::int64_t most = 8;
  auto text = std::string(to_string(values.dtype())) + " " + to_string(values.shape()) + ": [";
  for (std::int64_t i = 0; i < std::min(values.size(), most); ++i)
    text += (i ? ", " : "") + scalar_text(values.block(), i);
  return text + (values.size() > most ? ", ...]" : "]");
}

} // namespace troupe

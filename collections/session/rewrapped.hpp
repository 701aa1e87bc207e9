// Replaces the expression of a collection by one whose chunks are kept. Pure functions; throw TroupeError where the
// expression does not fit.
#pragma once

#include "collections/array/array.hpp"
#include "collections/bag/bag.hpp"
#include "collections/delayed/delayed.hpp"
#include "collections/frame/frame.hpp"

namespace troupe {

/// @pre the expression has as many tasks as the collection's own, and they make what those make
inline Array rewrapped(const Array& like, ExpressionPtr expression) {
  return Array::make(std::move(expression), like.layout(), like.dtype()).value();
}
inline DataFrame rewrapped(const DataFrame& like, ExpressionPtr expression) {
  return DataFrame::make(std::move(expression), like.dtypes()).value();
}
inline Series rewrapped(const Series& like, ExpressionPtr expression) {
  return Series::make(std::move(expression), {like.name(), like.dtype()}).value();
}
inline Bag rewrapped(const Bag&, ExpressionPtr expression) { return Bag::make(std::move(expression)).value(); }
inline BagFrequencies rewrapped(const BagFrequencies&, ExpressionPtr expression) {
  return BagFrequencies::make(std::move(expression)).value();
}
inline Delayed rewrapped(const Delayed&, ExpressionPtr expression) { return Delayed(std::move(expression)); }

} // namespace troupe

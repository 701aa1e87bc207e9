#include "collections/array/choosing.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/products.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/searching.hpp"
#include "collections/array/selection.hpp"
#include "collections/array/sorting.hpp"
#include "tests/support/numbered_array.hpp"

#include <sstream>

namespace troupe {
namespace {

using testing_support::numbered_array;

/// The same computation: kernels, parameters and inputs are what a key is made of.
void expect_same(const Array& method, const Array& function, int line) {
  EXPECT_EQ(method.expression()->key(), function.expression()->key()) << "line " << line;
  EXPECT_EQ(method.dtype(), function.dtype()) << "line " << line;
  EXPECT_EQ(method.layout().bounds(), function.layout().bounds()) << "line " << line;
}
#define EXPECT_METHOD(method, function) expect_same(method, function, __LINE__)

TEST(ArrayMethods, OfExtremesAndOrderAreTheFunctions) {
  const auto x = numbered_array({6, 4}, {4, 3});
  EXPECT_METHOD(x.argmin(), argmin(x));
  EXPECT_METHOD(x.argmax(1, true), argmax(x, 1, true));
  EXPECT_METHOD(x.ptp(0), ptp(x, 0));
  EXPECT_METHOD(x.topk(2, 0), topk(x, 2, 0));
  EXPECT_METHOD(x.argtopk(-2), argtopk(x, -2));
  EXPECT_METHOD(x.sort(), sort(x));
  EXPECT_METHOD(x.sort(0), sort(x, 0));
  EXPECT_METHOD(x.argsort(0), argsort(x, 0));
  const auto sorted = arange(5.0);
  EXPECT_METHOD(sorted.searchsorted(x, true), searchsorted(sorted, x, true));
  EXPECT_METHOD(x.any(0), any(x, 0));
  EXPECT_METHOD(x.all(0), all(x, 0));
}

TEST(ArrayMethods, OfSumsAndProductsAreTheFunctions) {
  const auto x = numbered_array({4, 4}, {3, 2});
  EXPECT_METHOD(x.cumsum(), cumsum(x));
  EXPECT_METHOD(x.cumsum(1), cumsum(x, 1));
  EXPECT_METHOD(x.cumprod(), cumprod(x));
  EXPECT_METHOD(x.cumprod(-1), cumprod(x, -1));
  EXPECT_METHOD(x.dot(x), dot(x, x));
  EXPECT_METHOD(x.diagonal(1), diagonal(x, 1));
  EXPECT_METHOD(x.trace(-1, 1, 0), trace(x, -1, 1, 0));
}

TEST(ArrayMethods, OfPlacesAndShapesAreTheFunctions) {
  const auto x = numbered_array({4, 6}, {3, 2});
  const auto places = arange(3);
  EXPECT_METHOD(x.flatten(), ravel(x));
  EXPECT_METHOD(x.swapaxes(0, 1), swapaxes(x, 0, 1));
  EXPECT_METHOD(x.repeat(3), repeat(x, 3));
  EXPECT_METHOD(x.repeat(3, 1), repeat(x, 3, 1));
  EXPECT_METHOD(x.take({0, -1}, 1), take(x, {0, -1}, 1));
  EXPECT_METHOD(x.take({23, 0}), take(ravel(x), {23, 0}, 0));
  EXPECT_METHOD(x.take(places, 0), take(x, places, 0));
  EXPECT_METHOD(x.take(places), take(ravel(x), places, 0));
  EXPECT_METHOD(x.compress({true, false, true}, 0), compress({true, false, true}, x, 0));
  EXPECT_METHOD(x.compress(places > 0, 0), compress(places > 0, x, 0));
  EXPECT_METHOD(x.nonzero()[1], nonzero(x)[1]);
  EXPECT_METHOD((x > 3).astype(DType::int64).choose({x, 0}), choose((x > 3).astype(DType::int64), {x, 0}));
}

TEST(ArrayMethods, OfElementsAreTheFunctions) {
  const auto x = numbered_array({4, 6}, {3, 2});
  const auto z = x * std::complex<double>(0, 1);
  EXPECT_METHOD(x.clip(1, 5), clip(x, 1, 5));
  EXPECT_METHOD(x.clip(x(0), 5), clip(x, x(0), 5));
  EXPECT_METHOD(x.round(2), round(x, 2));
  EXPECT_METHOD(z.real(), real(z));
  EXPECT_METHOD(z.imag(), imag(z));
  EXPECT_METHOD(z.conj(), conj(z));
  EXPECT_METHOD(z.conjugate(), conj(z));
  EXPECT_METHOD(x.copy(), x);
  const OverlapOptions options{.depth = {1}};
  EXPECT_METHOD(x.map_overlap("test.numbered", {}, options), map_overlap("test.numbered", x, {}, options));
}

TEST(ArrayMethods, SayHowLargeAnArrayIs) {
  const auto x = numbered_array({{3, 3, 1}, {2, 4}}, DType::int16);
  EXPECT_EQ(x.itemsize(), 2u);
  EXPECT_EQ(x.chunksize(), (Shape{3, 4}));
  EXPECT_EQ(x.nbytes(), 84u);
  SerialExecutor serial;
  EXPECT_EQ(x.max().item<std::int16_t>(serial), 41);
  EXPECT_EQ(x.sum().item(serial), 861);
}

TEST(ArrayMethods, AnArrayPrintsWhatItIsNotItsElements) {
  std::ostringstream text;
  text << numbered_array({5, 4}, {2, 3});
  EXPECT_EQ(text.str(), "Array(shape (5, 4), chunks (2, 3), float64, 6 chunks, 160 B)");
}

} // namespace
} // namespace troupe

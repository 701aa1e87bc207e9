#include "collections/array/creation.hpp"
#include "collections/array/masked.hpp"
#include "collections/session/from_memory.hpp"
#include "tests/support/numbered_array.hpp"
#include "tests/support/thrown.hpp"

#include <cmath>
#include <limits>
#include <sstream>

namespace troupe {
namespace {

using test::message;
using test::thrown_by;
using testing_support::computed;
using testing_support::numbered_array;
using Doubles = std::vector<double>;
using Bools = std::vector<bool>;

Bools masked_places(const ma::MaskedArray& array) {
  SerialExecutor serial;
  return compute(serial, ma::getmaskarray(array)).to_vector<bool>();
}

TEST(Masked, ByWhatTheElementsAre) {
  const auto x = numbered_array({5}, {3});
  EXPECT_EQ(masked_places(ma::masked_equal(x, 2)), (Bools{false, false, true, false, false}));
  EXPECT_EQ(masked_places(ma::masked_not_equal(x, 2)), (Bools{true, true, false, true, true}));
  EXPECT_EQ(masked_places(ma::masked_greater(x, 3)), (Bools{false, false, false, false, true}));
  EXPECT_EQ(masked_places(ma::masked_greater_equal(x, 3)), (Bools{false, false, false, true, true}));
  EXPECT_EQ(masked_places(ma::masked_less(x, 1)), (Bools{true, false, false, false, false}));
  EXPECT_EQ(masked_places(ma::masked_less_equal(x, 1)), (Bools{true, true, false, false, false}));
  EXPECT_EQ(masked_places(ma::masked_inside(x, 3, 1)), (Bools{false, true, true, true, false}));
  EXPECT_EQ(masked_places(ma::masked_outside(x, 1, 3)), (Bools{true, false, false, false, true}));
  EXPECT_EQ(masked_places(ma::masked_values(x + 1e-7, 2)), (Bools{false, false, true, false, false}));
  EXPECT_EQ(masked_places(ma::masked_invalid(x / (x - 1))), (Bools{false, true, false, false, false}));
  EXPECT_EQ(masked_places(ma::masked_where(x > 3, ma::masked_equal(x, 0))), (Bools{true, false, false, false, true}));
  EXPECT_EQ(masked_places(ma::masked_array(x)), Bools(5, false));
  EXPECT_EQ(masked_places(ma::masked_array(x, true)), Bools(5, true));
  EXPECT_EQ(thrown_by([&] { ma::masked_array(x, x(slice(3)) > 0); }).code, Errc::invalid_shape);
}

TEST(Masked, AreFilledByTheirFillValue) {
  const auto x = numbered_array({4}, {3});
  EXPECT_EQ(computed(ma::filled(ma::masked_equal(x, 2) + 1)), (Doubles{1, 2, 2, 4})); // the fill value stays
  EXPECT_EQ(computed(ma::filled(ma::masked_greater(x, 2))), (Doubles{0, 1, 2, 1e20}));
  EXPECT_EQ(computed(ma::filled(ma::masked_greater(x, 2), -1)), (Doubles{0, 1, 2, -1}));
  EXPECT_EQ(computed(ma::filled(ma::set_fill_value(ma::masked_greater(x, 2), 7))), (Doubles{0, 1, 2, 7}));
  EXPECT_EQ(computed(ma::getdata(ma::masked_greater(x, 2))), (Doubles{0, 1, 2, 3}));
  const auto whole = ma::masked_greater(x.astype(DType::int64), 2);
  EXPECT_EQ(ma::filled(whole).dtype(), DType::int64);
  EXPECT_EQ(computed(ma::filled(whole).astype(DType::float64)), (Doubles{0, 1, 2, 999999}));
  EXPECT_EQ(computed(ma::fix_invalid(x / (x - 1), 9).data()), (Doubles{0, 9, 2, 1.5}));
}

TEST(Masked, OperationsMaskWhereAnOperandIsAndWhereThereIsNoValue) {
  const auto x = numbered_array({5}, {3});
  const auto a = ma::masked_equal(x, 1);
  EXPECT_EQ(masked_places(a + ma::masked_equal(x, 3)), (Bools{false, true, false, true, false}));
  EXPECT_EQ(masked_places(1 / a), (Bools{true, true, false, false, false}));
  EXPECT_EQ(masked_places(ma::sqrt(a - 2)), (Bools{true, true, false, false, false}));
  EXPECT_EQ(masked_places(ma::log(x)), (Bools{true, false, false, false, false}));
  EXPECT_EQ(computed(ma::filled(2 * a - x, -1)), (Doubles{0, -1, 2, 3, 4}));
  EXPECT_EQ(masked_places(a < 3), (Bools{false, true, false, false, false}));
  EXPECT_EQ(computed(ma::filled(ma::where(x > 2, a, -x), 9)), (Doubles{0, -1, -2, 3, 4}));
  EXPECT_EQ(masked_places(a[slice(1, 3)]), (Bools{true, false}));
}

// numpy.ma says the same of np.ma.masked_inside(np.arange(12.).reshape(3, 4), 4, 9).
TEST(Masked, ReductionsLeaveMaskedElementsOut) {
  const auto a = ma::masked_inside(numbered_array({3, 4}, {2, 3}), 4, 9);
  EXPECT_EQ(computed(a.count(1).astype(DType::float64)), (Doubles{4, 0, 2}));
  EXPECT_EQ(computed(ma::filled(a.sum(1), -1)), (Doubles{6, -1, 21}));
  EXPECT_EQ(computed(ma::filled(a.mean(0), -1)), (Doubles{0, 1, 6, 7}));
  EXPECT_EQ(masked_places(a.max(1)), (Bools{false, true, false}));
  EXPECT_EQ(computed(ma::filled(a.var(0), -1)), (Doubles{0, 0, 16, 16}));
  EXPECT_EQ(masked_places(a.var(0, 1)), (Bools{true, true, false, false}));
  EXPECT_EQ(computed(ma::filled(ma::average(a, arange(1.0, 5.0), 1), -1)), (Doubles{2, -1, 10 + 4.0 / 7}));
  EXPECT_EQ(computed(a.compressed()), (Doubles{0, 1, 2, 3, 10, 11}));
  EXPECT_EQ(computed(ma::filled(a.sum())), Doubles{27});
  EXPECT_EQ(masked_places(ma::masked_array(a.data(), true).mean()), Bools{true});
  std::ostringstream text;
  text << a;
  EXPECT_EQ(text.str(), "MaskedArray(shape (3, 4), chunks (2, 3), float64, 4 chunks, 96 B)");
}

// Values are numpy.ma's of np.ma.masked_equal([[3, 9, 1], [9, 9, 2]], 9).
TEST(Masked, IsSearchedAndSorted) {
  SerialExecutor serial;
  const auto places = [&](const Array& of) { return compute(serial, of).to_vector<std::int64_t>(); };
  for (const auto dtype : {DType::float64, DType::int8}) {
    const auto x = ma::masked_equal(
        from_vector(std::vector<double>{3, 9, 1, 9, 9, 2}, {.rows = 2}).astype(dtype).reshape({2, 3}), 9);
    EXPECT_EQ(places(x.argmin()), (std::vector<std::int64_t>{2}));
    EXPECT_EQ(places(x.argmax()), (std::vector<std::int64_t>{0}));
    EXPECT_EQ(places(x.argmax(1)), (std::vector<std::int64_t>{0, 2}));
    EXPECT_EQ(places(x.argmin(0)), (std::vector<std::int64_t>{0, 0, 0})) << "0 where all are masked";
    const auto values = [&](const ma::MaskedArray& of) { return computed(of.filled(-1).astype(DType::float64)); };
    EXPECT_EQ(values(x.sort()), (Doubles{1, 3, -1, 2, -1, -1}));
    EXPECT_EQ(values(x.sort(0)), (Doubles{3, -1, 1, -1, -1, 2}));
    EXPECT_EQ(values(x.median()), Doubles{2});
    EXPECT_EQ(values(x.median(0)), (Doubles{3, -1, 1.5}));
    EXPECT_EQ(values(x.anom()), (Doubles{1, -1, -1, -1, -1, 0}));
    EXPECT_EQ(places(x.nonzero()[1]), (std::vector<std::int64_t>{0, 2, 2}));
    EXPECT_EQ(values(ma::concatenate({x, x.data()}, 1)(0)), (Doubles{3, -1, 1, 3, 9, 1}));
    EXPECT_EQ(values(ma::maximum(x, 2)), (Doubles{3, -1, 2, -1, -1, 2}));
    EXPECT_EQ(values(x.clip(2, 2)), (Doubles{2, -1, 2, -1, -1, 2}));
    EXPECT_EQ(values(ma::round(x / 2)), (Doubles{2, -1, 0, -1, -1, 1})) << "halves to even";
  }
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(
      std::isnan(computed(ma::masked_equal(from_vector(std::vector<double>{1, nan, 3}), 3).median().filled(-1))[0]))
      << "which is not masked";
}

} // namespace
} // namespace troupe

// Compiled, never run: code as users write it, with nothing included of Troupe but <troupe.hpp> and three
// using-directives, so that names which collide, functions found by accident and headers that a compiler does not take
// show.
#include <troupe.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <ranges>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

using namespace std;
using namespace troupe;
using namespace troupe::indexing;

// What the standard's names mean beside Troupe's.
static_assert(is_same_v<decltype(abs(-1)),
                        int> && is_same_v<decltype(log(2.0)), double> && is_same_v<decltype(min(1, 2)), const int&>);
static_assert(is_same_v<decltype(complex<double>(1) * 2.0), complex<double>>);
static_assert(is_same_v<decltype(1 << 3), int> && is_same_v<decltype(pow(2.0, 3.0)), double>);

namespace {

/// No operation of what is no array becomes one of arrays.
template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
static_assert(
    !Addable<complex<double>, int> && !Addable<Scalar, int> && !Addable<string, int> && !Addable<Values, Values>);
static_assert(!Comparable<Scalar, Scalar> && !Comparable<complex<float>, double> && Comparable<DType, DType>);
static_assert(
    Addable<
        Array,
        int> && Addable<uint64_t, Array> && Addable<complex<float>, Array> && !Addable<Array, string> && !Addable<Array, nullptr_t>);

template <class T>
concept Printable = requires(ostream& out, const T& value) {
  out << value;
};
static_assert(
    Printable<
        Array> && Printable<Values> && Printable<Bag> && Printable<DataFrame> && Printable<Series> && Printable<int>);
static_assert(!Printable<Delayed> && !Printable<BagFrequencies>);

template <class T>
concept IndexesArrays = requires(const Array& x, T at) {
  x[at];
};
static_assert(
    IndexesArrays<
        int> && IndexesArrays<size_t> && IndexesArrays<Slice> && IndexesArrays<Array> && IndexesArrays<vector<bool>>);
static_assert(!IndexesArrays<double> && !IndexesArrays<bool> && !IndexesArrays<string>);

double standard_things() {
  array<double, 3> fixed{3, 1, 2};
  vector<int> counted(10);
  iota(counted.begin(), counted.end(), 0);
  sort(fixed.begin(), fixed.end());
  auto moved = move(counted);
  const bool some = any_of(moved.begin(), moved.end(), [](int i) { return i > 3; })
                    && all_of(moved.begin(), moved.end(), [](int i) { return i >= 0; });
  moved.erase(unique(moved.begin(), moved.end()), moved.end());
  map<string, int> counts{{"a", 1}};
  ostringstream text;
  text << counts.size() << complex<double>(1, 2) << string("x") << 1.5;
  const complex<double> z = complex<double>(1, 2) * 2.0 + conj(complex<double>(0, 1));
  const auto last = rbegin(fixed);
  const int range = 5, size_of_it = static_cast<int>(size(fixed));
  return min(1.0, 2.0) + max(fixed[0], fixed[1]) + abs(-2.5) + log(2.0) + exp(1.0) + sqrt(2.0) + pow(2.0, 3)
         + floor(2.5) + round(2.5) + fmod(5.0, 3.0) + hypot(3.0, 4.0) + real(z) + imag(z) + norm(z) + clamp(range, 0, 3)
         + gcd(12, 18) + lcm(4, 6) + size_of_it + *last + (some ? 1 : 0) + accumulate(fixed.begin(), fixed.end(), 0.0)
         + isnan(1.0) + signbit(-1.0) + copysign(1.0, -1.0) + text.str().size() + count(fixed.begin(), fixed.end(), 1.0)
         + static_cast<double>(distance(fixed.begin(), fixed.end()));
}

Array arrays() {
  Array x = arange(24.0).reshape({4, 6});
  const Array y = linspace(0, 1, 6);
  x[0] = 1;
  x[-1] += 1.5;
  x[{slice(1, 3), all}] *= y;
  x[x < 0] = 0;
  x[1][2] = 5;
  x(slice(none, none, 2), all) -= 1;
  x += 1;
  x /= 2;
  auto n = arange(10);
  n <<= 2;
  n &= 255;
  n %= 7;
  const auto big = (n == (uint64_t{1} << 63)) | ((int64_t{1} << 62) < n);
  auto z =
      abs(x) + log(x) + exp(x) + sqrt(x) + pow(x, 2) + pow(2, x) + floor(x) + round(x, 2) + hypot(x, 3.0) + sin(x) - -x;
  z = where(any(x > 3, 0), min(x, 0), max(x, 0)) + sum(x, 0) + mean(x, 0) + x.std(0) + var(x, 0);
  z = sort(z) + clip(z, 0, 1) + fmod(z, 2) + copysign(z, -1) + real(z) + conj(z) + minimum(z, 0) + maximum(0, z);
  z = gcd(n, n) + lcm(n, 3) + n.cumsum().argmax() + all(big) + ((2 < n) & (n < true)) + (n ^ 3) + ~n + (1.5f * n)
      + (complex<float>(1, 2) * n).real();
  z = x[{all, newaxis, 0}] + x[{ellipsis, 1}] + x(all, slice(2)).sum() + x[all].T()[0] + x[vector<int64_t>{0, 2}].sum()
      + concatenate({y, y}, 0).sum();
  cout << x << x.T() << troupe::zeros({3, 3}) << slice(3).stop.value() << '\n';
  return z + random::normal({6}, {.chunks = 3, .seed = 1}).sum() + fft::fft(y).real().sum() + isnan(z).sum()
         + unique(n).sum() + diff(y).sum();
}

Array masked(const Array& x) {
  const auto some = ma::masked_greater(x, 3) + 1 - ma::masked_invalid(x);
  cout << some;
  return ma::filled(ma::sqrt(some).mean(0), -1) + ma::count(some) + some.compressed().sum()
         + some[some.mask().ndim() - 1].data().sum();
}

double computed(Client& client) {
  auto x = arange(6.0, {.chunks = 4}).persist(client);
  const Values values = x.compute(client);
  const vector<double> copied = values.to_vector<double>();
  const Eigen::VectorXf narrow = compute(client, x.astype(DType::float32)).vector<float>();
  const Eigen::Matrix<int64_t, Eigen::Dynamic, Eigen::Dynamic> whole =
      compute(client, x.astype(DType::int64).reshape({2, 3})).matrix<int64_t>();
  cout << values << array2string(values, {.precision = 3, .separator = ", "});
  const auto [low, high] = compute(client, x.min(), x.max());
  SerialExecutor serial;
  return x.sum().item(client) + static_cast<double>(x.argmax().item<int>(serial)) + low.scalar() + high.scalar<float>()
         + copied[0] + static_cast<double>(narrow[0]) + static_cast<double>(whole(0, 0))
         + x[x > 2].compute_chunk_sizes(client)[0].item(client);
}

void functions() {
  register_function("twice", [](double v) { return 2 * v; });
  register_function("half", [](const Params&, span<const double> in, span<double> out) {
    for (size_t i = 0; i < in.size(); ++i)
      out[i] = in[i] / 2;
  });
  register_function("sum_of_two", [](const Block& a, const Block&) { return a; });
  register_matrix_function(process_kernels(), "gram",
                           [](const MatrixView& m) -> Eigen::MatrixXd { return m.transpose() * m; });
  register_bag_map("shout", [](string_view word) { return string(word) + "!"; });
  register_bag_flat_map("letters", [](string_view word) { return vector<string>{string(word)}; });
}

vector<pair<string, int64_t>> bags_and_frames(Client& client) {
  const auto df = read_csv("*.csv");
  cout << df << df["delay"] << compute(client, df["delay"].mean());
  return compute(client, read_text("*.txt").lower().split().frequencies().topk(3));
}

} // namespace

int main() {
  auto client = Client::local({.workers = 1});
  functions();
  cout << standard_things() << arrays() << masked(arrays()) << computed(client) << bags_and_frames(client).size()
       << '\n';
}

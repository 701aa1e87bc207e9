#include "runtime/tiles/reduce_loops.hpp"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/reduce_loops.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {

/// 64 bytes of T, which the compiler makes of whatever vectors the CPU has.
template <class T>
struct Wide {
  typedef T type __attribute__((vector_size(64)));
  static constexpr std::size_t count = 64 / sizeof(T);
};
template <class T>
using V = typename Wide<T>::type;

/// The same where it need not be aligned.
template <class T>
struct Loose {
  typedef T type __attribute__((vector_size(64), aligned(1), may_alias));
};

template <class T>
HWY_INLINE void load(V<T>& to, const T* from) {
  to = *reinterpret_cast<const typename Loose<T>::type*>(from);
}
template <class T>
HWY_INLINE void store(T* to, const V<T>& from) {
  *reinterpret_cast<typename Loose<T>::type*>(to) = from;
}

struct Add {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a += b;
  }
};
struct Multiply {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a *= b;
  }
};
struct Maximum {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a = ((a >= b) | (a != a)) ? a : b;
  }
};
struct Minimum {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a = ((a <= b) | (a != a)) ? a : b;
  }
};
struct Fmax {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a = ((a >= b) | (b != b)) ? a : b;
  }
};
struct Fmin {
  template <class V>
  static HWY_INLINE void apply(V& a, const V& b) {
    a = ((a <= b) | (b != b)) ? a : b;
  }
};

template <class Op, class T>
void fold_run(void* lanes, const void* values, std::size_t groups) {
  auto* into = static_cast<T*>(lanes);
  const auto* from = static_cast<const T*>(values);
  constexpr auto step = Wide<T>::count;
  V<T> a, b, c, d, next;
  load<T>(a, into);
  load<T>(b, into + step);
  load<T>(c, into + 2 * step);
  load<T>(d, into + 3 * step);
  for (std::size_t k = 0; k < groups; ++k, from += 4 * step) {
    load<T>(next, from);
    Op::apply(a, next);
    load<T>(next, from + step);
    Op::apply(b, next);
    load<T>(next, from + 2 * step);
    Op::apply(c, next);
    load<T>(next, from + 3 * step);
    Op::apply(d, next);
  }
  store<T>(into, a);
  store<T>(into + step, b);
  store<T>(into + 2 * step, c);
  store<T>(into + 3 * step, d);
}

template <class Op>
RunLoop ordered(DType dtype) {
  switch (dtype) {
  case DType::bool_:
  case DType::uint8:
    return &fold_run<Op, std::uint8_t>;
  case DType::int8:
    return &fold_run<Op, std::int8_t>;
  case DType::int16:
    return &fold_run<Op, std::int16_t>;
  case DType::int32:
    return &fold_run<Op, std::int32_t>;
  case DType::int64:
    return &fold_run<Op, std::int64_t>;
  case DType::uint16:
    return &fold_run<Op, std::uint16_t>;
  case DType::uint32:
    return &fold_run<Op, std::uint32_t>;
  case DType::uint64:
    return &fold_run<Op, std::uint64_t>;
  case DType::float32:
    return &fold_run<Op, float>;
  case DType::float64:
    return &fold_run<Op, double>;
  default:
    return nullptr;
  }
}

/// Signed sums and products wrap around, as unsigned ones.
template <class Op>
RunLoop wrapping(DType dtype) {
  if (dtype == DType::float64)
    return &fold_run<Op, double>;
  return dtype == DType::int64 || dtype == DType::uint64 ? &fold_run<Op, std::uint64_t> : nullptr;
}

RunLoop find_run_loop(ReduceOp op, DType dtype) {
  switch (op) {
  case ReduceOp::sum:
    return wrapping<Add>(dtype);
  case ReduceOp::prod:
    return wrapping<Multiply>(dtype);
  case ReduceOp::min:
    return ordered<Minimum>(dtype);
  case ReduceOp::max:
    return ordered<Maximum>(dtype);
  case ReduceOp::fmin:
    return ordered<Fmin>(dtype);
  case ReduceOp::fmax:
    return ordered<Fmax>(dtype);
  case ReduceOp::moments:
    break;
  }
  return nullptr;
}

/// What a row adds to eight columns from c on.
struct RowValues {
  const double* values;
  std::int64_t stride;
  HWY_INLINE void at(V<double>& to, std::int64_t row, std::int64_t c) const {
    load<double>(to, values + row * stride + c);
  }
  double one(std::int64_t row, std::int64_t c) const { return values[row * stride + c]; }
};

/// Products of two values in each place, or of one in each place and one of the row.
template <bool OneOfTheRow>
struct RowProducts {
  const double* a;
  std::int64_t a_stride;
  const double* b;
  std::int64_t b_stride;
  HWY_INLINE void at(V<double>& to, std::int64_t row, std::int64_t c) const {
    load<double>(to, a + row * a_stride + c);
    if constexpr (OneOfTheRow) {
      to *= b[row * b_stride];
    } else {
      V<double> other;
      load<double>(other, b + row * b_stride + c);
      to *= other;
    }
  }
  double one(std::int64_t row, std::int64_t c) const {
    return a[row * a_stride + c] * b[row * b_stride + (OneOfTheRow ? 0 : c)];
  }
};

/// Columns [c, c + 8 N): several vectors side by side, so that one addition does not wait for another.
template <std::int64_t N, class Row>
HWY_INLINE void add_strip(V<double> (&sums)[N], const Row& row, std::int64_t rows, std::int64_t c) {
  V<double> next;
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t i = 0; i < N; ++i) {
      row.at(next, r, c + 8 * i);
      sums[i] += next;
    }
}

template <std::int64_t N, class Row>
HWY_INLINE void add_columns(double* acc, const Row& row, std::int64_t rows, std::int64_t c) {
  V<double> sums[N];
  for (std::int64_t i = 0; i < N; ++i)
    load<double>(sums[i], acc + c + 8 * i);
  add_strip<N>(sums, row, rows, c);
  for (std::int64_t i = 0; i < N; ++i)
    store<double>(acc + c + 8 * i, sums[i]);
}

template <class Row>
HWY_INLINE void add_all_rows(double* acc, const Row& row, std::int64_t rows, std::int64_t columns) {
  if (columns < 8) {
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < columns; ++c)
        acc[c] += row.one(r, c);
    return;
  }
  double rest[8]; // the last eight columns, of which those count that no whole vector takes
  const auto left = columns % 8;
  if (left > 0) {
    V<double> sums[1];
    load<double>(sums[0], acc + columns - 8);
    add_strip<1>(sums, row, rows, columns - 8);
    store<double>(rest, sums[0]);
  }
  std::int64_t c = 0;
  for (; c + 32 <= columns; c += 32)
    add_columns<4>(acc, row, rows, c);
  for (; c + 16 <= columns; c += 16)
    add_columns<2>(acc, row, rows, c);
  for (; c + 8 <= columns; c += 8)
    add_columns<1>(acc, row, rows, c);
  std::copy_n(rest + 8 - left, left, acc + c);
}

void add_rows(double* acc, const double* values, std::int64_t stride, std::int64_t rows, std::int64_t columns) {
  add_all_rows(acc, RowValues{values, stride}, rows, columns);
}

void add_product_rows(double* acc, const RowsOfFactor& a, const RowsOfFactor& b, std::int64_t rows,
                      std::int64_t columns) {
  if (b.one_of_the_row)
    add_all_rows(acc, RowProducts<true>{a.values, a.stride, b.values, b.stride}, rows, columns);
  else
    add_all_rows(acc, RowProducts<false>{a.values, a.stride, b.values, b.stride}, rows, columns);
}

void shifted_run(double* sums, double* squares, const double* values, std::size_t groups, double shift) {
  V<double> s[4], q[4], d;
  for (std::size_t i = 0; i < 4; ++i) {
    load<double>(s[i], sums + 8 * i);
    load<double>(q[i], squares + 8 * i);
  }
  for (std::size_t k = 0; k < groups; ++k, values += 32)
    for (std::size_t i = 0; i < 4; ++i) {
      load<double>(d, values + 8 * i);
      d -= shift;
      s[i] += d;
      q[i] += d * d;
    }
  for (std::size_t i = 0; i < 4; ++i) {
    store<double>(sums + 8 * i, s[i]);
    store<double>(squares + 8 * i, q[i]);
  }
}

void shifted_rows(double* sums, double* squares, const double* shift, const double* values, std::int64_t stride,
                  std::int64_t rows, std::int64_t columns) {
  std::int64_t c = 0;
  for (; c + 16 <= columns; c += 16) {
    V<double> s, q, s2, q2, from, from2, d, d2;
    load<double>(s, sums + c);
    load<double>(q, squares + c);
    load<double>(s2, sums + c + 8);
    load<double>(q2, squares + c + 8);
    load<double>(from, shift + c);
    load<double>(from2, shift + c + 8);
    const auto* at = values + c;
    for (std::int64_t r = 0; r < rows; ++r, at += stride) {
      load<double>(d, at);
      load<double>(d2, at + 8);
      d -= from;
      d2 -= from2;
      s += d;
      s2 += d2;
      q += d * d;
      q2 += d2 * d2;
    }
    store<double>(sums + c, s);
    store<double>(squares + c, q);
    store<double>(sums + c + 8, s2);
    store<double>(squares + c + 8, q2);
  }
  for (; c + 8 <= columns; c += 8) {
    V<double> s, q, from, d;
    load<double>(s, sums + c);
    load<double>(q, squares + c);
    load<double>(from, shift + c);
    for (std::int64_t r = 0; r < rows; ++r) {
      load<double>(d, values + r * stride + c);
      d -= from;
      s += d;
      q += d * d;
    }
    store<double>(sums + c, s);
    store<double>(squares + c, q);
  }
  if (c < columns) {
    double s[8] = {}, q[8] = {};
    const auto left = columns - c;
    std::copy_n(sums + c, left, s);
    std::copy_n(squares + c, left, q);
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t k = 0; k < left; ++k) {
        const auto d = values[r * stride + c + k] - shift[c + k];
        s[k] += d;
        q[k] += d * d;
      }
    std::copy_n(s, left, sums + c);
    std::copy_n(q, left, squares + c);
  }
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(find_run_loop);
HWY_EXPORT(add_rows);
HWY_EXPORT(add_product_rows);
HWY_EXPORT(shifted_run);
HWY_EXPORT(shifted_rows);
} // namespace

RunLoop run_loop(ReduceOp op, DType dtype) { return HWY_DYNAMIC_DISPATCH(find_run_loop)(op, dtype); }

void sum_rows(double* acc, const double* values, std::int64_t stride, std::int64_t rows, std::int64_t columns) {
  HWY_DYNAMIC_DISPATCH(add_rows)(acc, values, stride, rows, columns);
}

void sum_product_rows(double* acc, const RowsOfFactor& a, const RowsOfFactor& b, std::int64_t rows,
                      std::int64_t columns) {
  HWY_DYNAMIC_DISPATCH(add_product_rows)(acc, a, b, rows, columns);
}

void moments_run(double* sums, double* squares, const double* values, std::size_t groups, double shift) {
  HWY_DYNAMIC_DISPATCH(shifted_run)(sums, squares, values, groups, shift);
}

void moments_rows(double* sums, double* squares, const double* shift, const double* values, std::int64_t stride,
                  std::int64_t rows, std::int64_t columns) {
  HWY_DYNAMIC_DISPATCH(shifted_rows)(sums, squares, shift, values, stride, rows, columns);
}

} // namespace troupe
#endif // HWY_ONCE

// The partial results for reductions of windows (rolling.hpp). Each operation begins with one element, adds further
// ones, combines two neighbouring results and gives the final value; `Stored` is what a walk along another axis
// continues from. None subtracts an element that left the window: a NaN, an infinity or a large number affects only the
// windows that contain it. Pure values.
#pragma once

#include "runtime/tiles/moments.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>

namespace troupe {

/// Nothing is measured from a point of reference.
struct NoPivot {};

/// A sum and what its roundings left out: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
/// Summen" (1974), with Knuth's exact sum of two.
struct CompensatedSum {
  double sum = 0;
  double left_out = 0;

  void take(double value) {
    const auto next = sum + value;
    const auto taken = next - sum;
    left_out += (sum - (next - taken)) + (value - taken);
    sum = next;
  }
  void merge(const CompensatedSum& other) {
    take(other.sum);
    left_out += other.left_out;
  }
  /// What is infinite or NaN is so whatever was left out; -0.0 stays.
  double result() const { return left_out != 0 && std::isfinite(sum) ? sum + left_out : sum; }
};

struct RollingSum {
  using Element = double;
  using Stored = CompensatedSum;
  using Kept = CompensatedSum;
  using Made = double;
  using Pivot = NoPivot;
  static Kept begin(double value, Pivot) { return {value, 0}; }
  static Kept begin(const Stored& stored, Pivot) { return stored; }
  static void take(Kept& kept, double value, Pivot) { kept.take(value); }
  static void take(Kept& kept, const Stored& value, Pivot) { kept.merge(value); }
  static void merge(Kept& kept, const Kept& next) { kept.merge(next); }
  static Stored store(const Kept& kept, Pivot) { return kept; }
  static Made finish(const Kept& kept, Pivot) { return kept.result(); }
  static double together(double a, double b) { return a + b; } ///< of few
};

struct RollingComplexSum {
  struct Both {
    CompensatedSum real, imag;
  };
  using Element = std::complex<double>;
  using Stored = Both;
  using Kept = Both;
  using Made = std::complex<double>;
  using Pivot = NoPivot;
  static Kept begin(Element value, Pivot) { return {{value.real(), 0}, {value.imag(), 0}}; }
  static Kept begin(const Stored& stored, Pivot) { return stored; }
  static void take(Kept& kept, Element value, Pivot) {
    kept.real.take(value.real());
    kept.imag.take(value.imag());
  }
  static void take(Kept& kept, const Stored& value, Pivot) { merge(kept, value); }
  static void merge(Kept& kept, const Kept& next) {
    kept.real.merge(next.real);
    kept.imag.merge(next.imag);
  }
  static Stored store(const Kept& kept, Pivot) { return kept; }
  static Made finish(const Kept& kept, Pivot) { return {kept.real.result(), kept.imag.result()}; }
};

/// A function of two that may be grouped in any way: a product, an extreme, a sum of integers.
template <class T, T (*Function)(T, T)>
struct RollingFunction {
  using Element = T;
  using Stored = T;
  using Kept = T;
  using Made = T;
  using Pivot = NoPivot;
  static T begin(T value, Pivot) { return value; }
  static void take(T& kept, T value, Pivot) { kept = Function(kept, value); }
  static void merge(T& kept, T next) { kept = Function(kept, next); }
  static T store(T kept, Pivot) { return kept; }
  static T finish(T kept, Pivot) { return kept; }
  static T together(T a, T b) { return Function(a, b); }
};

/// Variance over what has a finite distance from an element of the window, the pivot, so that an offset costs no
/// digits: Welford, "Note on a method for calculating corrected sums of squares and products" (1962).
template <bool SkipNan>
struct RollingVariance {
  struct FromPivot {
    RunningMoments moments; ///< of distances from the pivot
    double pivot = 0;
  };
  using Element = double;
  using Stored = FromPivot;
  using Kept = RunningMoments;
  using Made = double;
  using Pivot = double;

  double ddof = 0;

  /// An element that all windows hold may be whatever it is; another must be a number.
  static bool is_pivot(double value) { return !SkipNan || std::isfinite(value); }
  static bool is_pivot(const Stored& stored) { return !SkipNan || stored.moments.count > 0; }
  static double pivot_of(double value) { return value; }
  static double pivot_of(const Stored& stored) { return stored.pivot; }

  static Kept begin(double value, double pivot) {
    Kept kept;
    take(kept, value, pivot);
    return kept;
  }
  static Kept begin(const Stored& stored, double pivot) {
    auto kept = stored.moments;
    if (kept.count > 0)
      kept.mean += stored.pivot - pivot;
    return kept;
  }
  static void take(Kept& kept, double value, double pivot) {
    if (SkipNan && value != value)
      return;
    const auto distance = value - pivot - kept.mean;
    kept.count += 1;
    kept.mean += distance / kept.count;
    kept.squares += distance * (value - pivot - kept.mean);
  }
  static void take(Kept& kept, const Stored& value, double pivot) { kept.combine(begin(value, pivot)); }
  static void merge(Kept& kept, const Kept& next) { kept.combine(next); }
  static Stored store(const Kept& kept, double pivot) { return {kept, pivot}; }
  Made finish(const Kept& kept, double) const {
    const auto freedom = kept.count - ddof;
    if (SkipNan && !(freedom > 0))
      return std::numeric_limits<double>::quiet_NaN();
    return kept.squares / std::max(0.0, freedom);
  }
};

} // namespace troupe

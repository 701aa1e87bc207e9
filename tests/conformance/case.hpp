// One case of the conformance suite: draws operands and options from a seed, and writes down what it drew, so that
// NumPy can be asked the same. One thread at a time.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/base/json_writer.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace troupe::conformance {

/// Which element types a function is drawn for.
enum class Types { any, numbers, integers, floating, real, ordered, complex, boolean, inexact };
/// Which values: small whole numbers and fractions, or also huge, tiny, infinite, NaN, -0.0.
enum class Content { plain, special };

class Case {
public:
  explicit Case(std::uint64_t seed) : random_(seed) {}

  std::int64_t integer(std::int64_t low, std::int64_t high); ///< both ends included; not written down
  bool chance(double probability) { return std::uniform_real_distribution<double>()(random_) < probability; }
  DType dtype(Types types);
  Shape shape(std::size_t least_rank = 0, std::size_t most_rank = 3);

  /// An operand of that shape, cut at random (by 1, by primes, whole, unevenly, with empty chunks), written down. With
  /// no chunks of extent 0 and shapes without them when `empty` is off.
  Array array(DType dtype, const Shape& shape, Content content);
  Array array(Types types, std::size_t least_rank = 0, std::size_t most_rank = 3);
  /// Of elements that are given, each axis cut at one place or none.
  Array array(const Block& block);
  /// Operands that broadcast together, cut alike; now and then one is a number.
  std::vector<ArrayLike> broadcasting(const std::vector<Types>& types, Content content);
  Content content() { return chance(0.3) ? Content::special : Content::plain; }

  /// Options by the names that NumPy gives them.
  template <class T>
  T option(const std::string& name, T value) {
    options_.key(name).value(value);
    return value;
  }
  /// Several numbers under one name.
  template <class Range>
  const Range& options(const std::string& name, const Range& values) {
    options_.key(name).values(values);
    return values;
  }
  template <class T>
  std::vector<T> options(const std::string& name, std::vector<T>&& values) {
    options_.key(name).values(values);
    return std::move(values);
  }
  /// axis= one axis, several or none; keepdims=.
  Axes axes(const Array& array);
  int axis(const Array& array);
  bool keepdims() { return option("keepdims", chance(0.4)); }

  /// Extents of chunks along each axis of that shape, drawn as those of operands; not written down.
  std::vector<std::vector<std::int64_t>> chunks(const Shape& shape);

  std::string operands_json() const { return operands_.str() + "]"; }
  std::string options_json() const { return options_.str() + "}"; }
  const std::vector<Block>& blocks() const { return blocks_; }
  void begin();

private:
  Array cut(const Block& block, const std::vector<std::vector<std::int64_t>>& extents);
  std::vector<std::int64_t> cut_axis(std::int64_t extent);
  Block block(DType dtype, const Shape& shape, Content content);
  void write_down(const Block& block);
  void write_down(const Scalar& scalar);

  std::mt19937_64 random_;
  JsonWriter operands_, options_;
  std::vector<Block> blocks_;
};

/// A row of the table: NumPy's function of that name is asked with the same operands and options, unless the Python
/// side has a row of its own.
struct Function {
  std::string name;
  std::function<std::vector<Array>(Case&)> compute;
};

/// Each adds its rows.
void add_elementwise(std::vector<Function>& table);
void add_reductions(std::vector<Function>& table);
void add_creation(std::vector<Function>& table);
void add_shaping(std::vector<Function>& table);
void add_linalg(std::vector<Function>& table);
void add_fft(std::vector<Function>& table);
void add_neighbours(std::vector<Function>& table);
void add_searching(std::vector<Function>& table);
void add_sorting(std::vector<Function>& table);
void add_choosing(std::vector<Function>& table);
void add_masked(std::vector<Function>& table);

/// Rows that are computed once each, whatever number of cases is asked for.
std::vector<Function> limit_functions();

/// All of the others.
std::vector<Function> all_functions();

} // namespace troupe::conformance

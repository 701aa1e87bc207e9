// The elementwise work of one task as a list of small steps over registers: the fused form of a chain of array
// functions. Independent of shapes; tile_run.hpp runs it over tiles that fit the cache. Plain value, immutable while
// run.
// Invariant: a node's arguments come before it; equal nodes are one.
#pragma once

#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/scalar.hpp"
#include "runtime/tiles/number_runs.hpp"
#include "runtime/tiles/tile_function.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace troupe {

/// Elements that are made rather than read: an arange, random numbers. The block is a part of a whole array in C order
/// in which every element has a number; element (i, j, ...) of the block is number first + i * strides[0] + ...
struct ElementSource {
  DType dtype = DType::float64;
  Shape extents; ///< of the block
  Shape strides; ///< between neighbours along each axis, in numbers
  std::uint64_t first = 0;
  /// Writes these elements one after the other. Safe to call from many threads.
  std::function<void(const NumberRuns& numbers, void* out)> fill;
};

class TileProgram {
public:
  /// A value's place in the program.
  using Place = std::uint32_t;
  enum class Kind : std::uint8_t { input, constant, source, function };

  struct Node {
    Kind kind = Kind::input;
    DType dtype = DType::float64; ///< of the value
    std::uint32_t index = 0;      ///< which input, or which source
    std::vector<std::size_t>
        axes;                   ///< of an input or source that is seen transposed: axis k of the value is its axes[k]
    Scalar scalar{0};           ///< of a constant
    TileFunction run = nullptr; ///< of a function
    std::vector<Place> arguments;
    bool operator==(const Node&) const = default;
  };

  Place input(std::uint32_t index, DType dtype, std::vector<std::size_t> axes = {});
  Place constant(const Scalar& scalar, DType dtype);
  Place source(ElementSource source, std::vector<std::size_t> axes = {});
  /// `op` in the loop's type, arguments converted to it first.
  /// @returns Errc::invalid_dtype when there is no such loop, Errc::invalid_argument for a wrong number of arguments.
  Result<Place> apply(Ufunc op, DType loop, const std::vector<Place>& arguments);
  Place convert(Place value, DType dtype);

  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& node(Place place) const { return nodes_[place]; }
  const ElementSource& element_source(std::uint32_t index) const { return sources_[index]; }

private:
  Place add(Node node);
  std::vector<Node> nodes_;
  std::vector<ElementSource> sources_;
};

} // namespace troupe

#include "runtime/tiles/tile_program.hpp"

#include <algorithm>
#include <bit>

namespace troupe {
namespace {

/// 0.0 and -0.0 are two constants; NaN equals itself.
bool same_bits(const Scalar& a, const Scalar& b) {
  const auto x = a.as_complex();
  const auto y = b.as_complex();
  return a.dtype() == b.dtype() && std::bit_cast<std::uint64_t>(x.real()) == std::bit_cast<std::uint64_t>(y.real())
         && std::bit_cast<std::uint64_t>(x.imag()) == std::bit_cast<std::uint64_t>(y.imag())
         && a.as_int64() == b.as_int64();
}

bool same(const TileProgram::Node& a, const TileProgram::Node& b) {
  return a.kind == b.kind && a.dtype == b.dtype && a.index == b.index && a.axes == b.axes && a.run == b.run
         && a.arguments == b.arguments && same_bits(a.scalar, b.scalar);
}

} // namespace

TileProgram::Place TileProgram::add(Node node) {
  const auto known = std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& other) { return same(node, other); });
  if (known != nodes_.end())
    return static_cast<Place>(known - nodes_.begin());
  nodes_.push_back(std::move(node));
  return static_cast<Place>(nodes_.size() - 1);
}

TileProgram::Place TileProgram::input(std::uint32_t index, DType dtype, std::vector<std::size_t> axes) {
  return add({.kind = Kind::input, .dtype = dtype, .index = index, .axes = std::move(axes)});
}

TileProgram::Place TileProgram::constant(const Scalar& scalar, DType dtype) {
  return add({.kind = Kind::constant, .dtype = dtype, .scalar = scalar});
}

TileProgram::Place TileProgram::source(ElementSource source, std::vector<std::size_t> axes) {
  sources_.push_back(std::move(source));
  return add({.kind = Kind::source,
              .dtype = sources_.back().dtype,
              .index = static_cast<std::uint32_t>(sources_.size() - 1),
              .axes = std::move(axes)});
}

TileProgram::Place TileProgram::convert(Place value, DType dtype) {
  const auto& from = nodes_[value];
  if (from.dtype == dtype)
    return value;
  if (from.kind == Kind::constant)
    return constant(from.scalar, dtype);
  return add({.kind = Kind::function, .dtype = dtype, .run = cast_function(from.dtype, dtype), .arguments = {value}});
}

Result<TileProgram::Place> TileProgram::apply(Ufunc op, DType loop, const std::vector<Place>& arguments) {
  if (arguments.size() != static_cast<std::size_t>(arity(op)))
    return fail(Errc::invalid_argument, std::string(to_string(op)) + " takes " + std::to_string(arity(op))
                                            + " operands; it was given " + std::to_string(arguments.size()));
  if (op == Ufunc::astype)
    return convert(arguments[0], loop);
  const auto run = tile_function(op, loop);
  if (!run)
    return fail(Errc::invalid_dtype,
                std::string(to_string(op)) + " is not defined for " + std::string(to_string(loop)));
  Node node{.kind = Kind::function, .dtype = ufunc_result(op, loop), .run = run};
  for (std::size_t i = 0; i < arguments.size(); ++i)
    node.arguments.push_back(convert(arguments[i], op == Ufunc::where && i == 0 ? DType::bool_ : loop));
  return add(std::move(node));
}

} // namespace troupe

// array.elementwise {op, dtype, p0, p1, p2}: one element-by-element function (runtime/chunk/ufunc.hpp) in the loop of
// that type; operands that are numbers are parameters named by their place, the others are the inputs in order.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <utility>

namespace troupe {
namespace {

Result<TileProgram::Place> elementwise_step(const KernelContext& context, TileProgram& program,
                                            std::span<const TileProgram::Place> arguments) {
  TROUPE_TRY(name, context.params.text("op"));
  TROUPE_TRY(op, ufunc_from_string(name));
  TROUPE_TRY(type, context.params.text("dtype"));
  TROUPE_TRY(loop, dtype_from_string(type));
  if (loop == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers, not strings");
  std::vector<TileProgram::Place> operands;
  std::size_t taken = 0;
  for (int place = 0; place < arity(op); ++place) {
    const auto parameter = "p" + std::to_string(place);
    if (context.params.has(parameter)) {
      TROUPE_TRY(scalar, Scalar::from_params(context.params, parameter));
      operands.push_back(program.constant(scalar, op == Ufunc::where && place == 0 ? DType::bool_ : loop));
    } else if (taken < arguments.size()) {
      operands.push_back(arguments[taken++]);
    }
  }
  if (taken != arguments.size())
    return fail(Errc::invalid_argument,
                name + " was given " + std::to_string(arguments.size()) + " chunks; it takes " + std::to_string(taken));
  return program.apply(op, loop, operands);
}

} // namespace

void add_array_elementwise(KernelRegistry& registry) {
  Kernel elementwise;
  elementwise.name = "array.elementwise";
  elementwise.role = TileRole::elements;
  elementwise.tile_step = elementwise_step;
  elementwise.run = [self = elementwise](const KernelContext& context, std::span<ChunkPtr> inputs) {
    return run_tile_step(self, context, inputs);
  };
  add_builtin(registry, std::move(elementwise));
}

} // namespace troupe

#include "collections/array/apply_lines.hpp"

#include "collections/array/along_axis.hpp"

namespace troupe {

Array apply_along_axis(const Function& function, int axis, const Array& a, const NamedParams& params,
                       const LineFunctionOptions& options) {
  const auto at = axis_of(a, axis);
  const auto lines = rechunk_axes(a, {{static_cast<int>(at), -1}});
  auto chunks = bounds_of(lines);
  std::vector<std::optional<Key>> chosen;
  for (std::size_t other = 0; other < lines.ndim(); ++other)
    chosen.push_back(lines.layout().chosen(other));
  chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(at));
  chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(at));
  for (std::size_t i = 0; i < options.shape.size(); ++i) {
    chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(at + i), {options.shape[i]});
    chosen.insert(chosen.begin() + static_cast<std::ptrdiff_t>(at + i), std::nullopt);
  }
  ExpressionSpec spec;
  spec.kernel = "array.apply_lines";
  const auto dtype = options.dtype.value_or(function.dtypes().size() == 1 ? function.dtypes()[0] : DType::float64);
  spec.params.set("function", function.name()).set("params", Params::List{params}).set("axis", at);
  spec.params.set("shape", Params::Ints(options.shape)).set("dtype", std::string(to_string(dtype)));
  if (function.held())
    spec.params.set("held", to_string(*function.held()));
  spec.holds = function.holds();
  spec.tasks = lines.npartitions();
  spec.inputs.push_back({lines.expression(), Wiring::each()});
  return Array::make(Expression::make(std::move(spec)).value(),
                     Layout(ChunkGrid::from_extents(std::move(chunks)).value(), std::move(chosen)), dtype)
      .value();
}

} // namespace troupe

#include "collections/frame/projection.hpp"

namespace troupe {
namespace {

bool is_reader(const Expression& expression) {
  return expression.inputs().empty() && expression.params().has("usecols") && expression.params().has("dtypes");
}

ExpressionSpec reading_only(const Expression& reader, const Fields& kept) {
  Params::Strings dtypes;
  for (const auto& field : kept)
    dtypes.emplace_back(to_string(field.dtype));
  ExpressionSpec spec;
  spec.kernel = reader.kernel();
  spec.params = reader.params();
  spec.params.set("usecols", names_of(kept)).set("dtypes", std::move(dtypes));
  spec.tasks = reader.tasks();
  spec.blockwise = reader.blockwise();
  return spec;
}

} // namespace

Result<ExpressionPtr> project(const ExpressionPtr& source, const Fields& kept) {
  if (is_reader(*source))
    return Expression::make(reading_only(*source, kept));
  ExpressionSpec spec;
  spec.kernel = "table.select";
  spec.params.set("columns", names_of(kept));
  spec.tasks = source->tasks();
  spec.inputs.push_back({source, Wiring::each()});
  return Expression::make(std::move(spec));
}

} // namespace troupe

#include "collections/frame/frame.hpp"

#include "collections/array/partition_sums.hpp"
#include "collections/frame/projection.hpp"

#include <ostream>

namespace troupe {
namespace {

Result<Array> matrix_of(const DataFrame& frame, const std::vector<std::int64_t>& lengths) {
  if (lengths.size() != frame.npartitions())
    return fail(Errc::invalid_argument, "to_array needs the rows of each of " + std::to_string(frame.npartitions())
                                            + " partitions; it was given " + std::to_string(lengths.size()));
  for (const auto& field : frame.dtypes())
    if (field.dtype == DType::string)
      return fail(Errc::invalid_dtype,
                  "column '" + field.name + "' holds texts; select columns of numbers for to_array");
  TROUPE_TRY(grid, ChunkGrid::from_extents({lengths, {std::ssize(frame.dtypes())}}));
  ExpressionSpec spec;
  spec.kernel = "table.to_block";
  spec.params.set("columns", frame.columns());
  spec.tasks = frame.npartitions();
  spec.inputs.push_back({frame.expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(expression, std::move(grid));
}

} // namespace

Result<DataFrame> DataFrame::make(ExpressionPtr expression, Fields fields) {
  if (!expression)
    return fail(Errc::invalid_argument, "a dataframe needs an expression");
  TROUPE_CHECK(fields_named(fields, names_of(fields))); // a name that is there twice
  return DataFrame(std::move(expression), std::move(fields));
}

Series DataFrame::operator[](const std::string& column) const {
  auto selected = (*this)[std::vector{column}];
  return Series(std::move(selected.expression_), std::move(selected.fields_.front()));
}

DataFrame DataFrame::operator[](const std::vector<std::string>& columns) const {
  auto kept = fields_named(fields_, columns).value();
  if (kept == fields_)
    return *this;
  auto expression = project(expression_, kept).value();
  return DataFrame(std::move(expression), std::move(kept));
}

Array DataFrame::len() const { return sum_of_partitions(expression_, "table.count").value(); }

Array DataFrame::partition_lengths() const { return each_partition(expression_, "table.count").value(); }

Array DataFrame::to_array(const std::vector<std::int64_t>& lengths) const { return matrix_of(*this, lengths).value(); }

std::string to_string(const DataFrame& frame) {
  std::string text = "DataFrame(";
  for (const auto& field : frame.dtypes())
    text += (&field == frame.dtypes().data() ? "" : ", ") + field.name + " " + std::string(to_string(field.dtype));
  return text + "; " + std::to_string(frame.npartitions())
         + (frame.npartitions() == 1 ? " partition)" : " partitions)");
}

std::ostream& operator<<(std::ostream& out, const DataFrame& frame) { return out << to_string(frame); }

} // namespace troupe

#include "collections/frame/series.hpp"

#include "collections/array/partition_sums.hpp"

#include <ostream>

namespace troupe {

Result<Series> Series::make(ExpressionPtr expression, Field field) {
  if (!expression)
    return fail(Errc::invalid_argument, "a series needs an expression");
  return Series(std::move(expression), std::move(field));
}

Array Series::size() const { return sum_of_partitions(expression_, "table.count").value(); }

Array Series::count() const {
  return sum_of_partitions(expression_, "table.count", Params{}.set("column", name())).value();
}

Array Series::sum() const {
  if (dtype() == DType::string)
    throw TroupeError({Errc::invalid_dtype, "column '" + name() + "' holds texts, which have no sum"});
  return sum_of_partitions(expression_, "table.sum", Params{}.set("column", name())).value();
}

Array Series::mean() const { return sum() / count(); }

std::string to_string(const Series& series) {
  return "Series(" + series.name() + " " + std::string(to_string(series.dtype())) + "; "
         + std::to_string(series.npartitions()) + (series.npartitions() == 1 ? " partition)" : " partitions)");
}

std::ostream& operator<<(std::ostream& out, const Series& series) { return out << to_string(series); }

} // namespace troupe

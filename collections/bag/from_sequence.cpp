#include "collections/bag/bag.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

/// Items a partition, as dask.bag.from_sequence cuts.
Result<std::int64_t> partition_size(std::int64_t items, const FromSequenceOptions& options) {
  if (options.npartitions < 0 || options.partition_size < 0 || (options.npartitions > 0 && options.partition_size > 0))
    return fail(Errc::invalid_argument,
                "from_sequence takes a number of partitions or a number of items in each, one or more");
  if (options.partition_size > 0)
    return options.partition_size;
  const auto wanted = options.npartitions > 0 ? options.npartitions : 100;
  return std::max<std::int64_t>(1, items / wanted + (items % wanted != 0));
}

} // namespace

Bag from_sequence(const std::vector<std::string>& items, const FromSequenceOptions& options) {
  const auto size = partition_size(std::ssize(items), options).value();
  const auto tasks = std::max<std::int64_t>(1, std::ssize(items) / size + (std::ssize(items) % size != 0));
  if (tasks > std::numeric_limits<std::uint32_t>::max())
    throw TroupeError({Errc::invalid_argument, "from_sequence cannot make " + std::to_string(tasks) + " partitions"});
  ExpressionSpec spec;
  spec.kernel = "bag.from_sequence";
  spec.params.set("items", items).set("partition_size", size);
  spec.tasks = static_cast<std::uint32_t>(tasks);
  return Bag::make(Expression::make(std::move(spec)).value()).value();
}

} // namespace troupe

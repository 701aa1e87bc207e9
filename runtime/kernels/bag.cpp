// Kernels on one part of a bag:
//   bag.count                -> float64 (1,), for `array.combine` to add up
//   bag.frequencies          -> table of `value` and `count` (int64), by rising value
//   bag.frequencies_combine  several of those tables -> one
//   bag.contains  text       -> the items that contain it
//   bag.lower, bag.split     ASCII lower case; the words between white space
#include "runtime/kernels/bag_items.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/text_column.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace troupe {
namespace {

using Frequency = std::pair<std::string_view, std::int64_t>;

ChunkPtr frequency_table(const std::vector<Frequency>& sorted, BufferPool& pool) {
  TextColumnBuilder values(pool, sorted.size(), sorted.size() * 8);
  Column counts{"count", DType::int64, std::ssize(sorted), pool.allocate_for<std::int64_t>(sorted.size()), {}, {}, 0};
  auto* count = counts.values<std::int64_t>().data();
  for (const auto& [value, times] : sorted) {
    values.append(value);
    *count++ = times;
  }
  Table table{std::ssize(sorted), {}};
  table.columns.push_back(values.finish("value"));
  table.columns.push_back(std::move(counts));
  return make_chunk(std::move(table));
}

Result<ChunkPtr> bag_count(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.size() != 1)
    return fail(Errc::invalid_argument, "bag.count takes one part of a bag");
  TROUPE_TRY(items, bag_items(*inputs[0]));
  Block block{DType::float64, {1}, context.pool.allocate(sizeof(double))};
  block.values<double>()[0] = static_cast<double>(items->length);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> bag_frequencies(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.size() != 1)
    return fail(Errc::invalid_argument, "bag.frequencies takes one part of a bag");
  TROUPE_TRY(items, bag_items(*inputs[0]));
  std::unordered_map<std::string_view, std::int64_t> counts;
  for (std::int64_t i = 0; i < items->length; ++i)
    ++counts[items->text(i)];
  std::vector<Frequency> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end());
  return frequency_table(sorted, context.pool);
}

Result<ChunkPtr> bag_frequencies_combine(const KernelContext& context, std::span<ChunkPtr> inputs) {
  std::map<std::string_view, std::int64_t> counts;
  for (const auto& input : inputs) {
    TROUPE_TRY(table, as_table(*input));
    const auto* values = table->find("value");
    const auto* times = table->find("count");
    if (!values || !times || values->dtype != DType::string || times->dtype != DType::int64)
      return fail(Errc::invalid_argument, "bag.frequencies_combine takes tables of value (string) and count (int64)");
    for (std::int64_t row = 0; row < table->rows; ++row)
      counts[values->text(row)] += times->values<std::int64_t>()[static_cast<std::size_t>(row)];
  }
  return frequency_table({counts.begin(), counts.end()}, context.pool);
}

std::string lower(std::string_view item) {
  std::string text(item);
  for (auto& c : text)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

void split(std::string_view item, const Params&, const BagEmit& emit) {
  constexpr std::string_view spaces = " \t\r\n\v\f";
  for (std::size_t at = item.find_first_not_of(spaces); at != std::string_view::npos;) {
    const auto end = std::min(item.find_first_of(spaces, at), item.size());
    emit(item.substr(at, end - at));
    at = item.find_first_not_of(spaces, end);
  }
}

Kernel contains() {
  auto kernel = bag_filter("bag.contains", [](std::string_view item, const Params& params) {
    return item.find(std::get<std::string>(*params.find("text"))) != std::string_view::npos;
  });
  auto run = [filter = kernel.run](const KernelContext& context, std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
    TROUPE_CHECK(context.params.text("text"));
    return filter(context, inputs);
  };
  kernel.run = std::move(run);
  return kernel;
}

} // namespace

void add_bag(KernelRegistry& registry) {
  add_builtin(registry, contains());
  add_builtin(registry, {"bag.count", bag_count, nullptr, nullptr});
  add_builtin(registry, {"bag.frequencies", bag_frequencies, nullptr, nullptr});
  add_builtin(registry, {"bag.frequencies_combine", bag_frequencies_combine, nullptr, nullptr});
  add_builtin(registry, bag_map("bag.lower", lower));
  add_builtin(registry, bag_flat_map("bag.split", split));
}

} // namespace troupe

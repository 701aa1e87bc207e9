// Kernels on one part of a bag, item by item:
//   bag.count                  -> float64 (1,), for `array.combine` to add up
//   bag.contains  text         -> the items that contain it
//   bag.lower, bag.strip       ASCII lower case; without the white space at both ends
//   bag.split     [sep]        -> the words between white space, or what stands between separators
//   bag.pluck     index sep [default]  -> of what stands between separators the index-th, from the end when negative
// And on counts of items:
//   bag.frequencies            -> table of `value` and `count` (int64), by rising value
//   bag.frequencies_combine    several of those tables -> one
//   bag.frequencies_topk  k    -> the rows with the highest counts, those first; equal counts by rising value
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/text/bag_items.hpp"
#include "runtime/kernels/text/text_column.hpp"
#include "runtime/kernels/text/text_kernels.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace troupe {
namespace {

using Frequency = std::pair<std::string_view, std::int64_t>;

constexpr std::string_view spaces = " \t\r\n\v\f";

ChunkPtr frequency_table(const std::vector<Frequency>& rows, BufferPool& pool) {
  TextColumnBuilder values(pool, rows.size(), rows.size() * 8);
  Column counts{"count", DType::int64, std::ssize(rows), pool.allocate_for<std::int64_t>(rows.size()), {}, {}, 0};
  auto* count = counts.values<std::int64_t>().data();
  for (const auto& [value, times] : rows) {
    values.append(value);
    *count++ = times;
  }
  Table table{std::ssize(rows), {}};
  table.columns.push_back(values.finish("value"));
  table.columns.push_back(std::move(counts));
  return make_chunk(std::move(table));
}

/// Calls visit(value, count) for each row.
template <class Visit>
Result<void> for_each_frequency(const ChunkPtr& input, Visit visit) {
  TROUPE_TRY(table, as_table(*input));
  const auto* values = table->find("value");
  const auto* times = table->find("count");
  if (!values || !times || values->dtype != DType::string || times->dtype != DType::int64)
    return fail(Errc::invalid_argument, "expected a table of value (string) and count (int64)");
  for (std::int64_t row = 0; row < table->rows; ++row)
    visit(values->text(row), times->values<std::int64_t>()[static_cast<std::size_t>(row)]);
  return {};
}

Result<ChunkPtr> bag_count(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(items, bag_items(*inputs[0]));
  auto block = new_float64_block(context.pool, {1});
  block.values<double>()[0] = static_cast<double>(items->length);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> bag_frequencies(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  std::unordered_map<std::string_view, std::int64_t> counts;
  TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
    ++counts[item];
    return {};
  }));
  std::vector<Frequency> sorted(counts.begin(), counts.end());
  std::sort(sorted.begin(), sorted.end());
  return frequency_table(sorted, context.pool);
}

Result<ChunkPtr> bag_frequencies_combine(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  std::map<std::string_view, std::int64_t> counts;
  for (const auto& input : inputs)
    TROUPE_CHECK(
        for_each_frequency(input, [&](std::string_view value, std::int64_t times) { counts[value] += times; }));
  return frequency_table({counts.begin(), counts.end()}, context.pool);
}

Result<ChunkPtr> bag_frequencies_topk(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(k, context.params.integer("k"));
  if (k < 0)
    return fail(Errc::invalid_argument, "parameter 'k' must not be negative");
  std::vector<Frequency> rows;
  TROUPE_CHECK(for_each_frequency(
      inputs[0], [&](std::string_view value, std::int64_t times) { rows.emplace_back(value, times); }));
  const auto kept = std::min(static_cast<std::size_t>(k), rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(),
                    [](const Frequency& a, const Frequency& b) {
                      return a.second > b.second || (a.second == b.second && a.first < b.first);
                    });
  rows.resize(kept);
  return frequency_table(rows, context.pool);
}

std::string lower(const Params&, std::string_view item) {
  std::string text(item);
  for (auto& c : text)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string strip(const Params&, std::string_view item) {
  const auto begin = std::min(item.find_first_not_of(spaces), item.size());
  return std::string(item.substr(begin, item.find_last_not_of(spaces) + 1 - begin));
}

template <class Visit>
void for_each_word(std::string_view item, Visit visit) {
  for (std::size_t at = item.find_first_not_of(spaces); at != std::string_view::npos;) {
    const auto end = std::min(item.find_first_of(spaces, at), item.size());
    visit(item.substr(at, end - at));
    at = item.find_first_not_of(spaces, end);
  }
}

/// As Python's str.split(sep): what stands between separators, also nothing. @pre sep is not empty
template <class Visit>
void for_each_piece(std::string_view item, std::string_view sep, Visit visit) {
  for (std::size_t at = 0;;) {
    const auto end = item.find(sep, at);
    visit(item.substr(at, end - at));
    if (end == std::string_view::npos)
      return;
    at = end + sep.size();
  }
}

/// @returns The parameter without a copy, or Errc::invalid_argument when it is no text, or empty.
Result<const std::string*> text_param(const Params& params, std::string_view name) {
  const auto* value = params.find(name);
  const auto* text = value ? std::get_if<std::string>(value) : nullptr;
  if (!text || text->empty())
    return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' must be a text that is not empty");
  return text;
}

/// The kernel, run only with parameter `name` in order. @param optional  It may also be missing.
Kernel needing_text(std::string_view name, bool optional, Kernel kernel) {
  kernel.run = [name, optional, run = std::move(kernel.run)](const KernelContext& context,
                                                             std::span<ChunkPtr> inputs) -> Result<ChunkPtr> {
    if (!optional || context.params.has(name))
      TROUPE_CHECK(text_param(context.params, name));
    return run(context, inputs);
  };
  return kernel;
}

void split(const Params& params, std::string_view item, const BagEmit& emit) {
  if (params.has("sep"))
    for_each_piece(item, **text_param(params, "sep"), emit);
  else
    for_each_word(item, emit);
}

bool contains(const Params& params, std::string_view item) {
  return item.find(**text_param(params, "text")) != std::string_view::npos;
}

Result<ChunkPtr> bag_pluck(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(index, context.params.integer("index"));
  TROUPE_TRY(sep, text_param(context.params, "sep"));
  const auto* otherwise =
      context.params.find("default") ? std::get_if<std::string>(context.params.find("default")) : nullptr;
  TextColumnBuilder out(context.pool, 0, 0);
  std::vector<std::string_view> pieces;
  TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
    pieces.clear();
    for_each_piece(item, *sep, [&](std::string_view piece) { pieces.push_back(piece); });
    const auto place = index < 0 ? index + std::ssize(pieces) : index;
    if (place >= 0 && place < std::ssize(pieces))
      out.append(pieces[static_cast<std::size_t>(place)]);
    else if (otherwise)
      out.append(*otherwise);
    else
      return fail(Errc::invalid_argument, "bag.pluck: '" + std::string(item.substr(0, 60)) + "' has "
                                              + std::to_string(pieces.size())
                                              + (pieces.size() == 1 ? " piece" : " pieces") + ", none with index "
                                              + std::to_string(index) + "; give a default for such items");
    return {};
  }));
  return make_chunk(BagPart{out.finish("items")});
}

} // namespace

void add_bag(KernelRegistry& registry) {
  add_builtin(registry, needing_text("text", false, bag_filter("bag.contains", contains)));
  add_builtin(registry, {"bag.count", bag_count, nullptr, nullptr});
  add_builtin(registry, {"bag.frequencies", bag_frequencies, nullptr, nullptr});
  add_builtin(registry, {"bag.frequencies_combine", bag_frequencies_combine, nullptr, nullptr});
  add_builtin(registry, {"bag.frequencies_topk", bag_frequencies_topk, nullptr, nullptr});
  add_builtin(registry, bag_map("bag.lower", lower));
  add_builtin(registry, {"bag.pluck", bag_pluck, nullptr, nullptr});
  add_builtin(registry, needing_text("sep", true, bag_flat_map("bag.split", split)));
  add_builtin(registry, bag_map("bag.strip", strip));
}

} // namespace troupe

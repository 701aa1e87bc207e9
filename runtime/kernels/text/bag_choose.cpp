// Kernels that choose among the items of one or several parts of a bag, in order; each also takes what it made of
// parts, so that one kernel serves every level of a tree:
//   bag.distinct        -> the different items, in the order in which they first came
//   bag.take    count   -> the first `count` items
//   bag.topk    k key   -> the k largest items, largest first, of equal ones those that came first; `key` says by what:
//                          "text" (bytes), "number" or "length" (bytes)
#include "runtime/chunk/field_value.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/text/bag_items.hpp"
#include "runtime/kernels/text/text_column.hpp"
#include "runtime/kernels/text/text_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace troupe {
namespace {

ChunkPtr part_of(const std::vector<std::string_view>& items, BufferPool& pool) {
  std::size_t bytes = 0;
  for (const auto item : items)
    bytes += item.size();
  TextColumnBuilder out(pool, items.size(), bytes);
  for (const auto item : items)
    out.append(item);
  return make_chunk(BagPart{out.finish("items")});
}

Result<std::size_t> count_param(const Params& params, std::string_view name) {
  TROUPE_TRY(count, params.integer(name));
  if (count < 0)
    return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' must not be negative");
  return static_cast<std::size_t>(count);
}

Result<ChunkPtr> bag_distinct(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  std::unordered_set<std::string_view> seen;
  std::vector<std::string_view> distinct;
  TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
    if (seen.insert(item).second)
      distinct.push_back(item);
    return {};
  }));
  return part_of(distinct, context.pool);
}

Result<ChunkPtr> bag_take(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(count, count_param(context.params, "count"));
  std::vector<std::string_view> taken;
  for (const auto& input : inputs) {
    TROUPE_TRY(items, bag_items(*input));
    for (std::int64_t i = 0; i < items->length && taken.size() < count; ++i)
      taken.push_back(items->text(i));
  }
  return part_of(taken, context.pool);
}

/// What an item is ranked by: the number, or the text when all numbers are alike.
struct Ranked {
  double number = 0;
  std::string_view item;
};

enum class RankBy { text, number, length };

Result<RankBy> rank_by(const Params& params) {
  TROUPE_TRY(key, params.text("key"));
  if (key == "text")
    return RankBy::text;
  if (key == "number")
    return RankBy::number;
  if (key == "length")
    return RankBy::length;
  return fail(Errc::invalid_argument, "bag.topk ranks by 'text', 'number' or 'length', not by '" + key + "'");
}

Result<Ranked> ranked(std::string_view item, RankBy by) {
  Ranked result{0, item};
  if (by == RankBy::length)
    result.number = static_cast<double>(item.size());
  if (by != RankBy::number)
    return result;
  if (parse_float64(trim_spaces(item), result.number) != FieldParse::ok)
    return fail(Errc::invalid_argument, "bag.topk: '" + std::string(item.substr(0, 60)) + "' is not a number");
  if (std::isnan(result.number)) // below everything
    result.number = -std::numeric_limits<double>::infinity();
  return result;
}

Result<ChunkPtr> bag_topk(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(k, count_param(context.params, "k"));
  TROUPE_TRY(by, rank_by(context.params));
  std::vector<Ranked> best;
  const auto larger = [by](const Ranked& a, const Ranked& b) {
    return by == RankBy::text ? a.item > b.item : a.number > b.number;
  };
  const auto keep_best = [&] {
    std::stable_sort(best.begin(), best.end(), larger);
    best.resize(std::min(best.size(), k));
  };
  TROUPE_CHECK(for_each_item(context, inputs, [&](std::string_view item) -> Result<void> {
    TROUPE_TRY(next, ranked(item, by));
    best.push_back(next);
    if (best.size() / 2 >= k + 512) // now and then, so that memory stays small and time n log k
      keep_best();
    return {};
  }));
  keep_best();
  std::vector<std::string_view> items;
  for (const auto& one : best)
    items.push_back(one.item);
  return part_of(items, context.pool);
}

} // namespace

void add_bag_choose(KernelRegistry& registry) {
  add_builtin(registry, {"bag.distinct", bag_distinct, nullptr, nullptr});
  add_builtin(registry, {"bag.take", bag_take, nullptr, nullptr});
  add_builtin(registry, {"bag.topk", bag_topk, nullptr, nullptr});
}

} // namespace troupe

#include "collections/bag/bag.hpp"

#include "collections/array/partition_sums.hpp"
#include "runtime/chunk/function_call.hpp"

#include <numeric>
#include <ostream>

namespace troupe {
namespace {

ExpressionPtr expression_of(const std::string& kernel, const Params& params, std::uint32_t tasks,
                            const ExpressionPtr& source, Wiring wiring) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = tasks;
  spec.inputs.push_back({source, std::move(wiring)});
  return Expression::make(std::move(spec)).value();
}

ExpressionPtr each(const ExpressionPtr& source, const std::string& kernel, const Params& params = {}) {
  return expression_of(kernel, params, source->tasks(), source, Wiring::each());
}

/// A user's function, which makes a part of a bag or fails there.
Params call_of(const std::string& function, const Params& params) {
  return FunctionCall{.function = function, .params = params, .makes = FunctionCall::Makes::bag}.to_params();
}

/// Every part by one kernel, what comes out by another until one is left.
ExpressionPtr tree(const ExpressionPtr& source, const std::string& perpartition, const std::string& aggregate,
                   const Params& params = {}) {
  return tree_reduce(each(source, perpartition, params), aggregate, params).value();
}

void require_not_negative(std::int64_t number, const std::string& name) {
  if (number < 0)
    throw TroupeError({Errc::invalid_argument, name + " must not be negative; it is " + std::to_string(number)});
}

Params pluck_params(std::int64_t index, const std::string& sep) {
  if (sep.empty())
    throw TroupeError({Errc::invalid_argument, "the separator of pluck must not be empty"});
  return Params{}.set("index", index).set("sep", sep);
}

} // namespace

Result<Bag> Bag::make(ExpressionPtr expression) {
  if (!expression)
    return fail(Errc::invalid_argument, "a bag needs an expression");
  return Bag(std::move(expression));
}

Result<BagFrequencies> BagFrequencies::make(ExpressionPtr expression) {
  if (!expression || expression->tasks() != 1)
    return fail(Errc::invalid_argument, "frequencies need an expression of one task");
  return BagFrequencies(std::move(expression));
}

Bag Bag::map_partitions(const std::string& function, const NamedParams& params) const {
  return Bag(each(expression_, function_call_kernel, call_of(function, params)));
}

Bag Bag::lower() const { return Bag(each(expression_, "bag.lower")); }

Bag Bag::strip() const { return Bag(each(expression_, "bag.strip")); }

Bag Bag::split() const { return Bag(each(expression_, "bag.split")); }

Bag Bag::split(const std::string& sep) const {
  if (sep.empty())
    throw TroupeError(
        {Errc::invalid_argument, "the separator of split must not be empty; leave it out for white space"});
  return Bag(each(expression_, "bag.split", Params{}.set("sep", sep)));
}

Bag Bag::contains(const std::string& text) const {
  return text.empty() ? *this : Bag(each(expression_, "bag.contains", Params{}.set("text", text)));
}

Bag Bag::pluck(std::int64_t index, const std::string& sep) const {
  return Bag(each(expression_, "bag.pluck", pluck_params(index, sep)));
}

Bag Bag::pluck(std::int64_t index, const std::string& sep, const std::string& otherwise) const {
  return Bag(each(expression_, "bag.pluck", pluck_params(index, sep).set("default", otherwise)));
}

Bag Bag::take(std::int64_t k, std::int64_t npartitions) const {
  require_not_negative(k, "the number of items to take");
  if (npartitions < -1 || npartitions == 0 || npartitions > this->npartitions())
    throw TroupeError({Errc::invalid_argument, "take from 1 to " + std::to_string(this->npartitions())
                                                   + " partitions, or -1 for all; not " + std::to_string(npartitions)});
  const auto params = Params{}.set("count", k);
  if (npartitions == -1)
    return Bag(expression_of("bag.take", params, 1, expression_, Wiring::all()));
  std::vector<std::uint32_t> first(static_cast<std::size_t>(npartitions));
  std::iota(first.begin(), first.end(), 0u);
  const auto count = static_cast<std::uint32_t>(first.size());
  return Bag(expression_of("bag.take", params, 1, expression_, Wiring::list({0, count}, std::move(first))));
}

Bag Bag::distinct() const { return Bag(tree(expression_, "bag.distinct", "bag.distinct")); }

Bag Bag::topk(std::int64_t k, const std::string& key) const {
  require_not_negative(k, "k");
  if (key != "text" && key != "number" && key != "length")
    throw TroupeError({Errc::invalid_argument, "topk compares by 'text', 'number' or 'length', not by '" + key + "'"});
  return Bag(tree(expression_, "bag.topk", "bag.topk", Params{}.set("k", k).set("key", key)));
}

Bag Bag::fold(const std::string& function, const NamedParams& params, std::uint32_t split_every) const {
  return reduction(function, function, params, split_every);
}

Bag Bag::reduction(const std::string& perpartition, const std::string& aggregate, const NamedParams& params,
                   std::uint32_t split_every) const {
  const auto parts = each(expression_, function_call_kernel, call_of(perpartition, params));
  return Bag(tree_reduce(parts, function_call_kernel, call_of(aggregate, params), split_every).value());
}

BagFrequencies Bag::frequencies() const {
  return BagFrequencies(tree_reduce(each(expression_, "bag.frequencies"), "bag.frequencies_combine", {}).value());
}

Array Bag::count() const { return sum_of_partitions(expression_, "bag.count").value(); }

BagFrequencies BagFrequencies::topk(std::int64_t k) const {
  require_not_negative(k, "k");
  return BagFrequencies(each(expression_, "bag.frequencies_topk", Params{}.set("k", k)));
}

std::string to_string(const Bag& bag) {
  return "Bag(" + std::to_string(bag.npartitions()) + (bag.npartitions() == 1 ? " partition)" : " partitions)");
}

std::ostream& operator<<(std::ostream& out, const Bag& bag) { return out << to_string(bag); }

} // namespace troupe

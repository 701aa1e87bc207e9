#include "collections/array/products.hpp"

#include "collections/array/one_type.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>

namespace troupe {
namespace {

using Labels = std::vector<std::int64_t>;
constexpr std::int64_t first_of_ellipsis = 1000; ///< labels of the axes that "..." stands for, counted from the last

[[noreturn]] void refuse(const std::string& subscripts, const std::string& why) {
  throw TroupeError({Errc::invalid_argument, "einsum(\"" + subscripts + "\"): " + why});
}

struct Subscripts {
  std::vector<std::string> operands;
  std::optional<std::string> result;
};

Subscripts parse(const std::string& given) {
  std::string text;
  std::copy_if(given.begin(), given.end(), std::back_inserter(text), [](char c) { return c != ' '; });
  Subscripts parsed;
  if (const auto arrow = text.find("->"); arrow != std::string::npos) {
    parsed.result = text.substr(arrow + 2);
    text.resize(arrow);
  }
  std::size_t begin = 0;
  for (auto comma = text.find(','); comma != std::string::npos; comma = text.find(',', begin)) {
    parsed.operands.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  parsed.operands.push_back(text.substr(begin));
  return parsed;
}

/// One label for each axis; `ellipsis` axes are left for "...".
Labels labels_of(const std::string& given, const std::string& text, std::size_t ellipsis, bool& found) {
  Labels labels;
  found = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, "...") == 0) {
      if (found)
        refuse(given, "\"...\" stands twice");
      found = true;
      for (std::size_t axis = 0; axis < ellipsis; ++axis)
        labels.push_back(first_of_ellipsis + static_cast<std::int64_t>(ellipsis - 1 - axis));
      i += 2;
    } else if ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z')) {
      labels.push_back(text[i]);
    } else {
      refuse(given, std::string("'") + text[i] + "' is not a letter");
    }
  }
  return labels;
}

Labels operand_labels(const std::string& given, const std::string& text, const Array& array) {
  const auto letters =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c != '.'; }));
  bool found = false;
  const auto labels = labels_of(given, text, array.ndim() > letters ? array.ndim() - letters : 0, found);
  if (labels.size() != array.ndim())
    refuse(given, "\"" + text + "\" does not label the axes of " + to_string(array));
  return labels;
}

/// Labels that stand twice in one operand: the diagonal of their axes.
Array without_repeats(Array array, Labels& labels) {
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (std::size_t j = i + 1; j < labels.size(); ++j)
      if (labels[i] == labels[j]) {
        array = diagonal(array, 0, static_cast<int>(i), static_cast<int>(j));
        const auto label = labels[i];
        labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(j));
        labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(i));
        labels.push_back(label);
        return without_repeats(array, labels);
      }
  return array;
}

/// NumPy: without an arrow, "..." and then every letter that stands once, in alphabetical order.
Labels implicit_result(const std::vector<Labels>& operands) {
  std::set<std::int64_t> seen, repeated, ellipsis;
  for (const auto& labels : operands)
    for (auto label : labels)
      if (label >= first_of_ellipsis)
        ellipsis.insert(label);
      else if (!seen.insert(label).second)
        repeated.insert(label);
  Labels result(ellipsis.rbegin(), ellipsis.rend());
  for (auto label : seen)
    if (!repeated.count(label))
      result.push_back(label);
  return result;
}

/// One operand: sums over what the result lacks, then turns.
Array alone(const Array& array, Labels labels, const Labels& out) {
  auto result = array;
  for (std::size_t axis = labels.size(); axis-- > 0;)
    if (std::find(out.begin(), out.end(), labels[axis]) == out.end()) {
      result = result.sum(static_cast<int>(axis)).astype(array.dtype());
      labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(axis));
    }
  std::vector<int> order;
  for (auto label : out)
    order.push_back(static_cast<int>(std::find(labels.begin(), labels.end(), label) - labels.begin()));
  return order.empty() ? result : transpose(result, order);
}

/// Labels of two operands that the result or one of the later operands has.
Labels still_needed(const Labels& a, const Labels& b, const Labels& out, std::span<const Labels> later) {
  const auto has = [](const Labels& labels, std::int64_t label) {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  };
  Labels kept;
  for (const auto* from : {&a, &b})
    for (auto label : *from)
      if (!has(kept, label) && (has(out, label) || std::any_of(later.begin(), later.end(), [&](const Labels& all) {
                                  return has(all, label);
                                })))
        kept.push_back(label);
  return kept;
}

} // namespace

Array einsum(const std::string& subscripts, const std::vector<Array>& operands) {
  const auto parsed = parse(subscripts);
  if (parsed.operands.size() != operands.size())
    refuse(subscripts, "there are " + std::to_string(operands.size()) + " operands");
  std::vector<Labels> labels;
  std::size_t ellipsis = 0;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    labels.push_back(operand_labels(subscripts, parsed.operands[i], operands[i]));
    ellipsis =
        std::max(ellipsis, static_cast<std::size_t>(std::count_if(labels.back().begin(), labels.back().end(),
                                                                  [](auto l) { return l >= first_of_ellipsis; })));
  }
  bool found = false;
  const auto out = parsed.result ? labels_of(subscripts, *parsed.result, ellipsis, found) : implicit_result(labels);
  for (auto label : out)
    if (std::none_of(labels.begin(), labels.end(),
                     [&](const Labels& all) { return std::find(all.begin(), all.end(), label) != all.end(); }))
      refuse(subscripts, "the result has a label that no operand has");
  const auto same = of_one_type(operands); // so that which product comes first makes no difference
  auto result = without_repeats(same[0], labels[0]);
  auto current = labels[0];
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const auto next = without_repeats(same[i], labels[i]);
    const auto kept =
        i + 1 == operands.size() ? out : still_needed(current, labels[i], out, std::span(labels).subspan(i + 1));
    result = contract(result, current, next, labels[i], kept);
    current = kept;
  }
  return operands.size() == 1 ? alone(result, current, out) : result;
}

} // namespace troupe

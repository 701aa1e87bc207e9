#include "collections/session/array2string.hpp"

#include "collections/session/element_texts.hpp"
#include "collections/session/masked_values.hpp"

#include <algorithm>
#include <functional>
#include <ostream>

namespace troupe {
namespace {

constexpr std::int64_t left_out = -1;

/// Places along an axis that are shown; `left_out` stands for those that are not.
std::vector<std::int64_t> shown_along(std::int64_t length, bool summarised, std::int64_t edge) {
  std::vector<std::int64_t> places;
  const bool cut = summarised && 2 * edge < length;
  for (std::int64_t i = 0; i < (cut ? edge : length); ++i)
    places.push_back(i);
  if (cut) {
    places.push_back(left_out);
    for (auto i = length - edge; i < length; ++i)
      places.push_back(i);
  }
  return places;
}

using Places = std::vector<std::int64_t>;
using TextsOf = std::function<std::vector<std::string>(const Places&)>;

class ArrayText {
public:
  ArrayText(const Shape& shape, const PrintOptions& options, const TextsOf& texts_of) : options_(options) {
    for (auto extent : shape)
      shown_.push_back(shown_along(extent, element_count(shape) > options.threshold, options.edgeitems));
    texts_ = texts_of(places(shape));
  }

  std::string text() { return of_axis(0, " ", options_.linewidth); }

private:
  /// Of the elements shown, in C order.
  std::vector<std::int64_t> places(const Shape& shape) const {
    std::vector<std::int64_t> found{0};
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      std::vector<std::int64_t> longer;
      for (auto before : found)
        for (auto place : shown_[axis])
          if (place != left_out)
            longer.push_back(before * shape[axis] + place);
      found = std::move(longer);
    }
    return found;
  }

  /// @param indent  of lines that follow. Goes as deep as the array has axes.
  std::string of_axis(std::size_t axis, const std::string& indent, std::size_t width) {
    const auto inner = axis + 1 == shown_.size() ? row(axis, indent, width) : blocks(axis, indent, width);
    return "[" + inner.substr(indent.size()) + "]";
  }

  std::string row(std::size_t axis, const std::string& indent, std::size_t width) {
    std::string text, line = indent;
    const auto end = trimmed(options_.separator);
    for (std::size_t i = 0; i < shown_[axis].size(); ++i) {
      const bool last = i + 1 == shown_[axis].size();
      const auto word = shown_[axis][i] == left_out ? std::string("...") : texts_[next_++];
      if (line.size() + word.size() + std::max<std::size_t>(end.size(), 1) > width && line.size() > indent.size()) {
        text += trimmed(line) + "\n";
        line = indent;
      }
      line += word + (last ? "" : options_.separator);
    }
    return text + line;
  }

  std::string blocks(std::size_t axis, const std::string& indent, std::size_t width) {
    std::string text;
    const auto between = trimmed(options_.separator) + std::string(shown_.size() - axis - 1, '\n');
    for (std::size_t i = 0; i < shown_[axis].size(); ++i) {
      text +=
          indent
          + (shown_[axis][i] == left_out ? "..."
                                         : of_axis(axis + 1, indent + " ", width - std::min<std::size_t>(width, 1)));
      if (i + 1 < shown_[axis].size())
        text += between;
    }
    return text;
  }

  static std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

  const PrintOptions& options_;
  std::vector<std::vector<std::int64_t>> shown_; ///< along each axis
  std::vector<std::string> texts_;
  std::size_t next_ = 0; ///< of the texts
};

} // namespace

std::string array2string(const Values& values, const PrintOptions& options) {
  if (values.size() == 0)
    return "[]";
  if (values.shape().empty()) {
    const auto text = element_texts(values.block(), {0}, options.precision, options.suppress).front();
    return text.substr(text.find_first_not_of(' '));
  }
  return ArrayText(values.shape(), options,
                   [&](const Places& places) {
                     return element_texts(values.block(), places, options.precision, options.suppress);
                   })
      .text();
}

std::string array2string(const MaskedValues& values, const PrintOptions& options) {
  const auto& mask = values.mask.block();
  const auto texts_of = [&](const Places& places) {
    std::vector<std::string> texts;
    for (auto place : places)
      texts.push_back(mask.values<bool>()[static_cast<std::size_t>(place)] ? "--"
                                                                           : scalar_text(values.data.block(), place));
    return texts;
  };
  if (values.data.size() == 0)
    return "[]";
  return values.data.shape().empty() ? texts_of({0}).front() : ArrayText(values.data.shape(), options, texts_of).text();
}

std::ostream& operator<<(std::ostream& out, const MaskedValues& values) { return out << array2string(values); }

std::ostream& operator<<(std::ostream& out, const Values& values) {
  return out << (values.shape().empty() ? scalar_text(values.block()) : array2string(values));
}

} // namespace troupe

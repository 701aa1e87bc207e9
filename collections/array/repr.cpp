#include "collections/array/repr.hpp"

#include "runtime/base/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace troupe {
namespace {

using Extents = std::vector<std::int64_t>;

std::string counted(std::uint64_t count, const std::string& what) {
  return format_count(count) + " " + what + (count == 1 ? "" : "s");
}

/// The largest extent along each axis, and whether all but the last chunk have it.
struct LargestChunk {
  Shape shape;
  bool regular = true;
};

LargestChunk largest_chunk(const Array& array) {
  LargestChunk largest;
  for (const auto& extents : array.chunks()) {
    largest.shape.push_back(*std::max_element(extents.begin(), extents.end()));
    for (std::size_t i = 0; i + 1 < extents.size(); ++i)
      largest.regular = largest.regular && extents[i] == extents[0];
    largest.regular = largest.regular && extents.back() <= extents[0];
  }
  return largest;
}

/// Along one axis of a drawing: how many characters each chunk takes; 0 for the place where chunks are left out.
Extents widths(const Extents& extents, std::int64_t most, std::int64_t least) {
  constexpr std::size_t shown = 12;
  auto kept = extents;
  if (kept.size() > shown) {
    kept.assign(extents.begin(), extents.begin() + shown - 1);
    kept.push_back(extents.back());
  }
  double total = 0;
  for (auto extent : kept)
    total += static_cast<double>(extent);
  Extents made;
  for (auto extent : kept)
    made.push_back(
        std::max(least, static_cast<std::int64_t>(std::lround(static_cast<double>(extent) / std::max(total, 1.0)
                                                              * static_cast<double>(most)))));
  if (kept.size() < extents.size())
    made.insert(made.end() - 1, 0);
  return made;
}

std::string row(const Extents& columns, char corner, char filling) {
  std::string line;
  for (auto width : columns)
    line += width == 0 ? (corner == '+' ? "+ . . " : "| . . ")
                       : corner + std::string(static_cast<std::size_t>(width), filling);
  return line + corner + "\n";
}

/// The axes that a drawing shows: the last ones.
Extents axis_or_one(const Array& array, std::size_t from_last) {
  return array.ndim() > from_last ? array.grid().extents(array.ndim() - 1 - from_last) : Extents{1};
}

std::string in_words(const Array& array, std::size_t shown) {
  std::string text;
  for (std::size_t axis = 0; axis + shown < array.ndim(); ++axis)
    text += "axis " + std::to_string(axis) + ": " + counted(array.grid().extents(axis).size(), "chunk") + " of up to "
            + format_count(static_cast<std::uint64_t>(
                *std::max_element(array.grid().extents(axis).begin(), array.grid().extents(axis).end())))
            + "\n";
  return text;
}

/// Where the cuts of an axis are drawn, in pixels: at most so many, the ends always among them.
std::vector<double> cuts(const Extents& extents, double size) {
  constexpr std::size_t most = 40;
  double total = 0;
  for (auto extent : extents)
    total += static_cast<double>(extent);
  std::vector<double> places{0};
  double at = 0;
  const auto step = extents.size() / most + 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    at += static_cast<double>(extents[i]);
    if ((i + 1) % step == 0 || i + 1 == extents.size())
      places.push_back(total > 0 ? at / total * size : size);
  }
  return places;
}

/// Pixels for each of the last three axes: the longest one 120, others not so short that nothing is seen.
std::vector<double> pixels(const Array& array, std::size_t axes) {
  double longest = 1;
  std::vector<double> sizes;
  for (std::size_t from_last = 0; from_last < axes; ++from_last) {
    sizes.push_back(static_cast<double>(std::max<std::int64_t>(1, array.shape()[array.ndim() - 1 - from_last])));
    longest = std::max(longest, sizes.back());
  }
  for (auto& size : sizes)
    size = 120 * std::max(0.1, size / longest);
  return sizes; // of the last axis first
}

std::string number(double value) {
  auto text = format_double(std::round(value * 10) / 10);
  if (text.ends_with(".0"))
    text.resize(text.size() - 2);
  return text;
}

/// A drawing under way; the viewport grows with what is drawn.
class Drawing {
public:
  void face(const std::vector<std::pair<double, double>>& corners) {
    body_ += "  <polygon points=\"";
    for (const auto& [x, y] : corners) {
      body_ += number(x) + "," + number(y) + " ";
      seen(x, y);
    }
    body_.back() = '"';
    body_ += " style=\"fill:#ecb172a0;stroke:none\"/>\n";
  }
  void line(double x1, double y1, double x2, double y2, bool border) {
    body_ += "  <line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2)
             + "\"" + (border ? " style=\"stroke-width:2\"" : "") + "/>\n";
    seen(x1, y1);
    seen(x2, y2);
  }
  void label(double x, double y, const std::string& text) {
    body_ += "  <text x=\"" + number(x) + "\" y=\"" + number(y) + "\" font-size=\"14\" text-anchor=\"middle\">" + text
             + "</text>\n";
    seen(x + 30, y + 6);
  }
  std::string finished() const {
    const auto width = number(width_ + 10), height = number(height_ + 10);
    return "<svg width=\"" + width + "\" height=\"" + height + "\" viewBox=\"-5 -5 " + width + " " + height
           + "\" xmlns=\"http://www.w3.org/2000/svg\" style=\"stroke:rgb(0,0,0);stroke-width:1\">\n" + body_
           + "</svg>\n";
  }

private:
  void seen(double x, double y) {
    width_ = std::max(width_, x);
    height_ = std::max(height_, y);
  }
  std::string body_;
  double width_ = 0, height_ = 0;
};

/// A rectangle of cuts, its corner at (x, y); its rows lean by `slant` of their height, or its columns by `rise` of
/// their width.
void draw_face(Drawing& drawing, double x, double y, const std::vector<double>& across, const std::vector<double>& down,
               double slant, double rise) {
  const auto place = [&](double right, double below) {
    return std::pair(x + right + slant * below, y + below + rise * right);
  };
  const auto right = across.back(), bottom = down.back();
  drawing.face({place(0, 0), place(right, 0), place(right, bottom), place(0, bottom)});
  for (auto at : across) {
    const auto [x1, y1] = place(at, 0);
    const auto [x2, y2] = place(at, bottom);
    drawing.line(x1, y1, x2, y2, at == 0 || at == right);
  }
  for (auto at : down) {
    const auto [x1, y1] = place(0, at);
    const auto [x2, y2] = place(right, at);
    drawing.line(x1, y1, x2, y2, at == 0 || at == bottom);
  }
}

std::string extent_text(const Array& array, std::size_t from_last) {
  return std::to_string(array.shape()[array.ndim() - 1 - from_last]);
}

} // namespace

std::uint64_t count_tasks(const Array& array) {
  std::unordered_set<const Expression*> met; // for counting only: its order decides nothing
  std::vector<const Expression*> open{array.expression().get()};
  std::uint64_t tasks = 0;
  while (!open.empty()) {
    const auto* node = open.back();
    open.pop_back();
    if (!met.insert(node).second)
      continue;
    tasks += node->tasks();
    for (const auto& input : node->inputs())
      open.push_back(input.source.get());
  }
  return tasks;
}

std::string describe(const Array& array) {
  const auto largest = largest_chunk(array);
  const auto bytes = static_cast<std::uint64_t>(element_count(largest.shape)) * size_of(array.dtype());
  const std::string up_to = largest.regular ? "" : "up to ";
  const std::pair<std::string, std::pair<std::string, std::string>> rows[] = {
      {"", {"array", "chunk"}},
      {"bytes", {format_bytes(array.nbytes()), up_to + format_bytes(bytes)}},
      {"shape", {to_string(array.shape()), up_to + to_string(largest.shape)}},
      {"count", {counted(count_tasks(array), "task"), counted(array.npartitions(), "chunk")}},
      {"dtype", {std::string(to_string(array.dtype())), ""}}};
  std::size_t width = 0;
  for (const auto& line : rows)
    width = std::max(width, line.second.first.size());
  std::string text;
  for (const auto& [name, cells] : rows) {
    auto line = name + std::string(8 - name.size(), ' ') + cells.first;
    if (!cells.second.empty())
      line += std::string(width + 3 - cells.first.size(), ' ') + cells.second;
    text += line + "\n";
  }
  return text;
}

std::string draw_chunks(const Array& array) {
  const auto columns = widths(axis_or_one(array, 0), 48, 3), rows = widths(axis_or_one(array, 1), 14, 1);
  std::string text = in_words(array, 2);
  for (auto height : rows) {
    text += row(columns, '+', '-');
    for (std::int64_t line = 0; line < std::max<std::int64_t>(height, 1); ++line)
      text += row(columns, height == 0 ? ':' : '|', ' ');
  }
  return text + row(columns, '+', '-');
}

std::string svg(const Array& array) {
  const auto axes = std::min<std::size_t>(array.ndim(), 3);
  const auto size = pixels(array, axes);
  const auto across = cuts(axis_or_one(array, 0), axes > 0 ? size[0] : 12);
  const auto down = axes > 1 ? cuts(axis_or_one(array, 1), size[1]) : std::vector<double>{0, 12};
  Drawing drawing;
  double left = 0, top = 0;
  if (axes == 3) { // the first of the three runs towards the back: seen from the left and from above
    const auto back = cuts(axis_or_one(array, 2), size[2] * 0.6);
    left = top = back.back();
    draw_face(drawing, 0, 0, back, down, 0, 1);
    draw_face(drawing, 0, 0, across, back, 1, 0);
    drawing.label(left / 2 - 12, down.back() + top / 2 + 20, extent_text(array, 2));
  }
  draw_face(drawing, left, top, across, down, 0, 0);
  if (axes > 0)
    drawing.label(left + across.back() / 2, top + down.back() + 20, extent_text(array, 0));
  if (axes > 1)
    drawing.label(left + across.back() + 24, top + down.back() / 2 + 5, extent_text(array, 1));
  return drawing.finished();
}

} // namespace troupe

// array.interp {left, right, period}: for each element of the first input the value at it of the line through the
// points (second input, third input): rising places along one axis, and values. Before the first point `left` and after
// the last `right`, where given, else the value there; with `period` places and elements are taken modulo it. All
// float64. By NumPy's operations.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace troupe {
namespace {

struct Line {
  std::vector<double> places, values;
  double left = 0, right = 0;
  std::optional<double> period;

  double at(double x) const {
    if (period)
      x = within(x);
    if (std::isnan(x))
      return x;
    if (x > places.back())
      return right;
    if (x < places.front())
      return left;
    const auto after = std::upper_bound(places.begin(), places.end(), x) - places.begin();
    const auto i = static_cast<std::size_t>(after - 1);
    if (places[i] == x || i + 1 == places.size())
      return values[i];
    return between(i, x);
  }

  double within(double x) const { // the sign of the period, as Python's %
    const auto rest = std::fmod(x, *period);
    return rest < 0 ? rest + *period : rest;
  }

private:
  double between(std::size_t i, double x) const {
    const auto slope = (values[i + 1] - values[i]) / (places[i + 1] - places[i]);
    auto y = slope * (x - places[i]) + values[i];
    if (std::isnan(y)) // an infinity on one side: from the other
      y = slope * (x - places[i + 1]) + values[i + 1];
    return std::isnan(y) && values[i] == values[i + 1] ? values[i] : y;
  }
};

/// The points in order within one period, with the last one before and the first one after them again.
void wrap(Line& line) {
  std::vector<std::size_t> order(line.places.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (auto& place : line.places)
    place = line.within(place);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return line.places[a] < line.places[b]; });
  std::vector<double> places{line.places[order.back()] - *line.period}, values{line.values[order.back()]};
  for (auto i : order) {
    places.push_back(line.places[i]);
    values.push_back(line.values[i]);
  }
  places.push_back(line.places[order.front()] + *line.period);
  values.push_back(line.values[order.front()]);
  line.places = std::move(places);
  line.values = std::move(values);
}

Result<Line> line_of(const Params& params, const Block& places, const Block& values) {
  if (places.shape.size() != 1 || values.shape != places.shape || places.size() == 0)
    return fail(Errc::invalid_shape, "interp needs points: places and as many values along one axis; got shapes "
                                         + to_string(places.shape) + " and " + to_string(values.shape));
  const auto from = places.values<double>(), of = values.values<double>();
  Line line{{from.begin(), from.end()}, {of.begin(), of.end()}};
  if (params.has("period")) {
    TROUPE_TRY(period, params.real("period"));
    if (!(period > 0) || !std::isfinite(period))
      return fail(Errc::invalid_argument, "parameter 'period' must be finite and above 0");
    line.period = period;
    wrap(line);
  }
  if (std::adjacent_find(line.places.begin(), line.places.end(), [](double a, double b) { return !(a <= b); })
      != line.places.end())
    return fail(Errc::invalid_argument, "interp: the places of the points must rise");
  line.left = line.values.front();
  line.right = line.values.back();
  for (const auto& [name, end] : {std::pair<const char*, double*>{"left", &line.left}, {"right", &line.right}})
    if (params.has(name) && !line.period) {
      TROUPE_TRY(value, params.real(name));
      *end = value;
    }
  return line;
}

Result<ChunkPtr> interp(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 3));
  for (const auto& input : inputs)
    TROUPE_CHECK(float64_block(input));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  TROUPE_TRY(line, line_of(context.params, *blocks.blocks[1], *blocks.blocks[2]));
  auto out = new_float64_block(context.pool, blocks.blocks[0]->shape);
  const auto from = blocks.blocks[0]->values<double>();
  std::transform(from.begin(), from.end(), out.values<double>().begin(), [&](double x) { return line.at(x); });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_interp(KernelRegistry& registry) { add_builtin(registry, {"array.interp", interp, nullptr, nullptr}); }

} // namespace troupe

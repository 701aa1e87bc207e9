#include "collections/array/fft.hpp"
#include "tests/conformance/case.hpp"

#include <algorithm>

namespace troupe::conformance {
namespace {

Array some_array(Case& given, Types types, std::size_t least) {
  const auto type = given.dtype(types);
  auto shape = given.shape(least, 3);
  for (auto& extent : shape)
    extent = given.chance(0.02) ? 0 : std::max<std::int64_t>(extent, 1);
  return given.array(type, shape, Content::plain);
}

fft::Norm norm(Case& given) {
  if (given.chance(0.5))
    return fft::Norm::backward;
  const char* names[] = {"backward", "ortho", "forward"};
  const fft::Norm norms[] = {fft::Norm::backward, fft::Norm::ortho, fft::Norm::forward};
  const auto at = given.integer(0, 2);
  given.option("norm", names[at]);
  return norms[at];
}

using OfLines = Array (*)(const Array&, const fft::LineOptions&);
using OfGrids = Array (*)(const Array&, const fft::GridOptions&);

void add(std::vector<Function>& table, const char* name, OfLines transform, Types types) {
  table.push_back({name, [transform, types](Case& given) {
                     const auto x = some_array(given, types, 1);
                     fft::LineOptions options;
                     if (given.chance(0.5))
                       options.axis = given.axis(x);
                     if (given.chance(0.4))
                       options.n = given.option("n", given.integer(given.chance(0.05) ? 0 : 1, 70));
                     options.norm = norm(given);
                     return std::vector{transform(x, options)};
                   }});
}

void add(std::vector<Function>& table, const char* name, OfGrids transform, Types types) {
  table.push_back({name, [transform, types](Case& given) {
                     const auto x = some_array(given, types, 2);
                     const auto rank = static_cast<int>(x.ndim());
                     fft::GridOptions options;
                     if (given.chance(0.5)) {
                       const auto first = static_cast<int>(given.integer(0, rank - 1));
                       options.axes = given.options("axes", std::vector<int>{first, (first + 1) % rank - rank});
                     }
                     if (given.chance(0.3))
                       options.s = given.options("s", Shape{given.integer(1, 20), given.integer(1, 20)});
                     options.norm = norm(given);
                     return std::vector{transform(x, options)};
                   }});
}

} // namespace

void add_fft(std::vector<Function>& table) {
  add(table, "fft.fft", fft::fft, Types::any);
  add(table, "fft.ifft", fft::ifft, Types::any);
  add(table, "fft.rfft", fft::rfft, Types::ordered);
  add(table, "fft.irfft", fft::irfft, Types::any);
  add(table, "fft.hfft", fft::hfft, Types::any);
  add(table, "fft.ihfft", fft::ihfft, Types::ordered);
  add(table, "fft.fft2", fft::fft2, Types::any);
  add(table, "fft.ifft2", fft::ifft2, Types::any);
  add(table, "fft.rfft2", fft::rfft2, Types::ordered);
  add(table, "fft.irfft2", fft::irfft2, Types::any);
  add(table, "fft.fftn", fft::fftn, Types::any);
  add(table, "fft.ifftn", fft::ifftn, Types::any);
  add(table, "fft.rfftn", fft::rfftn, Types::ordered);
  add(table, "fft.irfftn", fft::irfftn, Types::any);
  for (const auto& [name, freq] :
       {std::pair<const char*, Array (*)(std::int64_t, double, const Chunks&)>{"fft.fftfreq", fft::fftfreq},
        {"fft.rfftfreq", fft::rfftfreq}})
    table.push_back({name, [freq = freq](Case& given) {
                       const auto n = given.option("n", given.integer(1, 99));
                       return std::vector{freq(n, given.option("d", static_cast<double>(given.integer(1, 16)) / 4),
                                               given.integer(1, 30))};
                     }});
  for (const auto& [name, shift] :
       {std::pair<const char*, Array (*)(const Array&, const Axes&)>{"fft.fftshift", fft::fftshift},
        {"fft.ifftshift", fft::ifftshift}})
    table.push_back(
        {name, [shift = shift](Case& given) {
           const auto x = some_array(given, Types::any, 1);
           if (given.chance(0.4))
             return std::vector{shift(x, {})};
           return std::vector{shift(
               x, given.option("axes", static_cast<int>(given.integer(0, static_cast<std::int64_t>(x.ndim()) - 1))))};
         }});
}

} // namespace troupe::conformance

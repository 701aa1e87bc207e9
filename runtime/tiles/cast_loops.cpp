#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/tiles/loop_tables.hpp"

#include <complex>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/cast_loops.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
#include "runtime/tiles/loops.inl"

template <class To>
struct Cast {
  template <class From>
  HWY_INLINE To operator()(From from) const {
    return number_cast<To>(from);
  }
};

TileFunction cast(DType from, DType to) {
  return for_dtype(from, [to]<class From>(Type<From>) {
    return for_dtype(to, []<class To>(Type<To>) -> TileFunction { return &loop1<Cast<To>, From, To>; });
  });
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(cast);
} // namespace

TileFunction cast_function(DType from, DType to) { return HWY_DYNAMIC_DISPATCH(cast)(from, to); }

} // namespace troupe
#endif // HWY_ONCE

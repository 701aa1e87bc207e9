// Which instruction sets the loops over tiles are compiled for: the x86-64 everyone has, AVX2 with FMA, AVX-512. Fewer
// than elsewhere, since there are hundreds of loops. Include before <hwy/foreach_target.h>.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)

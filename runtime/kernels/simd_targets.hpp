// Which instruction sets the hot loops are compiled for. Include before <hwy/foreach_target.h>.
// SSSE3 alone is left out: no CPU of the last fifteen years has it without SSE4, and every target costs a compilation.
#pragma once

#define HWY_DISABLED_TARGETS HWY_SSSE3

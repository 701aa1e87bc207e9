// The functions of example 1: registered by the program, and by the plug-in for workers in processes of their own.
#pragma once

#include <algorithm>

#include <troupe.hpp>

inline void register_example_functions(troupe::KernelRegistry& registry) {
  troupe::register_function(registry, "example.clip", [](double x) { return std::clamp(x, -3.0, 3.0); });
}

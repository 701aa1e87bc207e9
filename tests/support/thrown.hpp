// What a call throws at the user, for tests of the C++ API's edge. Pure functions.
#pragma once

#include "runtime/base/result.hpp"

#include <string>

namespace troupe::test {

/// The error that the call throws; one that says so when it throws none.
template <class Call>
Error thrown_by(Call&& call) {
  try {
    call();
  } catch (const TroupeError& thrown) {
    return thrown.error();
  }
  return {Errc::internal, "nothing thrown"};
}

/// Its message.
template <class Call>
std::string message(Call&& call) {
  return thrown_by(call).message;
}

} // namespace troupe::test

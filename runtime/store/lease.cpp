#include "runtime/store/lease.hpp"

namespace troupe {

bool LeaseWatch::may_claim(const LeaseRow& row, LeaseTime now) {
  if (!seen_ || *seen_ != row || now < since_) { // a clock that went back has measured nothing
    holder_lives_ = holder_lives_ || (seen_ && *seen_ != row && !row.free);
    seen_ = row;
    since_ = now;
  }
  return row.free || now - since_ >= lease_time;
}

LeaseHold::Standing LeaseHold::at(LeaseTime now) const {
  if (!renewed_ || now < *renewed_ || now - *renewed_ > lease_time - margin)
    return Standing::expired;
  return now - *renewed_ < renew_every ? Standing::held : Standing::due;
}

} // namespace troupe

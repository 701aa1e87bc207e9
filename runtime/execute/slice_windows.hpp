// Flow control for a process that receives several chunks in slices: which slice of which chunk is requested next.
// Pure: no clock, no messages; one thread at a time. The same calls give the same answers.
// Invariants: outstanding bytes stay within a window for each peer and one for all peers together, but one slice may
// always be under way; transfers go by priority, then by age, and none waits for a peer with a full window while
// another peer could be asked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace troupe {

class SliceWindows {
public:
  struct Limits {
    std::uint64_t slice = std::uint64_t{1} << 20;   ///< bytes of each, but for a chunk's last
    std::uint64_t of_peer = std::uint64_t{2} << 20; ///< what a control message may have before it on its connection
    std::uint64_t in_all = std::uint64_t{16} << 20;
  };
  struct Ask {
    std::uint64_t transfer = 0;
    std::uint64_t peer = 0;
    std::uint64_t offset = 0;
    std::uint64_t length = 0; ///< of the first slice the most: how long the whole is, is not known yet
    bool operator==(const Ask&) const = default;
  };

  SliceWindows() : SliceWindows(Limits{}) {}
  /// @param limits  each at least 1
  explicit SliceWindows(const Limits& limits) : limits_(limits) {}

  /// A transfer is wanted: its first slice. @pre the number was never used
  void begin(std::uint64_t transfer, std::uint64_t peer, std::int64_t priority);
  /// The first slice said how long the whole is; the rest follows. @pre begun and not ended
  void learn(std::uint64_t transfer, std::uint64_t total);
  /// Nothing more of it is asked for. What is under way keeps its place in the windows until it is answered.
  void end(std::uint64_t transfer);

  /// @returns What to ask for now; nothing when all waits. Call until nothing comes.
  std::optional<Ask> next();
  /// It came, or will not come.
  void answered(const Ask& ask);
  /// The peer is gone, and no answer of it counts any more.
  void forget(std::uint64_t peer);

  const Limits& limits() const { return limits_; }
  std::uint64_t in_flight() const { return in_flight_; }
  std::uint64_t in_flight_from(std::uint64_t peer) const;

private:
  struct Transfer {
    std::uint64_t peer = 0;
    std::int64_t priority = 0;
    std::uint64_t asked = 0;
    std::optional<std::uint64_t> total;
  };
  using Turn = std::pair<std::int64_t, std::uint64_t>; ///< priority, number of the transfer

  bool fits(std::uint64_t peer, std::uint64_t length) const;

  Limits limits_;
  std::map<std::uint64_t, Transfer> transfers_;
  std::set<Turn> open_;                          ///< those with something left to ask for
  std::map<std::uint64_t, std::uint64_t> peers_; ///< bytes in flight, where there are any
  std::uint64_t in_flight_ = 0;
};

} // namespace troupe

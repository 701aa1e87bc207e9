// Reliable, ordered transport over an unreliable, unordered one: one endpoint. Messages are numbered, acknowledged
// cumulatively, retransmitted after a timeout, reordered, and delivered exactly once. A plain value for one thread: no
// clock, no I/O; its owner carries the packets and tells the time.
// Invariants: messages are delivered in the order in which the other end sent them, without gap or repetition; at most
// `window` are under way, and at most so many are buffered out of order, whatever the other end sends.
// Source: TCP's sliding window with cumulative acknowledgements and exponential backoff (RFC 9293, RFC 6298).
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/result.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace troupe {

struct ReliableLinkConfig {
  LogicalTime resend_us = 200'000;        ///< until a message is first retransmitted; doubles each time
  LogicalTime resend_most_us = 2'000'000; ///< limit of the doubling
  std::size_t window = 64;                ///< messages under way at once; the same at both ends
  std::size_t backlog = 65'536;           ///< unacknowledged messages in all; more are refused
};

template <class Message>
class ReliableLink {
public:
  using MessagePtr = std::shared_ptr<const Message>;

  struct Packet {
    std::uint64_t number = 0;       ///< of the message, from 1; 0: an acknowledgement only
    std::uint64_t acknowledged = 0; ///< every message up to this one has arrived
    MessagePtr message;
  };

  explicit ReliableLink(ReliableLinkConfig config = {}) : config_(config) {}

  /// Queues a message; the next due() returns it when the window is not full.
  /// @returns Errc::unreachable when `backlog` messages wait already: the other end accepts nothing.
  Result<void> send(Message message) {
    if (waiting_.size() >= config_.backlog)
      return fail(Errc::unreachable, std::to_string(waiting_.size()) + " messages wait to be acknowledged");
    waiting_.push_back({std::make_shared<const Message>(std::move(message)), 0, config_.resend_us, false});
    return {};
  }

  /// Handles an arrived packet. @returns The messages that can be delivered now, in order.
  std::vector<MessagePtr> take(const Packet& packet) {
    acknowledge(packet.acknowledged);
    if (packet.number == 0)
      return {};
    owes_acknowledgement_ = true; // also for a duplicate: its acknowledgement may have been lost
    if (packet.number <= received_ || packet.number > received_ + config_.window)
      return {};
    held_back_.emplace(packet.number, packet.message);
    std::vector<MessagePtr> ready;
    for (auto next = held_back_.begin(); next != held_back_.end() && next->first == received_ + 1;
         next = held_back_.erase(next)) {
      ready.push_back(std::move(next->second));
      ++received_;
    }
    return ready;
  }

  /// The packets to send now; each call counts as one attempt.
  std::vector<Packet> due(LogicalTime now) {
    std::vector<Packet> packets;
    for (std::size_t i = 0; i < in_window(); ++i) {
      auto& one = waiting_[i];
      if (one.sent && one.again_at > now)
        continue;
      one.wait = one.sent ? std::min(2 * one.wait, config_.resend_most_us) : config_.resend_us;
      one.sent = true;
      one.again_at = now + one.wait;
      packets.push_back({first_ + i, received_, one.message});
    }
    if (packets.empty() && owes_acknowledgement_)
      packets.push_back({0, received_, nullptr});
    owes_acknowledgement_ = false;
    return packets;
  }

  /// When due() will next return packets, if nothing happens before; a past time means now. None: nothing to send.
  std::optional<LogicalTime> next_due() const {
    if (owes_acknowledgement_)
      return std::numeric_limits<LogicalTime>::min();
    std::optional<LogicalTime> next;
    for (std::size_t i = 0; i < in_window(); ++i) {
      const auto at = waiting_[i].sent ? waiting_[i].again_at : std::numeric_limits<LogicalTime>::min();
      next = std::min(next.value_or(at), at);
    }
    return next;
  }

  std::size_t unacknowledged() const { return waiting_.size(); }
  std::size_t held_back() const { return held_back_.size(); }

private:
  struct Waiting {
    MessagePtr message;
    LogicalTime again_at = 0;
    LogicalTime wait = 0;
    bool sent = false;
  };

  std::size_t in_window() const { return std::min(waiting_.size(), config_.window); }

  void acknowledge(std::uint64_t number) {
    const auto last_sent = first_ + in_window();
    if (number < first_ || number >= last_sent) // old, or of something that was never sent
      return;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(number - first_ + 1));
    first_ = number + 1;
    for (std::size_t i = 0; i < in_window(); ++i) // the link works: reset the backoff
      waiting_[i].wait = config_.resend_us;
  }

  ReliableLinkConfig config_;
  std::deque<Waiting> waiting_; ///< not acknowledged: numbers first_, first_ + 1, ...
  std::uint64_t first_ = 1;
  std::uint64_t received_ = 0; ///< messages up to this number were delivered
  std::map<std::uint64_t, MessagePtr> held_back_;
  bool owes_acknowledgement_ = false;
};

} // namespace troupe

#include "actors/trust/gate.hpp"

#include "actors/logging/logging.hpp"
#include "actors/trust/socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <list>
#include <optional>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

/// Refusals are told one a second at most: a flood of strangers must not become a flood of lines.
constexpr auto quiet = std::chrono::seconds(1);
/// How long no more are accepted where the process has no descriptors left.
constexpr auto out_of_descriptors_pause = std::chrono::milliseconds(100);

std::atomic<std::uint64_t> refused_by_all{0};

constexpr std::array<std::byte, 8> tls_welcome{std::byte{'T'}, std::byte{'R'}, std::byte{'O'}, std::byte{'U'},
                                               std::byte{'P'}, std::byte{'E'}, std::byte{'1'}, std::byte{'\n'}};

/// A connection that has not proven anything yet.
struct Stranger {
  Socket socket; ///< under TLS the session has it
  std::string address;
  ServerHandshake handshake;
  Clock::time_point deadline;
  std::optional<TlsSession> session{};
  short events = POLLIN; ///< what it waits for
  std::array<std::byte, ServerHandshake::client_bytes> answer{};
  std::size_t got = 0;

  int number() const { return session ? session->number() : socket.number(); }
};

} // namespace

struct Gate::Impl {
  Socket listener;
  Socket stop; ///< an eventfd
  Socket passed_in;
  Socket passed_out;
  Trust trust;
  bool tls = false;
  GateLimits limits;
  std::uint16_t port = 0;
  std::atomic<std::uint64_t> refused{0};
  std::list<Stranger> strangers; ///< met longest first
  Clock::time_point accept_again{};
  Clock::time_point speak_again{};
  std::uint64_t untold = 0;
  std::thread thread;

  void serve();
  int patience(Clock::time_point now) const;
  void accept_all(Clock::time_point now);
  bool greet(Socket socket, Clock::time_point now);
  /// False when the stranger has gone through or was dropped.
  bool hear(Stranger& stranger, Clock::time_point now);
  bool hear_handshake(Stranger& stranger, Clock::time_point now);
  bool hear_session(Stranger& stranger, Clock::time_point now);
  bool admit(Stranger& stranger, const Proof& proof);
  bool admit(TlsSession session);
  bool hand_over(int descriptor);
  void refuse(const Stranger& stranger, const std::string& why, Clock::time_point now);
};

void Gate::Impl::serve() {
  for (;;) {
    const auto before = Clock::now();
    std::vector<pollfd> watched{{stop.number(), POLLIN, 0}};
    const bool accepting = before >= accept_again;
    watched.push_back({accepting ? listener.number() : -1, POLLIN, 0});
    for (const auto& stranger : strangers)
      watched.push_back({stranger.number(), stranger.events, 0});
    if (::poll(watched.data(), watched.size(), patience(before)) < 0 && errno != EINTR)
      return;
    if (watched[0].revents != 0)
      return;
    const auto now = Clock::now();
    std::size_t at = 2;
    for (auto stranger = strangers.begin(); stranger != strangers.end();) {
      const bool spoke = watched[at++].revents != 0;
      bool stays = !spoke || hear(*stranger, now);
      if (stays && now >= stranger->deadline) {
        refuse(*stranger, "it has proven nothing in time", now);
        stays = false;
      }
      stranger = stays ? std::next(stranger) : strangers.erase(stranger);
    }
    if (watched[1].revents != 0)
      accept_all(now);
  }
}

int Gate::Impl::patience(Clock::time_point now) const {
  auto until = now + std::chrono::hours(1);
  if (!strangers.empty())
    until = std::min(until, strangers.front().deadline);
  if (accept_again > now)
    until = std::min(until, accept_again);
  return static_cast<int>(
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(until - now).count() + 1));
}

void Gate::Impl::accept_all(Clock::time_point now) {
  for (;;) {
    Socket socket(::accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        accept_again = now + out_of_descriptors_pause;
      if (errno != ECONNABORTED && errno != EINTR)
        return;
      continue;
    }
    if (strangers.size() >= limits.strangers) {
      refuse(strangers.front(), "others came who had to be met", now);
      strangers.pop_front();
    }
    greet(std::move(socket), now);
  }
}

bool Gate::Impl::greet(Socket socket, Clock::time_point now) {
  const auto nonce = random_nonce();
  if (!nonce)
    return false;
  prepare_connection(socket.number());
  auto address = peer_address(socket.number());
  Stranger stranger{std::move(socket), std::move(address), ServerHandshake(trust.secret, *nonce),
                    now + limits.deadline};
  if (tls) {
    auto session = TlsSession::begin(trust.identity, std::move(stranger.socket), TlsSession::Side::server);
    if (!session)
      return false;
    stranger.session = std::move(*session);
    strangers.push_back(std::move(stranger));
    return true;
  }
  const auto greeting = stranger.handshake.greeting();
  if (::send(stranger.socket.number(), greeting.data(), greeting.size(), MSG_NOSIGNAL)
      != static_cast<ssize_t>(greeting.size()))
    return false; // a fresh socket takes 40 bytes, unless its peer has gone already
  strangers.push_back(std::move(stranger));
  return true;
}

bool Gate::Impl::hear(Stranger& stranger, Clock::time_point now) {
  return stranger.session ? hear_session(stranger, now) : hear_handshake(stranger, now);
}

/// The certificate is the proof.
bool Gate::Impl::hear_session(Stranger& stranger, Clock::time_point now) {
  const auto step = stranger.session->shake_hands();
  if (step && *step != TlsSession::Step::done) {
    stranger.events = *step == TlsSession::Step::wants_write ? POLLOUT : POLLIN;
    return true;
  }
  if (!step)
    refuse(stranger, step.error().message, now);
  else if (!admit(std::move(*stranger.session)))
    refuse(stranger, "it went before it was let in", now);
  return false;
}

bool Gate::Impl::hear_handshake(Stranger& stranger, Clock::time_point now) {
  const auto count =
      ::recv(stranger.socket.number(), stranger.answer.data() + stranger.got, stranger.answer.size() - stranger.got, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return true;
  if (count <= 0) {
    refuse(stranger, "it went without a proof", now);
    return false;
  }
  stranger.got += static_cast<std::size_t>(count);
  if (stranger.got < stranger.answer.size())
    return true;
  const auto proof = stranger.handshake.check(stranger.answer);
  if (!proof) {
    refuse(stranger, proof.error().message, now); // counted before it can know
    [[maybe_unused]] const auto told =
        ::send(stranger.socket.number(), refused_proof.data(), refused_proof.size(), MSG_NOSIGNAL);
  } else if (!admit(stranger, *proof))
    refuse(stranger, "it went before it was let in", now);
  return false;
}

bool Gate::Impl::admit(Stranger& stranger, const Proof& proof) {
  if (::send(stranger.socket.number(), proof.data(), proof.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(proof.size()))
    return false;
  if (!hand_over(stranger.socket.number()))
    return false;
  stranger.socket.release();
  return true;
}

/// Under TLS 1.3 the peer has shaken hands before it knows what we think of its certificate: it is told.
bool Gate::Impl::admit(TlsSession session) {
  std::size_t written = 0;
  if (session.write(tls_welcome, written) != TlsSession::Step::done || written != tls_welcome.size())
    return false;
  const auto inner = trust.relays->add(std::move(session));
  if (!inner)
    return false;
  Socket owned(*inner);
  if (!hand_over(owned.number()))
    return false;
  owned.release();
  return true;
}

bool Gate::Impl::hand_over(int descriptor) {
  return ::send(passed_in.number(), &descriptor, sizeof descriptor, MSG_NOSIGNAL)
         == static_cast<ssize_t>(sizeof descriptor);
}

void Gate::Impl::refuse(const Stranger& stranger, const std::string& why, Clock::time_point now) {
  refused.fetch_add(1);
  refused_by_all.fetch_add(1);
  ++untold;
  if (now < speak_again)
    return;
  logger("gate")->warn("refused a connection from {} to port {}: {}{}", stranger.address, port, why,
                       untold > 1 ? " (and " + std::to_string(untold - 1) + " others meanwhile)" : "");
  untold = 0;
  speak_again = now + quiet;
}

Gate::Gate(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Gate::~Gate() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(impl_->stop.number(), &one, sizeof one);
  if (impl_->thread.joinable())
    impl_->thread.join();
}

std::uint16_t Gate::port() const { return impl_->port; }
std::uint64_t Gate::refused() const { return impl_->refused.load(); }
int Gate::take_passed() { return impl_->passed_out.release(); }

Result<std::unique_ptr<Gate>> Gate::open(const std::string& host, std::uint16_t port, const Trust& trust,
                                         GateLimits limits) {
  auto impl = std::make_unique<Impl>();
  TROUPE_TRY(tls, trust.uses_tls(host));
  impl->tls = tls;
  TROUPE_TRY(listener, listen_at(host, port));
  impl->listener = std::move(listener);
  TROUPE_TRY(bound, local_port(impl->listener.number()));
  impl->port = bound;
  impl->stop = Socket(::eventfd(0, EFD_CLOEXEC));
  std::array<int, 2> pair{-1, -1};
  if (!impl->stop || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return fail(Errc::io_error, std::string("cannot open a gate: ") + std::strerror(errno));
  impl->passed_in = Socket(pair[0]);
  impl->passed_out = Socket(pair[1]);
  impl->trust = trust;
  impl->limits = limits;
  impl->thread = std::thread([gate = impl.get()] { gate->serve(); });
  return std::unique_ptr<Gate>(new Gate(std::move(impl)));
}

std::uint64_t refused_connections() { return refused_by_all.load(); }

namespace {

/// The peer went away: it may have been ended, and come again.
Error interrupted(const Error& error) {
  return {error.code == Errc::lost ? Errc::unreachable : error.code, error.message};
}

/// Tries until it is done. @returns As the step's own errors; Errc::unreachable when the deadline passed.
template <class Try>
Result<void> within(SocketDeadline until, int descriptor, Try attempt) {
  for (;;) {
    TROUPE_TRY(step, attempt());
    if (step == TlsSession::Step::done)
      return {};
    if (step == TlsSession::Step::ended)
      return fail(Errc::lost, "it closed the connection");
    if (!await_socket(descriptor, step == TlsSession::Step::wants_write ? POLLOUT : POLLIN, until))
      return fail(Errc::unreachable, "it accepts connections but says nothing under TLS");
  }
}

Result<int> pass_under_tls(Socket socket, const Trust& trust, SocketDeadline until) {
  TROUPE_TRY(session, TlsSession::begin(trust.identity, std::move(socket), TlsSession::Side::client));
  const auto descriptor = session.number();
  if (auto done = within(until, descriptor, [&] { return session.shake_hands(); }); !done)
    return fail(interrupted(done.error()));
  std::array<std::byte, tls_welcome.size()> welcome{};
  std::size_t got = 0;
  const auto read = [&]() -> Result<TlsSession::Step> {
    std::size_t count = 0;
    const auto step = session.read(std::span(welcome).subspan(got), count);
    got += count;
    if (step == TlsSession::Step::ended && !session.reason().empty())
      return fail(Errc::invalid_argument, "it refuses this process's certificate: " + session.reason());
    return step == TlsSession::Step::done && got < welcome.size() ? TlsSession::Step::wants_read : step;
  };
  if (auto done = within(until, descriptor, read); !done)
    return fail(interrupted(done.error()));
  if (!std::equal(welcome.begin(), welcome.end(), tls_welcome.begin()))
    return fail(Errc::corrupt, "the peer does not speak Troupe's handshake");
  return trust.relays->add(std::move(session));
}

} // namespace

Result<int> pass_gate(const std::string& host, std::uint16_t port, const Trust& trust,
                      std::chrono::milliseconds deadline) {
  const auto until = Clock::now() + deadline;
  TROUPE_TRY(tls, trust.uses_tls(host));
  TROUPE_TRY(socket, connect_to_host(host, port, until));
  if (tls)
    return pass_under_tls(std::move(socket), trust, until);
  TROUPE_TRY(nonce, random_nonce());
  ClientHandshake handshake(trust.secret, nonce);
  std::array<std::byte, ClientHandshake::greeting_bytes> greeting{};
  if (auto got = receive_whole(socket.number(), greeting, until); !got)
    return fail(interrupted(got.error()));
  TROUPE_TRY(answer, handshake.answer(greeting));
  if (auto sent = send_whole(socket.number(), answer); !sent)
    return fail(interrupted(sent.error()));
  Proof proof{};
  if (auto got = receive_whole(socket.number(), proof, until); !got)
    return fail(interrupted(got.error()));
  if (proof == refused_proof)
    return fail(Errc::invalid_argument, "it refuses this process: the two do not hold the same secret");
  TROUPE_CHECK(handshake.check(proof));
  TROUPE_CHECK(set_blocking(socket.number()));
  return socket.release();
}

} // namespace troupe

#include "runtime/base/host_text.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace troupe {
namespace {

Failure refuse_host(std::string_view text, const std::string& why) {
  return fail(Errc::invalid_argument, "'" + std::string(text) + "' is no host: " + why);
}

/// @param numbers  without brackets
Result<std::string> parse_ipv6(std::string_view text, const std::string& numbers) {
  if (numbers.find('%') != std::string::npos)
    return refuse_host(text,
                       "it is an address on one link of one machine (%...), which peers cannot use; give a global or "
                       "unique local address, or a name");
  in6_addr address{};
  if (::inet_pton(AF_INET6, numbers.c_str(), &address) != 1)
    return refuse_host(text, "expected a name, an IPv4 address, or an IPv6 address such as ::1");
  if (IN6_IS_ADDR_LINKLOCAL(&address))
    return refuse_host(
        text, "it is an address of one link alone (fe80::), which means another machine elsewhere; give a global or "
              "unique local address, or a name");
  std::array<char, INET6_ADDRSTRLEN> shortest{};
  if (IN6_IS_ADDR_V4MAPPED(&address))
    ::inet_ntop(AF_INET, &address.s6_addr[12], shortest.data(), shortest.size());
  else
    ::inet_ntop(AF_INET6, &address, shortest.data(), shortest.size());
  return std::string(shortest.data());
}

bool is_name_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7f && c != '/' && c != '[' && c != ']' && c != ',' && c != '%' && c != '@';
}

} // namespace

Result<std::string> parse_host(std::string_view text) {
  auto host = text;
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed)
    host = host.substr(1, host.size() - 2);
  if (bracketed || host.find(':') != std::string_view::npos)
    return parse_ipv6(text, std::string(host));
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_name_character))
    return refuse_host(text, "expected a name, an IPv4 address, or an IPv6 address such as ::1");
  return std::string(host);
}

std::string host_before_port(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace troupe

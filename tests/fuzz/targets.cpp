#include "tests/fuzz/targets.hpp"

#include "actors/system/configuration.hpp"
#include "actors/trust/handshake.hpp"
#include "collections/io/csv_types.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/kernels/table/csv_parse.hpp"
#include "runtime/schedule/run_record.hpp"
#include "runtime/wire/chunk_codec.hpp"
#include "runtime/wire/fetch_codec.hpp"
#include "runtime/wire/graph_codec.hpp"
#include "runtime/wire/job_codec.hpp"
#include "runtime/wire/worker_codec.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace troupe::fuzz {
namespace {

using Bytes = std::span<const std::byte>;

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Messages: the first byte says of which kind the rest is.
void read_wire(Bytes bytes) {
  if (bytes.empty())
    return;
  const auto rest = bytes.subspan(1);
  switch (static_cast<unsigned>(bytes[0]) % 9) {
  case 0:
    static_cast<void>(decode_request(rest).ok());
    return;
  case 1:
    static_cast<void>(decode_response(rest).ok());
    return;
  case 2:
    static_cast<void>(decode_orders(rest).ok());
    return;
  case 3:
    static_cast<void>(decode_reports(rest).ok());
    return;
  case 4:
    static_cast<void>(decode_notices(rest).ok());
    return;
  case 5:
    static_cast<void>(decode_commands(rest).ok());
    return;
  case 6:
    static_cast<void>(decode_fetch(rest).ok());
    return;
  case 7:
    static_cast<void>(decode_fetch_many(rest).ok());
    return;
  default:
    static_cast<void>(decode_graph(rest).ok());
    return;
  }
}

/// A chunk as it comes from a peer, a spill file or the job log.
void read_chunk(Bytes bytes) {
  auto whole = process_pool().allocate(bytes.size());
  std::copy(bytes.begin(), bytes.end(), whole.data());
  const auto chunk = from_stream(std::move(whole));
  if (chunk)
    static_cast<void>(describe(**chunk).size() + nbytes(**chunk));
}

/// Records of three columns; the first byte says which types, the second the separator.
void read_csv(Bytes bytes) {
  if (bytes.size() < 2)
    return;
  constexpr std::array<DType, 4> types{DType::int64, DType::float64, DType::bool_, DType::string};
  constexpr std::array<char, 4> separators{',', ';', '\t', '|'};
  const auto kind = static_cast<unsigned>(bytes[0]);
  CsvFormat format{.separator = separators[static_cast<unsigned>(bytes[1]) % 4], .fields = 3, .columns = {}};
  for (std::size_t column = 0; column < 3; ++column)
    format.columns.push_back({"c" + std::to_string(column), column, types[(kind >> (2 * column)) % 4]});
  static const std::vector<std::string> missing{"", "NA", "-999"};
  static const NaMarkers markers{missing};
  const auto content = text_of(bytes.subspan(2));
  TextPartition text;
  text.memory = process_pool().allocate(content.size() + 2 * TextPartition::padding);
  std::memset(text.memory.data(), 0, text.memory.size());
  text.text = reinterpret_cast<char*>(text.memory.data()) + TextPartition::padding;
  text.size = content.size();
  std::copy(content.begin(), content.end(), text.text);
  text.text[text.size] = '\n';
  text.ends_file = true;
  static_cast<void>(parse_csv(text, format, markers, process_pool()).index());
  static_cast<void>(guess_dtypes(content, 3, format.separator, markers).rows);
}

void read_configuration(Bytes bytes) {
  ConfigurationSources sources;
  sources.file_name = "fuzz.conf";
  sources.file_text = text_of(bytes);
  static_cast<void>(Configuration::resolve(sources).ok());
  static_cast<void>(parse_addresses(text_of(bytes)).ok());
}

void read_record(Bytes bytes) { static_cast<void>(RunRecord::from_text(text_of(bytes)).ok()); }

/// What a stranger says to a gate, and what a gate may say to us.
void read_handshake(Bytes bytes) {
  const Secret secret(32, std::byte{1});
  static_cast<void>(ServerHandshake(secret, Nonce{}).check(bytes).ok());
  ClientHandshake client(secret, Nonce{});
  static_cast<void>(client.answer(bytes).ok());
}

} // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all{{"wire", read_wire},     {"chunk", read_chunk},
                                       {"csv", read_csv},       {"config", read_configuration},
                                       {"record", read_record}, {"handshake", read_handshake}};
  return all;
}

} // namespace troupe::fuzz

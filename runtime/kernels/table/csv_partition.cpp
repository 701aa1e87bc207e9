#include "runtime/kernels/table/csv_partition.hpp"

#include "runtime/kernels/table/csv_scan.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

namespace troupe {
namespace {

constexpr std::size_t padding = TextPartition::padding;
/// Looked back over at first: more than most quoted fields.
constexpr std::int64_t near = 4096;

Result<void> read_into(const OpenFile& open, std::int64_t begin, std::int64_t end, char* to) {
  return open.read(begin, std::as_writable_bytes(std::span(to, static_cast<std::size_t>(end - begin))));
}

void swap_line_ends(char* begin, char* end) {
  for (auto* at = begin; at != end; ++at)
    if (*at == '\r' || *at == '\n')
      *at = *at == '\r' ? '\n' : '\r';
}

/// Where the first record at or behind `begin` begins, if that is before `end`. @param state  before `begin`
const char* first_record(const CsvMachine& machine, CsvState state, const char* begin, const char* end) {
  for (const auto* at = begin; at + 1 < end; ++at) {
    if (*at == machine.line_end() && state != CsvState::quoted)
      return at + 1;
    state = machine.next(state, *at);
  }
  return nullptr;
}

} // namespace

Result<CsvPartition> CsvPartition::read(const TextFile& file, const FilePartition& partition, std::int64_t blocksize,
                                        const CsvLines& lines, BufferPool& pool) {
  TROUPE_TRY(open, open_planned(file));
  if (file.start < 0 || file.start > file.size || partition.begin < 0 || partition.begin > partition.end
      || partition.end > file.size)
    return fail(Errc::invalid_argument, "file '" + file.path + "' has no such bytes to read");
  CsvPartition made(file, partition, blocksize, lines, pool, std::move(open));
  TROUPE_CHECK(made.read_block());
  return made;
}

Result<CsvPartition> CsvPartition::read_compressed(const TextFile& file, const CsvLines& lines, BufferPool& pool) {
  TROUPE_TRY(open, open_planned(file));
  CsvPartition made(file, {0, 0, file.size}, 0, lines, pool, std::move(open));
  TROUPE_TRY(text, read_compressed_text(file, made.open_, pool));
  made.text_ = std::move(text);
  if (lines.carriage_returns)
    swap_line_ends(made.text_.text, made.text_.text + made.text_.size);
  made.seal();
  return made;
}

/// @returns The machine's state before the byte `at` of the file.
Result<CsvState> CsvPartition::state_before(const CsvMachine& machine, std::int64_t at) const {
  for (auto back = near;; back = back < quote_free ? quote_free : back * 4) {
    const auto begin = std::max(file_.start, at - back);
    const auto before = pool_.allocate(static_cast<std::size_t>(at - begin));
    auto* bytes = reinterpret_cast<char*>(const_cast<std::byte*>(before.data()));
    TROUPE_CHECK(read_into(open_, begin, at, bytes));
    const std::string_view text(bytes, static_cast<std::size_t>(at - begin));
    auto states = CsvMachine::unknown;
    if (begin == file_.start)
      states = CsvMachine::only(CsvState::field_begin);
    else if (text.find('"') == std::string_view::npos) {
      if (back < quote_free)
        continue;
      states = CsvMachine::only(CsvState::field_begin) | CsvMachine::only(CsvState::plain);
    }
    if (const auto known = CsvMachine::known(machine.read(states, text)))
      return *known;
  }
}

Result<void> CsvPartition::read_block() {
  const CsvMachine machine(lines_.separator, lines_.carriage_returns ? '\r' : '\n');
  const auto begin = std::max(file_.start, partition_.begin - 1);
  const auto end = std::max(begin, partition_.end);
  const auto size = static_cast<std::size_t>(end - begin);
  text_.memory = pool_.allocate(size + step_ + 2 * padding);
  text_.text = reinterpret_cast<char*>(text_.memory.data()) + padding;
  text_.offset = begin;
  if (partition_.end > file_.start) {
    TROUPE_CHECK(read_into(open_, begin, end, text_.text));
    auto* first = text_.text;
    if (partition_.begin > file_.start) {
      TROUPE_TRY(state, state_before(machine, begin));
      const auto* found = first_record(machine, state, text_.text, text_.text + size);
      first = found ? text_.text + (found - text_.text) : nullptr;
    }
    if (first) {
      text_.size = static_cast<std::size_t>(text_.text + size - first);
      text_.offset += first - text_.text;
      text_.text = first;
      if (lines_.carriage_returns)
        swap_line_ends(text_.text, text_.text + text_.size);
    }
  }
  text_.ends_file = text_.offset + static_cast<std::int64_t>(text_.size) == file_.size;
  // The last line goes on behind the partition, whether or not that is the end of a record.
  while (text_.size > 0 && !text_.ends_file && text_.text[text_.size - 1] != '\n') {
    const auto had = text_.size;
    if (had > longest_csv_record)
      return fail(Errc::parse_error, "no line end within 1 GiB of byte " + std::to_string(text_.offset) + " of file '"
                                         + file_.path + "': is it text?");
    TROUPE_CHECK(read_on());
    if (const auto* feed = std::memchr(text_.text + had, '\n', text_.size - had)) {
      text_.size = static_cast<std::size_t>(static_cast<const char*>(feed) - text_.text) + 1;
      text_.ends_file = text_.offset + static_cast<std::int64_t>(text_.size) == file_.size;
    }
  }
  seal();
  return {};
}

/// Reads the next bytes behind the text.
Result<void> CsvPartition::read_on() {
  const auto at = text_.offset + static_cast<std::int64_t>(text_.size);
  const auto more = std::min<std::int64_t>(file_.size - at, static_cast<std::int64_t>(step_));
  const auto used = static_cast<std::size_t>(text_.text - reinterpret_cast<char*>(text_.memory.data()));
  const auto needed = text_.size + static_cast<std::size_t>(more) + padding;
  if (used + needed > text_.memory.size()) {
    step_ *= 2;
    auto larger = pool_.allocate(padding + needed + 2 * step_);
    auto* text = reinterpret_cast<char*>(larger.data()) + padding;
    std::memcpy(text, text_.text, text_.size);
    text_.memory = std::move(larger);
    text_.text = text;
  }
  TROUPE_CHECK(read_into(open_, at, at + more, text_.text + text_.size));
  if (lines_.carriage_returns)
    swap_line_ends(text_.text + text_.size, text_.text + text_.size + more);
  text_.size += static_cast<std::size_t>(more);
  text_.ends_file = at + more == file_.size;
  return {};
}

/// Whether another partition begins behind the quoted byte `at` that would be taken for one outside quotes.
bool CsvPartition::takes_for_outside(std::size_t at, std::size_t last_quote) const {
  const auto begin = text_.offset + static_cast<std::int64_t>(at) + 1; // of the other
  return blocksize_ > 0 && begin % blocksize_ == 0 && begin >= partition_.end
         && static_cast<std::int64_t>(at - last_quote) > quote_free;
}

Result<CsvPartition::Finished> CsvPartition::finish_record(std::size_t record) {
  const CsvMachine machine(lines_.separator);
  auto state = CsvState::field_begin;
  std::size_t last_quote = record;
  for (auto at = record;; ++at) {
    if (at == text_.size) {
      if (text_.ends_file)
        break;
      if (at - record > longest_csv_record)
        return fail(Errc::parse_error,
                    "a record longer than 1 GiB in file '" + file_.path + "'; is a quote left open?");
      TROUPE_CHECK(read_on());
    }
    const char c = text_.text[at];
    if (state == CsvState::quoted && takes_for_outside(at, last_quote))
      return Finished::too_long_without_quotes;
    if (c == '\n' && state != CsvState::quoted) {
      text_.size = at + 1;
      text_.ends_file = text_.offset + static_cast<std::int64_t>(text_.size) == file_.size;
      break;
    }
    if (c == '"')
      last_quote = at;
    state = machine.next(state, c);
  }
  seal();
  return state == CsvState::quoted ? Finished::ends_inside_quotes : Finished::yes;
}

/// What follows the text is not needed any more; behind the end of the file nothing was ever written.
void CsvPartition::seal() {
  std::memset(text_.text + text_.size, 0, padding);
  text_.text[text_.size] = '\n';
}

} // namespace troupe

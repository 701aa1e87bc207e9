#include "collections/io/csv_head.hpp"

#include "runtime/chunk/csv_states.hpp"
#include "runtime/chunk/csv_text.hpp"
#include "runtime/formats/compressed_file.hpp"
#include "runtime/formats/open_file.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string_view>

namespace troupe {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
/// Enough for any ordinary header.
constexpr std::int64_t least_read = 64 << 10;

/// The first bytes of a file's text, more of them whenever asked; unpacked where it is compressed. Stays where it was
/// made.
class GrowingHead {
public:
  explicit GrowingHead(const std::string& path)
      : path_(path), file_(OpenFile::to_read(DataFolders::everything(), path)) {}
  GrowingHead(const GrowingHead&) = delete;

  Result<void> open() {
    if (!file_)
      return fail(file_.error());
    TROUPE_TRY(beginning, beginning_of(*file_, 16));
    TROUPE_TRY(compressed, is_compressed_text(path_, beginning));
    TROUPE_TRY(size, file_->size());
    size_ = size;
    if (compressed) {
      TROUPE_TRY(unpacker, Unpacker::open(*file_, path_));
      unpacker_.emplace(std::move(unpacker));
    }
    return {};
  }

  Result<void> read_up_to(std::int64_t bytes) {
    const auto had = text_.size();
    const auto wanted = std::max(static_cast<std::size_t>(bytes), had);
    text_.resize(unpacker_ ? wanted : std::min(wanted, static_cast<std::size_t>(size_)));
    const auto to = std::as_writable_bytes(std::span(text_).subspan(had));
    if (unpacker_) {
      TROUPE_TRY(got, unpacker_->read(to));
      text_.resize(had + got);
      whole_ = got < to.size();
    } else {
      TROUPE_CHECK(file_->read(static_cast<std::int64_t>(had), to));
      whole_ = text_.size() == static_cast<std::size_t>(size_);
    }
    if (swapped_)
      swap(had);
    return {};
  }

  /// From now on, line feeds stand for carriage returns and the other way round.
  void swap_line_ends() {
    swapped_ = true;
    swap(0);
  }

  Result<void> double_up() { return read_up_to(static_cast<std::int64_t>(text_.size()) * 2); }
  std::string_view text() const { return text_; }
  bool whole() const { return whole_; }

private:
  void swap(std::size_t from) {
    for (auto at = from; at < text_.size(); ++at)
      if (text_[at] == '\r' || text_[at] == '\n')
        text_[at] = text_[at] == '\r' ? '\n' : '\r';
  }

  const std::string& path_;
  Result<OpenFile> file_;
  std::optional<Unpacker> unpacker_;
  std::int64_t size_ = 0;
  std::string text_;
  bool whole_ = false, swapped_ = false;
};

/// Whether lines end with carriage returns alone: some are outside quotes, and no line feed is.
bool ends_lines_with_carriage_returns(std::string_view text, char sep) {
  const CsvMachine machine(sep, '\r');
  auto state = CsvState::field_begin;
  bool any = false;
  for (char c : text) {
    if (state != CsvState::quoted && c == '\n')
      return false;
    any = any || (state != CsvState::quoted && c == '\r');
    state = machine.next(state, c);
  }
  return any;
}

std::size_t behind_blank_lines(std::string_view text, std::size_t at) {
  while (true) {
    const auto feed = text.find('\n', at);
    if (feed == std::string_view::npos || !is_blank_line(text.substr(at, feed - at)))
      return at;
    at = feed + 1;
  }
}

/// Where the last whole record ends. `at` is where the first begins.
std::size_t end_of_records(std::string_view text, std::size_t at, char sep, bool whole) {
  std::vector<std::string_view> fields;
  auto end = at;
  while (at < text.size()) {
    const auto ended = split_record(text, at, sep, fields);
    if (ended == RecordEnd::line || (ended == RecordEnd::text && whole))
      end = at;
  }
  return end;
}

Result<void> read_header(const std::string& path, char sep, GrowingHead& head, CsvHead& result) {
  std::vector<std::string_view> fields;
  while (true) {
    auto at = behind_blank_lines(head.text(), static_cast<std::size_t>(result.start));
    const auto ended = split_record(head.text(), at, sep, fields);
    if (ended == RecordEnd::line || (head.whole() && ended == RecordEnd::text)) {
      result.start = static_cast<std::int64_t>(at);
      break;
    }
    if (head.whole())
      return fail(Errc::parse_error, path + " line 1: the quote that opens there is never closed");
    TROUPE_CHECK(head.double_up());
  }
  if (fields.size() == 1 && is_blank_line(fields.front()))
    return fail(Errc::parse_error, path + ": the file is empty; a header was expected");
  for (auto field : fields) {
    if (field.find('\0') != std::string_view::npos)
      return fail(Errc::parse_error, path + ": a zero byte in the header; is it a text file?");
    result.header.push_back(unquoted(field));
  }
  return {};
}

} // namespace

Result<CsvHead> read_csv_head(const std::string& path, const CsvHeadOptions& options) {
  GrowingHead head(path);
  TROUPE_CHECK(head.open());
  TROUPE_CHECK(head.read_up_to(least_read));
  CsvHead result;
  if (head.text().starts_with(byte_order_mark))
    result.start = std::ssize(byte_order_mark);
  auto beginning = head.text().substr(static_cast<std::size_t>(result.start));
  if (!head.whole() && beginning.ends_with('\r')) // a line feed may follow
    beginning.remove_suffix(1);
  result.carriage_returns = ends_lines_with_carriage_returns(beginning, options.sep);
  if (result.carriage_returns)
    head.swap_line_ends();
  if (options.header)
    TROUPE_CHECK(read_header(path, options.sep, head, result));
  if (options.sample == 0)
    return result;
  const auto start = static_cast<std::size_t>(result.start);
  auto end = start;
  for (auto sampled = static_cast<std::size_t>(options.sample); end == start; sampled *= 2) {
    if (sampled > head.text().size() && !head.whole())
      TROUPE_CHECK(head.read_up_to(static_cast<std::int64_t>(sampled)));
    const bool whole = head.whole() && sampled >= head.text().size();
    end = end_of_records(head.text().substr(0, sampled), start, options.sep, whole);
    if (whole)
      break;
  }
  result.records = head.text().substr(start, end - start);
  return result;
}

std::vector<std::string> distinct_names(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  std::set<std::string> taken(header.begin(), header.end());
  std::set<std::string> used;
  for (std::size_t i = 0; i < header.size(); ++i) {
    auto name = header[i].empty() ? "Unnamed: " + std::to_string(i) : header[i];
    for (int copy = 1; used.contains(name) || (name != header[i] && taken.contains(name)); ++copy)
      name = (header[i].empty() ? "Unnamed: " + std::to_string(i) : header[i]) + "." + std::to_string(copy);
    used.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

} // namespace troupe

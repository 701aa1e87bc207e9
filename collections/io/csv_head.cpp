#include "collections/io/csv_head.hpp"

#include "runtime/chunk/csv_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <string_view>

namespace troupe {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
/// Enough for any ordinary header.
constexpr std::int64_t least_read = 64 << 10;

/// The first bytes of a file, more of them whenever asked.
class GrowingHead {
public:
  explicit GrowingHead(const std::string& path) : path_(path), file_(path, std::ios::binary) {}

  Result<void> read_up_to(std::int64_t bytes) {
    if (!file_.is_open())
      return errno == ENOENT ? fail(Errc::not_found, "no file '" + path_ + "'")
                             : fail(Errc::io_error, "cannot open file '" + path_ + "': " + std::strerror(errno));
    const auto had = text_.size();
    text_.resize(std::max(static_cast<std::size_t>(bytes), had));
    file_.read(text_.data() + had, static_cast<std::streamsize>(text_.size() - had));
    text_.resize(had + static_cast<std::size_t>(file_.gcount()));
    if (file_.bad())
      return fail(Errc::io_error, "cannot read file '" + path_ + "': " + std::strerror(errno));
    whole_ = file_.eof();
    return {};
  }

  Result<void> double_up() { return read_up_to(static_cast<std::int64_t>(text_.size()) * 2); }
  std::string_view text() const { return text_; }
  bool whole() const { return whole_; }

private:
  const std::string& path_;
  std::ifstream file_;
  std::string text_;
  bool whole_ = false;
};

Result<void> check_is_text(const std::string& path, std::string_view text) {
  if (text.starts_with("\x1F\x8B") || text.starts_with("\x28\xB5\x2F\xFD") || text.starts_with("PK\x03\x04"))
    return fail(Errc::parse_error, path + ": the file is compressed; unpack it first");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return fail(Errc::parse_error, path + ": the file is UTF-16; convert it to UTF-8");
  return {};
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
  for (auto field : fields)
    result.header.push_back(unquoted(field));
  return {};
}

} // namespace

Result<CsvHead> read_csv_head(const std::string& path, const CsvHeadOptions& options) {
  GrowingHead head(path);
  TROUPE_CHECK(head.read_up_to(least_read));
  TROUPE_CHECK(check_is_text(path, head.text()));
  CsvHead result;
  if (head.text().starts_with(byte_order_mark))
    result.start = std::ssize(byte_order_mark);
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

#include "tools/troupe/arguments.hpp"

#include "runtime/base/duration_text.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/base/suggest.hpp"
#include "tools/troupe/exit_code.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>

namespace troupe::tool {
namespace {

namespace po = boost::program_options;

/// What Boost collects the words without a flag under; no flag can be called so.
constexpr const char* positional_name = "-";

po::options_description described(std::span<const Flag> flags) {
  po::options_description result;
  for (const auto& flag : flags) {
    const auto name = flag.letter == 0 ? flag.name : flag.name + "," + flag.letter;
    if (flag.value_name.empty())
      result.add_options()(name.c_str(), "");
    else
      result.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
  }
  result.add_options()(positional_name, po::value<std::vector<std::string>>(), "");
  return result;
}

[[noreturn]] void refuse_unknown(std::span<const Flag> flags, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& flag : flags)
    if (!flag.hidden)
      known.push_back("--" + flag.name);
  refuse("unknown flag '" + name + "'" + did_you_mean(name, known));
}

const Flag* find_flag(std::span<const Flag> flags, const std::string& name) {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const auto& flag) { return flag.name == name; });
  return found == flags.end() ? nullptr : &*found;
}

std::vector<po::option> taken_apart(std::span<const Flag> flags, const std::vector<std::string>& words) {
  // Guessing would turn today's unique prefix into tomorrow's ambiguity in somebody's script.
  const auto style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  const auto options = described(flags);
  po::positional_options_description positional;
  positional.add(positional_name, -1);
  try {
    return po::command_line_parser(words).options(options).positional(positional).style(style).run().options;
  } catch (const po::unknown_option& error) {
    refuse_unknown(flags, error.get_option_name());
  } catch (const po::invalid_command_line_syntax& error) {
    auto name = error.get_option_name();
    name.erase(0, name.find_first_not_of('-'));
    const auto* flag = find_flag(flags, name);
    if (flag && !flag->value_name.empty())
      refuse("--" + name + " needs a value: --" + name + " " + flag->value_name);
    if (flag)
      refuse("--" + name + " takes no value");
    refuse(error.what());
  } catch (const po::error& error) {
    refuse(error.what());
  }
}

template <class Value>
Value or_refuse(std::string_view flag, const std::string& text, Result<Value> value) {
  if (!value)
    refuse("--" + std::string(flag) + " " + text + ": " + value.error().message);
  return *value;
}

} // namespace

Arguments Arguments::parse(std::span<const Flag> flags, const std::vector<std::string>& words) {
  Arguments result;
  for (const auto& option : taken_apart(flags, words)) {
    if (option.string_key == positional_name) {
      result.positional_.insert(result.positional_.end(), option.value.begin(), option.value.end());
      continue;
    }
    const auto* flag = find_flag(flags, option.string_key);
    auto& values = result.values_[option.string_key];
    if (!values.empty() && !flag->repeated)
      refuse("--" + flag->name + " is given twice");
    if (flag->value_name.empty())
      values = {""};
    else
      values.insert(values.end(), option.value.begin(), option.value.end());
  }
  return result;
}

const std::vector<std::string>& Arguments::all(std::string_view flag) const {
  static const std::vector<std::string> none;
  const auto found = values_.find(std::string(flag));
  return found == values_.end() ? none : found->second;
}

std::optional<std::string> Arguments::text(std::string_view flag) const {
  const auto& values = all(flag);
  return values.empty() ? std::nullopt : std::optional(values.front());
}

std::optional<std::int64_t> Arguments::whole_number(std::string_view flag, std::int64_t least,
                                                    std::int64_t most) const {
  const auto value = text(flag);
  if (!value)
    return std::nullopt;
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (code != std::errc{} || end != value->data() + value->size() || number < least || number > most)
    refuse("--" + std::string(flag) + " " + *value + ": expected a whole number from " + std::to_string(least) + " to "
           + std::to_string(most));
  return number;
}

std::optional<std::chrono::milliseconds> Arguments::duration(std::string_view flag) const {
  const auto value = text(flag);
  return value ? std::optional(or_refuse(flag, *value, parse_duration(*value))) : std::nullopt;
}

std::optional<std::uint64_t> Arguments::bytes(std::string_view flag) const {
  const auto value = text(flag);
  return value ? std::optional(or_refuse(flag, *value, parse_bytes(*value))) : std::nullopt;
}

std::vector<std::string> Arguments::list(std::string_view flag) const {
  const auto value = text(flag).value_or("");
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= value.size() && !value.empty();) {
    const auto end = std::min(value.find(',', begin), value.size());
    if (end == begin)
      refuse("--" + std::string(flag) + " " + value + ": expected names with commas between them");
    parts.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string Arguments::required(std::string_view flag) const {
  const auto value = text(flag);
  if (!value || value->empty())
    refuse("--" + std::string(flag) + " is needed");
  return *value;
}

std::vector<std::string> Arguments::given() const {
  std::vector<std::string> names;
  for (const auto& [name, values] : values_)
    names.push_back(name);
  return names;
}

} // namespace troupe::tool

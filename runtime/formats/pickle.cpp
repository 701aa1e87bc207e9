#include "runtime/formats/pickle.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace troupe {
namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t deepest = 16;
constexpr std::size_t most_copied = std::size_t{1} << 24;

/// The machine that a pickle is a program of: a stack, marks in it, and a memory.
class Machine {
public:
  explicit Machine(std::string_view pickle) : left_(pickle) {}

  std::optional<PickleValue> run() {
    while (!failed_ && !left_.empty()) {
      const auto code = static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
      if (code == '.')
        return stack_.size() == 1 && marks_.empty() ? std::optional(std::move(stack_.back())) : std::nullopt;
      if (!push_constant(code) && !gather(code) && !remember(code) && !make_object(code))
        return std::nullopt;
    }
    return std::nullopt;
  }

private:
  /// Little endian, signed. @pre count <= 8
  std::int64_t number(std::size_t count, bool of_sign) {
    const auto bytes = take(count);
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    if (of_sign && count > 0 && count < 8 && (value >> (8 * count - 1) & 1) != 0)
      value |= ~std::uint64_t{0} << (8 * count);
    return static_cast<std::int64_t>(value);
  }
  std::string_view take(std::size_t count) {
    if (count > left_.size()) {
      failed_ = true;
      return {};
    }
    const auto taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  std::string line() {
    const auto end = left_.find('\n');
    const std::string text(take(end == std::string_view::npos ? left_.size() + 1 : end));
    take(1);
    return text;
  }
  PickleValue pop() {
    if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size())) {
      failed_ = true;
      return {};
    }
    auto value = std::move(stack_.back());
    stack_.pop_back();
    return value;
  }
  std::vector<PickleValue> pop_to_mark() {
    if (marks_.empty()) {
      failed_ = true;
      return {};
    }
    const auto at = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleValue> values(std::make_move_iterator(at), std::make_move_iterator(stack_.end()));
    stack_.erase(at, stack_.end());
    marks_.pop_back();
    return values;
  }
  void push(Kind kind, std::int64_t integer, std::string text = {}, std::vector<PickleValue> items = {}) {
    place({kind, integer, std::move(text), std::move(items)});
  }
  /// Values are destroyed by their depth, and copied when they are recalled: neither may be anything.
  void place(PickleValue value) {
    value.size = 1;
    value.depth = 0;
    for (const auto& item : value.items) {
      value.size += item.size;
      value.depth = std::max(value.depth, item.depth + 1);
    }
    failed_ = failed_ || value.depth > deepest;
    if (!failed_)
      stack_.push_back(std::move(value));
  }
  void push_tuple(std::size_t count) {
    std::vector<PickleValue> items(count);
    while (count-- > 0)
      items[count] = pop();
    push(Kind::sequence, 0, {}, std::move(items));
  }
  void extend(std::vector<PickleValue> values) {
    auto into = pop();
    for (auto& value : values)
      into.items.push_back(std::move(value));
    place(std::move(into));
  }

  bool push_constant(unsigned char code) {
    switch (code) {
    case 0x80:
      take(1);
      return true; // PROTO
    case 0x95:
      take(8);
      return true; // FRAME
    case 'N':
      push(Kind::none, 0);
      return true;
    case 0x88:
      push(Kind::integer, 1);
      return true;
    case 0x89:
      push(Kind::integer, 0);
      return true;
    case 'K':
      push(Kind::integer, number(1, false));
      return true;
    case 'M':
      push(Kind::integer, number(2, false));
      return true;
    case 'J':
      push(Kind::integer, number(4, true));
      return true;
    case 0x8a: { // LONG1
      const auto count = static_cast<std::size_t>(number(1, false));
      failed_ = failed_ || count > 8;
      push(Kind::integer, failed_ ? 0 : number(count, true));
      return true;
    }
    case 'X':
      push(Kind::text, 0, std::string(take(static_cast<std::size_t>(number(4, false)))));
      return true;
    case 0x8c:
      push(Kind::text, 0, std::string(take(static_cast<std::size_t>(number(1, false)))));
      return true;
    case 'U':
      push(Kind::text, 0, std::string(take(static_cast<std::size_t>(number(1, false)))));
      return true;
    default:
      return false;
    }
  }

  bool gather(unsigned char code) {
    switch (code) {
    case '(':
      marks_.push_back(stack_.size());
      return true;
    case ')':
      push_tuple(0);
      return true;
    case 0x85:
      push_tuple(1);
      return true;
    case 0x86:
      push_tuple(2);
      return true;
    case 0x87:
      push_tuple(3);
      return true;
    case 't':
      push(Kind::sequence, 0, {}, pop_to_mark());
      return true;
    case ']':
      push(Kind::sequence, 0);
      return true;
    case 'e':
      extend(pop_to_mark());
      return true; // APPENDS
    case '}':
      push(Kind::dictionary, 0);
      return true;
    case 'u':
      extend(pop_to_mark());
      return true; // SETITEMS
    case 's': {
      auto value = pop();
      auto key = pop();
      extend({std::move(key), std::move(value)});
      return true;
    }
    default:
      return false;
    }
  }

  bool remember(unsigned char code) {
    switch (code) {
    case 0x94:
      return keep(static_cast<std::int64_t>(memory_.size())); // MEMOIZE
    case 'q':
      return keep(number(1, false));
    case 'r':
      return keep(number(4, false));
    case 'h':
      return recall(number(1, false));
    case 'j':
      return recall(number(4, false));
    default:
      return false;
    }
  }
  bool keep(std::int64_t at) {
    if (stack_.empty())
      return false;
    memory_[at] = stack_.back();
    return true;
  }
  bool recall(std::int64_t at) {
    const auto found = memory_.find(at);
    if (found == memory_.end())
      return false;
    copied_ += found->second.size;
    if (copied_ > most_copied)
      return false;
    stack_.push_back(found->second);
    return true;
  }

  bool make_object(unsigned char code) {
    switch (code) {
    case 'c': {
      const auto module = line();
      push(Kind::name, 0, module + " " + line());
      return true;
    }
    case 0x93: { // STACK_GLOBAL
      const auto name = pop(), module = pop();
      push(Kind::name, 0, module.text + " " + name.text);
      return true;
    }
    case 'R': {
      auto arguments = pop();
      const auto made_with = pop();
      push(Kind::object, 0, made_with.text, std::move(arguments.items));
      return made_with.kind == Kind::name;
    }
    case 'b': { // BUILD
      auto state = pop();
      auto object = pop();
      object.items.resize(1);
      object.items.push_back(std::move(state));
      place(std::move(object));
      return true;
    }
    default:
      return false;
    }
  }

  std::string_view left_;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::int64_t, PickleValue> memory_;
  std::size_t copied_ = 0;
  bool failed_ = false;
};

} // namespace

std::optional<PickleValue> read_pickle(std::string_view pickle) { return Machine(pickle).run(); }

} // namespace troupe

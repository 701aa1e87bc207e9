// Lays out rows of text in columns. Pure value.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace troupe::tool {

class TextTable {
public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// What is not to be shown as it is, is escaped. @pre as many cells as there are columns
  void add(std::vector<std::string> cells);
  /// One line a row under the titles, two blanks between columns, none at the ends of lines. Widths count characters of
  /// UTF-8, not bytes.
  std::string str() const;

private:
  std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace troupe::tool

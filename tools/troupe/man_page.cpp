#include "tools/troupe/man_page.hpp"

#include "runtime/base/version.hpp"
#include "tools/troupe/command.hpp"
#include "tools/troupe/help.hpp"
#include "tools/troupe/job.hpp"

#include <algorithm>
#include <cctype>

namespace troupe::tool {
namespace {

/// A line that troff shows as it stands: backslashes and leading dots mean something to it.
std::string escaped(std::string_view line) {
  std::string text = line.starts_with('.') || line.starts_with('\'') ? "\\&" : "";
  for (const auto c : line) {
    if (c == '\\')
      text += "\\e";
    else if (c == '-')
      text += "\\-";
    else
      text += c;
  }
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

bool heads_a_list(std::string_view line) { return !line.empty() && !line.starts_with(' ') && line.ends_with(':'); }

/// The text of --help: lines that end in a colon head sections, what is indented keeps its layout.
std::string body(std::string_view help) {
  std::string text;
  bool kept = false;
  const auto keep = [&](bool wanted) {
    if (wanted != kept)
      text += wanted ? ".nf\n" : ".fi\n";
    kept = wanted;
  };
  while (!help.empty()) {
    const auto end = std::min(help.find('\n'), help.size());
    const auto line = help.substr(0, end);
    help.remove_prefix(std::min(end + 1, help.size()));
    if (heads_a_list(line)) {
      keep(false);
      text += ".SH " + escaped(upper(std::string(line.substr(0, line.size() - 1)))) + "\n";
    } else if (line.empty()) {
      text += kept ? "\n" : ".PP\n";
    } else {
      keep(line.starts_with(' '));
      text += escaped(line) + "\n";
    }
  }
  keep(false);
  return text;
}

ManPage page(const std::string& name, const std::string& summary, std::string_view help) {
  const std::string_view usage_begin = "Usage: ";
  const auto usage_end = help.find("\n\n");
  const auto usage = help.substr(usage_begin.size(), usage_end - usage_begin.size());
  auto text = ".TH \"" + escaped(upper(name)) + "\" 1 \"\" \"Troupe " + std::string(product_version)
              + "\" \"User Commands\"\n.SH NAME\n" + escaped(name) + " \\- " + escaped(summary) + "\n.SH SYNOPSIS\n"
              + escaped(usage) + "\n.SH DESCRIPTION\n" + body(help.substr(usage_end + 2));
  if (name != "troupe")
    text += ".SH SEE ALSO\n.BR troupe (1)\n";
  return {name, std::move(text)};
}

std::string hyphened(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

} // namespace

std::vector<ManPage> man_pages() {
  std::vector<ManPage> pages{page("troupe", "distributed arrays, dataframes and bags on the actor model", help_text())};
  for (const auto& command : commands()) {
    const auto name = "troupe-" + hyphened(command.name);
    pages.push_back(page(name, command.summary, help_text(command)));
    if (command.name == "run")
      for (const auto& job : jobs())
        pages.push_back(page(name + "-" + job.name, job.summary, help_text(command, job)));
  }
  return pages;
}

} // namespace troupe::tool

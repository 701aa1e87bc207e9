#include "tools/troupe/help_command.hpp"

#include "tools/troupe/help.hpp"
#include "tools/troupe/man_page.hpp"
#include "tools/troupe/print.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace troupe::tool {
namespace {

ExitCode write_man_pages(const std::string& folder) {
  for (const auto& page : man_pages()) {
    const auto path = folder + "/" + page.name + ".1";
    std::ofstream file(path);
    file << page.text;
    file.close();
    if (!file)
      throw CommandFailure(Error{Errc::io_error, "cannot write '" + path + "': " + std::strerror(errno)});
  }
  return ExitCode::ok;
}

ExitCode show_help(Invocation& invocation) {
  const auto& words = invocation.arguments.positional();
  if (const auto folder = invocation.arguments.text("man-pages")) {
    no_operands(invocation);
    return write_man_pages(*folder);
  }
  if (words.empty()) {
    print(help_text());
    return ExitCode::ok;
  }
  const auto& command = command_named(words[0]);
  if (words.size() > 2 || (words.size() == 2 && !command.takes_job))
    refuse("troupe help takes a command, and after one that takes a job the job; what is '" + words.back() + "'?");
  print(words.size() == 2 ? help_text(command, job_named(words[1])) : help_text(command));
  return ExitCode::ok;
}

} // namespace

Command help_command() {
  Command command;
  command.name = "help";
  command.operands = "[COMMAND [JOB]]";
  command.summary = "show what --help shows";
  command.details = "Examples:\n"
                    "  troupe help run linear-regression\n"
                    "  troupe help --man-pages /usr/local/share/man/man1";
  Flag man_pages{"man-pages", "FOLDER", "write the same texts into this folder as manual pages, one a command and job"};
  man_pages.completion = Completion::folder;
  command.flags = {man_pages};
  command.run = show_help;
  return command;
}

} // namespace troupe::tool

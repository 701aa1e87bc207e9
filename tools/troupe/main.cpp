// The `troupe` command: finds the command in the table, parses, configures, runs it, and tells how it ended.
#include "tools/troupe/command_line.hpp"

#include <csignal>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN); // a reader that goes away is an error of writing, told as one
  std::signal(SIGXFSZ, SIG_IGN); // and so is a file that may not grow
  troupe::tool::StopSignals stop;
  return static_cast<int>(troupe::tool::run_command_line(std::vector<std::string>(argv + 1, argv + argc), stop));
}

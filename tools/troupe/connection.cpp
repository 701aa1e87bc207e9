#include "tools/troupe/connection.hpp"

namespace troupe::tool {

std::vector<Address> scheduler_addresses(const Configuration& configuration) {
  auto addresses = configuration.addresses("scheduler");
  if (addresses.empty())
    refuse("no scheduler is named: --scheduler HOST:PORT, or TROUPE_SCHEDULER, or scheduler in the configuration file");
  return addresses;
}

Client connect(const Configuration& configuration) {
  scheduler_addresses(configuration);
  return or_fail(
      Client::try_connect(configuration.text("scheduler"), {.timeout = configuration.duration("connect-timeout"),
                                                            .secret_file = configuration.text("secret-file"),
                                                            .tls_folder = configuration.text("tls-folder"),
                                                            .insecure = configuration.toggle("insecure")}));
}

Client connect_or_embed(const Configuration& configuration) {
  if (!configuration.addresses("scheduler").empty())
    return connect(configuration);
  LocalOptions options;
  options.workers = configuration.count("workers");
  options.threads = configuration.count("threads");
  options.memory_limit = configuration.size("memory-limit");
  options.spill_folder = configuration.text("spill-folder");
  options.spill_quota = configuration.size("spill-quota");
  options.compression = value_of(compressions, configuration.text("compression")).value();
  return or_fail(Client::try_local(options));
}

JobId parse_job_id(const std::string& text) {
  JobId id;
  if (!from_hex(text, id.value) || !id)
    refuse("'" + text + "' is not a job's id; expected up to 16 hexadecimal digits, as 'troupe submit' prints them");
  return id;
}

} // namespace troupe::tool

#include "runtime/wire/job_codec.hpp"

#include "runtime/wire/detail/inline_value.hpp"
#include "runtime/wire/detail/job_values.hpp"
#include "schemas/job.capnp.h"

namespace troupe::wire {
namespace {

// Those of the small values, beside those here.
using wire::read;
using wire::words_of;
using wire::write;

void write(const OutputPlace& output, schema::OutputPlace::Builder builder) {
  wire::write(output.key, builder.getKey());
  builder.setNbytes(output.nbytes);
  auto holders = builder.initHolders(list_size(output.holders));
  for (unsigned int i = 0; i < holders.size(); ++i)
    wire::write(output.holders[i], holders[i]);
  if (output.value)
    write_value(*output.value, [&](unsigned int size) { return builder.initValue(size); });
}

OutputPlace read(schema::OutputPlace::Reader reader, Allowance& allowance) {
  OutputPlace output{read_key(reader.getKey()), reader.getNbytes(), {}, read_value(reader.getValue())};
  const auto holders = reader.getHolders();
  output.holders.reserve(allowance.charge(holders));
  for (auto holder : holders)
    output.holders.push_back(wire::read(holder));
  return output;
}

struct WriteNotice {
  schema::JobNotice::Builder builder;
  void operator()(const JobProgressed& notice) {
    auto to = builder.initProgressed();
    to.setJob(notice.job.value);
    write(notice.progress, to.initProgress());
  }
  void operator()(const JobFinished& notice) {
    auto to = builder.initFinished();
    to.setJob(notice.job.value);
    write(notice.progress, to.initProgress());
    auto outputs = to.initOutputs(list_size(notice.outputs));
    for (unsigned int i = 0; i < outputs.size(); ++i)
      write(notice.outputs[i], outputs[i]);
  }
  void operator()(const JobFailed& notice) {
    auto to = builder.initFailed();
    to.setJob(notice.job.value);
    wire::write(notice.error, to.initError());
  }
};

JobFinished read(schema::JobFinished::Reader reader, Allowance& allowance) {
  JobFinished notice{{reader.getJob()}, read(reader.getProgress()), {}};
  const auto outputs = reader.getOutputs();
  notice.outputs.reserve(allowance.charge(outputs));
  for (auto output : outputs)
    notice.outputs.push_back(read(output, allowance));
  return notice;
}

JobNotice read(schema::JobNotice::Reader reader, Allowance& allowance) {
  using Which = schema::JobNotice::Which;
  switch (reader.which()) {
  case Which::PROGRESSED:
    return JobProgressed{{reader.getProgressed().getJob()}, read(reader.getProgressed().getProgress())};
  case Which::FINISHED:
    return read(reader.getFinished(), allowance);
  case Which::FAILED:
    return JobFailed{{reader.getFailed().getJob()}, wire::read(reader.getFailed().getError())};
  }
  refuse_unknown("a notice of kind", static_cast<unsigned int>(reader.which()));
}

std::size_t words_of(const OutputPlace& output) {
  std::size_t words = 7 + (output.value ? words_of_value(*output.value) : 0);
  for (const auto& holder : output.holders)
    words += 4 + words_of(holder.address.host);
  return words;
}

struct WordsOf {
  std::size_t operator()(const JobProgressed&) const { return 8; }
  std::size_t operator()(const JobFailed& notice) const { return 5 + words_of(notice.error); }
  std::size_t operator()(const JobFinished& notice) const {
    std::size_t words = 10;
    for (const auto& output : notice.outputs)
      words += words_of(output);
    return words;
  }
};

} // namespace
} // namespace troupe::wire

namespace troupe {

Bytes encode(const std::vector<JobNotice>& notices) {
  std::size_t words = 8;
  for (const auto& notice : notices)
    words += 2 + std::visit(wire::WordsOf{}, notice);
  return wire::write_message<schema::JobNotices>(words, [&](auto builder) {
    auto list = builder.initNotices(wire::list_size(notices));
    for (unsigned int i = 0; i < list.size(); ++i)
      std::visit(wire::WriteNotice{list[i]}, notices[i]);
  });
}

Result<std::vector<JobNotice>> decode_notices(std::span<const std::byte> bytes) {
  using namespace wire; // the read functions above are found beside those of the small values
  return wire::read_message<schema::JobNotices>(bytes, "the job's notices", [](auto reader, auto& allowance) {
    const auto list = reader.getNotices();
    std::vector<JobNotice> notices;
    notices.reserve(allowance.charge(list));
    for (auto notice : list)
      notices.push_back(read(notice, allowance));
    return notices;
  });
}

} // namespace troupe

#include "runtime/execute/serial_executor.hpp"

#include "runtime/execute/job_listeners.hpp"
#include "runtime/execute/run_kernel.hpp"
#include "runtime/formats/data_folders.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/optimize/order.hpp"
#include "runtime/optimize/pipeline.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;

/// The end of a wait; none when the timeout is beyond what the clock can tell.
std::optional<Clock::time_point> deadline_after(std::chrono::milliseconds timeout) {
  const auto now = Clock::now();
  if (timeout > std::chrono::duration_cast<std::chrono::milliseconds>(Clock::time_point::max() - now))
    return std::nullopt;
  return now + timeout;
}

class SerialJob final : public RunningJob {
public:
  SerialJob(TaskGraph graph, const KernelRegistry& kernels, BufferPool& pool)
      : graph_(std::move(graph)), table_(expand(graph_)), sequence_(table_.tasks.size()), chunks_(table_.tasks.size()),
        uses_(table_.tasks.size()), kernels_(kernels), pool_(pool) {
    const auto ranks = order(table_);
    for (std::uint32_t task = 0; task < ranks.size(); ++task)
      sequence_[ranks[task]] = task;
    for (const auto input : table_.inputs)
      ++uses_[input];
    for (const auto output : table_.outputs)
      ++uses_[output]; // for as long as the job lives
  }

  Result<void> wait(std::chrono::milliseconds timeout) override {
    const auto deadline = deadline_after(timeout);
    if (const Turn turn(*this, deadline); turn.mine && run(deadline))
      return error_ ? Result<void>(fail(*error_)) : Result<void>();
    return fail(Errc::timeout, "the job is still running after " + std::to_string(timeout.count()) + " ms");
  }

  Result<std::vector<ChunkPtr>> gather() override {
    const Turn turn(*this, std::nullopt);
    run(std::nullopt);
    if (error_)
      return fail(*error_);
    std::vector<ChunkPtr> outputs;
    for (const auto output : table_.outputs)
      outputs.push_back(chunks_[output]);
    return outputs;
  }

  void cancel() override { cancelled_ = true; }

  std::optional<Result<void>> outcome() const override {
    const std::lock_guard lock(mutex_);
    return outcome_;
  }

  bool runs_by_itself() const override { return false; }
  void on_end(std::function<void()> callback) override { listeners_.on_end(std::move(callback)); }
  void on_progress(std::function<void(const Progress&)> callback) override {
    listeners_.on_progress(std::move(callback));
  }

  Progress progress() const override {
    return {.tasks_done = done_, .tasks_total = table_.tasks.size(), .bytes_made = bytes_made_};
  }

private:
  /// Of the threads that wait for the job one at a time computes.
  struct Turn {
    Turn(SerialJob& of, std::optional<Clock::time_point> deadline) : job(of), mine(of.take_turn(deadline)) {}
    Turn(const Turn&) = delete;
    ~Turn() {
      if (mine)
        job.end_turn();
    }
    SerialJob& job;
    const bool mine; ///< or the deadline came before
  };

  bool take_turn(std::optional<Clock::time_point> deadline) {
    std::unique_lock lock(mutex_);
    const auto free = [this] { return !computing_; };
    if (!deadline)
      turn_ended_.wait(lock, free);
    else if (!turn_ended_.wait_until(lock, *deadline, free))
      return false;
    computing_ = true;
    return true;
  }

  void end_turn() {
    const std::lock_guard lock(mutex_);
    computing_ = false;
    turn_ended_.notify_one();
  }

  /// Runs tasks until the job has ended. @returns False when the deadline came before. @pre it is this thread's turn
  bool run(std::optional<Clock::time_point> deadline) {
    while (done_ < sequence_.size() && !error_) {
      if (cancelled_)
        end(Error{Errc::cancelled, "the job was cancelled"});
      else if (deadline && Clock::now() >= *deadline)
        return false;
      else if (const auto made = run_task(sequence_[done_]); !made)
        end(made.error());
      else
        step_done();
    }
    conclude();
    return true;
  }

  Result<void> run_task(std::uint32_t task) {
    const auto& [key, layer_number, index] = table_.tasks[task];
    const auto& layer = graph_.layers[layer_number];
    if (uses_[task] == 0)
      return {}; // nobody wants it
    std::vector<ChunkPtr> inputs;
    for (const auto input : table_.inputs_of(task))
      inputs.push_back(--uses_[input] == 0 ? std::move(chunks_[input]) : chunks_[input]);
    const KernelContext context{layer.params, index, pool_, &cancelled_, &DataFolders::everything()};
    TROUPE_TRY(made, run_kernel(kernels_, layer.kernel, context, inputs));
    bytes_made_ += nbytes(*made);
    chunks_[task] = std::move(made);
    return {};
  }

  void conclude() {
    {
      const std::lock_guard lock(mutex_);
      outcome_ = error_ ? Result<void>(fail(*error_)) : Result<void>();
    }
    listeners_.ended();
  }

  void step_done() {
    ++done_;
    listeners_.progressed(progress());
  }

  void end(Error error) {
    error_ = std::move(error);
    chunks_.clear();
  }

  const TaskGraph graph_;
  const TaskTable table_;
  std::vector<std::uint32_t> sequence_; ///< tasks in the order in which they run
  std::vector<ChunkPtr> chunks_;        ///< of each task, from its making to its last use
  std::vector<std::uint32_t> uses_;     ///< of each task's chunk, to come
  const KernelRegistry& kernels_;
  BufferPool& pool_;
  std::optional<Error> error_;
  JobListeners listeners_;
  std::optional<Result<void>> outcome_; ///< guarded by the mutex
  mutable std::mutex mutex_;
  std::condition_variable turn_ended_;
  bool computing_ = false; ///< some thread, behind the mutex
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> bytes_made_{0};
  std::atomic<bool> cancelled_{false};
};

} // namespace

Result<std::shared_ptr<RunningJob>> SerialExecutor::submit(TaskGraph graph, JobOptions options) {
  if (options.optimize) {
    TROUPE_TRY(better, optimize(std::move(graph)));
    graph = std::move(better.graph);
  } else {
    TROUPE_CHECK(graph.check());
  }
  return std::shared_ptr<RunningJob>(std::make_shared<SerialJob>(std::move(graph), kernels_, pool_));
}

} // namespace troupe

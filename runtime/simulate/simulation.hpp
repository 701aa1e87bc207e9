// A cluster in virtual time: the real SchedulerState, WorkerStates and GatherStates on modelled shells and a modelled
// network, with all randomness from one seed. A plain value for one thread: no clock, no I/O. While it runs it checks
// the states' invariants, compares every computed value with a direct evaluation of the graph, and checks the
// guarantees of worker_state_events.hpp; afterwards it looks for leftovers.
#pragma once

#include "runtime/simulate/catalogue.hpp"
#include "runtime/simulate/event_queue.hpp"
#include "runtime/simulate/network_model.hpp"
#include "runtime/simulate/run_audit.hpp"
#include "runtime/simulate/scenario.hpp"
#include "runtime/simulate/simulation_records.hpp"
#include "runtime/simulate/slot_pool.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe::simulate {

struct SimulationHooks {
  /// Stands between the scheduler's shell and its state: for tests that break a transition on purpose.
  std::function<std::vector<SchedulerEffect>(SchedulerState&, const SchedulerEvent&, LogicalTime)> apply_scheduler;
  /// Bytes in use by this process, to measure the state by.
  std::function<std::uint64_t()> memory_in_use;
  /// Hears of every event, one line each.
  std::function<void(const std::string&)> log;
};

struct SimulationOutcome {
  std::vector<std::string> complaints; ///< empty: all that is checked holds
  std::uint64_t tasks = 0;             ///< distinct ones of all jobs
  std::uint64_t kernels_run = 0;
  LogicalTime makespan_us = 0;        ///< until the last job's outputs were in memory
  double bound_us = 0;                ///< the largest lower bound of a job
  std::uint64_t bytes_moved = 0;      ///< between workers
  std::uint64_t peak_bytes = 0;       ///< the most that one worker's chunks had in memory
  std::uint64_t events = 0;           ///< applied to states
  std::uint64_t scheduler_events = 0; ///< of those, what the scheduler heard: reports counted one by one
  FaultCounts faults;                 ///< what went wrong
  double bytes_per_task = 0;          ///< of the scheduler's state, once the first job is in; 0 without memory_in_use

  bool ok() const { return complaints.empty(); }
};

class Simulation {
public:
  explicit Simulation(Scenario scenario, SimulationHooks hooks = {});
  /// @pre not called before
  SimulationOutcome run();

private:
  enum class What : std::uint8_t {
    heartbeat,
    scheduler_tick, // these two go on for ever
    orders_arrive,
    reports_arrive,
    flush,
    kernel_ends,
    fetch_asked,
    fetch_ends,
    spill_ends,
    unspill_fails,
    peer_lost,
    packet_up,
    packet_down,
    worker_timer,
    scheduler_timer,
    worker_starts,
    worker_gone,
    scheduler_starts,
    fault_begins,
    fault_ends,
    job_arrives,
    job_cancelled,
    notice_arrives,
    command_arrives,
    output_asked,
    output_ends,
  };
  struct Event {
    What what = What::heartbeat;
    std::uint32_t who = 0;  ///< instance, job, place or fault
    std::uint32_t slot = 0; ///< in the pool of its kind, or a number
  };
  struct Pending {
    std::uint32_t job = 0;
    std::uint32_t attempt = 0;
    JobNotice notice;
  };
  struct Command {
    std::uint32_t epoch = 0;
    JobCommand command;
  };

  // simulation.cpp: the loop
  void set_up();
  void loop();
  bool over();
  void dispatch(const Event& event);
  void push(LogicalTime at, Event event);
  void complain(std::string what);
  bool check_now();
  SimulationOutcome finish();
  struct Who {
    std::uint32_t instance = 0;
  };
  template <class... Parts>
  void log(const Parts&... parts);
  void log_orders(std::uint32_t instance, const std::vector<WorkerOrder>& orders);
  std::string name(const Key& key) const;
  std::string name_of(std::uint32_t instance) const;

  // simulation_workers.cpp: the shells of workers
  void start_worker(std::uint32_t place);
  void end_worker(std::uint32_t instance, bool told, LogicalTime back_after, bool orderly = false);
  Instance* awake(const Event& event);
  void apply(std::uint32_t instance, const WorkerEvent& event);
  void perform(std::uint32_t instance, StartTask& effect);
  void perform(std::uint32_t instance, StopTask& effect);
  void perform(std::uint32_t instance, StartFetch& effect);
  void perform(std::uint32_t instance, StopFetch& effect);
  void perform(std::uint32_t instance, DropChunk& effect);
  void perform(std::uint32_t instance, SpillChunk& effect);
  void perform(std::uint32_t, ReturnMemory&) {}
  void perform(std::uint32_t, AskToRetire&) {} // nobody does: kernels end here when they are told to
  void perform(std::uint32_t instance, Report& effect);
  void perform(std::uint32_t instance, Leave& effect);
  LogicalTime read_back(std::uint32_t instance, RunningKernel& kernel, const std::vector<Key>& inputs);
  void end_kernel(std::uint32_t instance, std::uint32_t number);
  void end_spill(std::uint32_t instance, std::uint32_t slot);

  // simulation_reports.cpp: what workers say, and what may have to be done again
  void flush(std::uint32_t instance);
  void note_orders(Instance& worker, const std::vector<WorkerOrder>& orders);
  void note_report(Instance& worker, const WorkerReport& report);
  void note_shut_out(Instance& worker);

  // simulation_data.cpp: chunks on their way
  std::uint32_t instance_of(WorkerId id) const;
  void ask_for(std::uint32_t holder, FetchRequest request, std::uint32_t asker_place, bool by_client);
  void answer(std::uint32_t holder, std::uint32_t slot);
  void answer_early(std::uint32_t holder, const Key& key);
  void end_fetch(std::uint32_t slot);
  void end_output(std::uint32_t slot);

  // simulation_lines.cpp: messages between the scheduler and workers
  void join(std::uint32_t instance);
  void look_for_another_scheduler(std::uint32_t instance);
  void send_up(std::uint32_t instance, LineMessage message);
  void send_down(std::uint32_t instance, std::vector<WorkerOrder> orders);
  void pump_worker_end(std::uint32_t instance);
  void pump_scheduler_end(std::uint32_t instance);
  void fly(What way, FlyingPacket packet);
  void take_up(FlyingPacket packet);
  void take_down(FlyingPacket packet);
  void hear(std::uint32_t instance, const LineMessage& message);

  // simulation_scheduler.cpp: the scheduler's shell
  void start_scheduler();
  void apply(const SchedulerEvent& event);
  void perform(SendOrders& effect);
  void perform(SendNotice& effect);
  void perform(FenceWorker& effect);

  // simulation_jobs.cpp: clients and the supervisors of their jobs
  void submit(std::uint32_t job);
  void apply(std::uint32_t job, const GatherEvent& event);
  void perform(std::uint32_t job, FetchOutput& effect);
  void perform(std::uint32_t job, StopFetchOutput& effect);
  void perform(std::uint32_t job, SendCommand& effect);
  void perform(std::uint32_t, PublishProgress&) {}
  void perform(std::uint32_t job, Resolve& effect);
  void take_notice(Pending pending);
  void look_at_outputs(std::uint32_t job, const JobFinished& notice);
  void end_job(std::uint32_t job, const std::optional<Error>& error);
  JobId id_of(std::uint32_t job) const;

  // simulation_faults.cpp
  void begin_fault(std::uint32_t fault);
  void end_fault(std::uint32_t fault);
  void retire(std::uint32_t instance);
  bool parted(std::uint32_t place, std::uint32_t other) const;
  bool cut_off(std::uint32_t place) const;
  double amount_now(Fault::Kind kind, std::uint32_t place) const;

  // simulation_checks.cpp: what must hold at the end
  void check_jobs();
  void check_nothing_left();
  void check_kernels_run();

  Scenario scenario_;
  SimulationHooks hooks_;
  std::vector<std::shared_ptr<const Workload>> workloads_;
  std::unique_ptr<Catalogue> catalogue_;
  NetworkModel network_;
  EventQueue<Event> queue_;
  LogicalTime now_ = 0;
  std::uint64_t under_way_ = 0; ///< events in the queue that will not come again by themselves
  LogicalTime last_change_ = 0; ///< when one of those was last dispatched
  LogicalTime jobs_ended_at_ = -1;
  LogicalTime calm_from_ = 0; ///< when the last fault is over

  std::unique_ptr<SchedulerState> scheduler_; ///< null while there is none
  std::uint32_t epoch_ = 0;                   ///< lives of the scheduler so far
  LogicalTime scheduler_since_ = 0;           ///< when this one began
  std::vector<Instance> instances_;
  std::vector<Line> lines_;           ///< one an instance, where lossy
  std::vector<std::uint32_t> places_; ///< instance that lives there last
  std::vector<SimulatedJob> jobs_;
  std::vector<bool> fault_on_;
  std::uint32_t faults_on_ = 0;
  std::uint32_t numbers_ = 0; ///< of kernels, fetches and spills

  SlotPool<std::vector<WorkerOrder>> orders_;
  SlotPool<WorkerReports> reports_;
  SlotPool<FetchRequest> requests_;
  SlotPool<FetchReply> replies_;
  SlotPool<FlyingPacket> packets_;
  SlotPool<Key> keys_;
  SlotPool<Pending> notices_;
  SlotPool<Command> commands_;

  RunAudit audit_;
  SimulationOutcome outcome_;
};

} // namespace troupe::simulate

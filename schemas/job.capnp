@0xf4c3560269fd5539;
# What clients, job supervisors and the scheduler tell each other (runtime/messages/job_messages.hpp).

using Base = import "base.capnp";
using Params = import "params.capnp".Params;
using TaskGraph = import "graph.capnp".TaskGraph;
using Worker = import "worker.capnp";
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

enum JobPhase {  # in the order of JobPhase
  running @0;
  done @1;
  failed @2;
  cancelled @3;
}

struct JobProgress {
  tasksDone @0 :UInt64;
  tasksTotal @1 :UInt64;
  bytesMade @2 :UInt64;
}

struct OutputPlace {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
  holders @3 :List(Worker.DefinePeer);
  value @4 :Data;  # the chunk's stream; empty: it is to be fetched
}

# Scheduler to a job's supervisor

struct JobNotices {
  notices @0 :List(JobNotice);
}

struct JobNotice {
  union {  # in the order of the variant JobNotice
    progressed @0 :JobProgressed;
    finished @1 :JobFinished;
    failed @2 :JobFailed;
  }
}

struct JobProgressed {
  job @0 :UInt64;
  progress @1 :JobProgress;
}

struct JobFinished {
  job @0 :UInt64;
  progress @1 :JobProgress;
  outputs @2 :List(OutputPlace);
}

struct JobFailed {
  job @0 :UInt64;
  error @1 :Base.Error;
}

# Supervisor to scheduler

struct JobCommands {
  commands @0 :List(JobCommand);
}

struct JobCommand {
  union {  # in the order of the variant JobCommand
    cancel @0 :CancelJob;
    release @1 :ReleaseJob;
    outputUnreachable @2 :OutputUnreachable;
  }
}

struct CancelJob {
  job @0 :UInt64;
}

struct ReleaseJob {
  job @0 :UInt64;
}

struct OutputUnreachable {
  job @0 :UInt64;
  key :group {
    high @1 :UInt64;
    low @2 :UInt64;
  }
  worker @3 :UInt64;
}

# Questions

struct Request {
  union {  # in the order of the variant Request
    clientHello @0 :ClientHello;
    workerHello @1 :WorkerHello;
    submitJob @2 :SubmitJob;
    submitDetached @3 :SubmitDetached;
    queryJob @4 :QueryJob;
    cancelDetached @5 :CancelDetached;
    queryCluster @6 :QueryCluster;
    queryTask @7 :QueryTask;
    retireWorker @8 :RetireWorker;
  }
}

struct ClientHello {  # its first field never moves: peers of any version can read each other's protocol number
  protocol @0 :UInt32;
  version @1 :Text;
}

struct WorkerHello {
  info @0 :Worker.WorkerInfo;
  inventory @1 :List(Worker.HeldChunk);
}

struct SubmitJob {
  name @0 :Text;
  graph @1 :TaskGraph;
  weight @2 :Float64 = 1;
}

struct SubmitDetached {
  name @0 :Text;
  graph @1 :TaskGraph;
  meta @2 :Params;
  weight @3 :Float64 = 1;
  job @4 :UInt64;  # 0: the scheduler draws one
}

struct QueryJob {
  job @0 :UInt64;
}

struct CancelDetached {
  job @0 :UInt64;
}

struct QueryCluster {
}

struct RetireWorker {
  worker @0 :Text;  # its name or id
}

struct QueryTask {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

# Answers

struct Response {
  union {  # in the order of the variant Response
    error @0 :Base.Error;
    welcome @1 :Welcome;
    jobAccepted @2 :JobAccepted;
    jobStatus @3 :JobStatus;
    clusterStatus @4 :ClusterStatus;
    taskExplanation @5 :TaskExplanation;
    workerRetiring @6 :WorkerRetiring;
  }
}

struct Welcome {
  protocol @0 :UInt32;
  heartbeatUs @1 :Int64;
  version @2 :Text;
}

struct JobAccepted {
  job @0 :UInt64;
  tasks @1 :UInt64;
}

struct JobStatus {
  job @0 :UInt64;
  name @1 :Text;
  phase @2 :JobPhase;
  detached @3 :Bool;
  progress @4 :JobProgress;
  seconds @5 :Float64;
  error @6 :Base.Error;
  meta @7 :Params;
  outputs @8 :List(Base.Key);
}

struct WorkerStatus {
  info @0 :Worker.WorkerInfo;
  beat @1 :Worker.Heartbeat;
  assigned @2 :UInt32;
  secondsSinceBeat @3 :Float64;
  longestKernel @4 :Text;
  retiring @5 :Bool;
}

struct ClusterStatus {
  version @0 :Text;
  pid @1 :Int64;
  uptimeSeconds @2 :Float64;
  tasksInState @3 :UInt64;
  chunksInMemory @4 :UInt64;
  workers @5 :List(WorkerStatus);
  jobs @6 :List(JobStatus);
  refused @7 :UInt64;
  encrypted @8 :Bool;
}

struct WorkerRetiring {
  worker @0 :UInt64;
  chunksLeft @1 :UInt64;
  tasksLeft @2 :UInt64;
}

struct PlacementCandidate {
  worker @0 :UInt64;
  name @1 :Text;
  waitUs @2 :Float64;
  moveUs @3 :Float64;
  moveBytes @4 :UInt64;
}

struct TaskExplanation {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  rule @2 :Text;
  expectedUs @3 :Float64;
  candidates @4 :List(PlacementCandidate);
  winner @5 :UInt64;
  secondsAgo @6 :Float64;
}

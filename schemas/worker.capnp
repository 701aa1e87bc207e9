@0xb73d654c58e2b9c6;
# What a scheduler and a worker tell each other (runtime/messages/worker_messages.hpp), in batches.

using Base = import "base.capnp";
using Resource = import "graph.capnp".Resource;
using Params = import "params.capnp".Params;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

struct Address {
  host @0 :Text;  # empty: in this process
  port @1 :UInt16;
}

struct WorkerInfo {
  protocol @0 :UInt32;
  threads @1 :UInt32;
  id @2 :UInt64;           # the incarnation
  memoryLimit @3 :UInt64;  # bytes
  pid @4 :Int64;
  version @5 :Text;
  name @6 :Text;
  address @7 :Address;
  resources @8 :List(Resource);
}

# Scheduler to worker

struct WorkerOrders {
  orders @0 :List(WorkerOrder);
}

struct WorkerOrder {
  union {  # in the order of the variant WorkerOrder
    defineLayer @0 :DefineLayer;
    definePeer @1 :DefinePeer;
    runTask @2 :RunTask;
    cancelTask @3 :CancelTask;
    freeChunk @4 :FreeChunk;
    retire @5 :Retire;
    returnTask @6 :ReturnTask;
    copyChunk @7 :CopyChunk;
  }
}

struct DefineLayer {
  layer @0 :UInt32;
  kernel @1 :Text;
  params @2 :Params;
  timeoutUs @3 :Int64;
}

struct DefinePeer {
  id @0 :UInt64;
  address @1 :Address;
}

struct RunTask {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  layer @2 :UInt32;
  index @3 :UInt32;
  priority @4 :Int64;
  inputs @5 :List(TaskInput);
  inlineResult @6 :Bool;
}

struct TaskInput {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
  lastUse @3 :Bool;
  holders @4 :List(UInt64);  # workers, best first
}

struct CancelTask {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct FreeChunk {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct ReturnTask {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct Retire {
  reason @0 :Text;
  orderly @1 :Bool;
}

struct CopyChunk {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
  holders @3 :List(UInt64);
}

# Worker to scheduler

struct WorkerReports {
  worker @0 :UInt64;
  reports @1 :List(WorkerReport);
}

struct WorkerReport {
  union {  # in the order of the variant WorkerReport
    taskFinished @0 :TaskFinished;
    taskFailed @1 :TaskFailed;
    inputsMissing @2 :InputsMissing;
    replicaMade @3 :ReplicaMade;
    chunkLost @4 :ChunkLost;
    heartbeat @5 :Heartbeat;
    taskReturned @6 :TaskReturned;
    copyFailed @7 :CopyFailed;
  }
}

struct TaskFinished {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
  durationUs @3 :UInt64;
  value @4 :Data;  # the chunk's stream; empty: not inline
}

struct TaskFailed {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  error @2 :Base.Error;
}

struct InputsMissing {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  missing @2 :List(Base.Key);
  unreached @3 :List(UInt64);  # workers
}

struct ReplicaMade {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
  durationUs @3 :UInt64;  # of the fetch; 0 where it was none
}

struct TaskReturned {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct CopyFailed {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct HeldChunk {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  nbytes @2 :UInt64;
}

struct ChunkLost {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
}

struct Heartbeat {
  residentBytes @0 :UInt64;
  chunkBytes @1 :UInt64;
  spilledBytes @2 :UInt64;
  chunks @3 :UInt32;
  running @4 :UInt32;
  waiting @5 :UInt32;
  paused @6 :Bool;
  longestUs @7 :UInt64;
  longestLayer @8 :UInt32;
  refused @9 :UInt32;
}

@0xe938962cd97b33c4;
# Task graphs (runtime/graph/task_graph.hpp): layers in topological order, wirings described rather than listed.

using Params = import "params.capnp".Params;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

struct TaskGraph {
  layers @0 :List(Layer);
  outputs @1 :List(UInt32);  # numbers of layers, in the caller's order
}

struct Resource {
  name @0 :Text;
  amount @1 :UInt32;
}

struct Annotations {
  priority @0 :Int32;
  retries @1 :UInt32;
  workers @2 :List(Text);
  resources @3 :List(Resource);
  timeoutUs @4 :Int64;
}

struct Layer {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  tasks @2 :UInt32;
  blockwise @3 :Bool;
  kernel @4 :Text;
  params @5 :Params;
  inputs @6 :List(Input);
  kept @7 :List(UInt32);  # the tasks that are needed, rising; empty: all
  annotations @8 :Annotations;

  struct Input {
    layer @0 :UInt32;  # an earlier layer
    wiring :union {    # in the order of Wiring::Kind, whose numbers are hashed into keys
      each @1 :Void;
      tree @2 :UInt32;  # the fan
      all @3 :Void;
      one @4 :UInt32;   # the task that all take
      list :group {
        begins @5 :List(UInt32);
        taken @6 :List(UInt32);
      }
    }
  }
}

@0xcef76daf01efe372;
# The questions for data. FetchSlice: a slice of a chunk's stream (FetchSlice of runtime/schedule/job_messages.hpp). The answer is raw.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

struct FetchSlice {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  job @2 :UInt64;  # zero: asked of the worker that holds it
  offset @3 :UInt64;
  length @4 :UInt64;
}

# Several small chunks, whole (FetchMany of the same header): high and low of each key in turn.
struct FetchMany {
  keys @0 :List(UInt64);
}

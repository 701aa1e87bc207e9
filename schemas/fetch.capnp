@0xcef76daf01efe372;
# The questions for data. FetchSlice: a slice of a chunk's stream (FetchSlice of runtime/messages/job_messages.hpp). The answer is raw.

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
  ticket @5 :UInt64;  # comes back with the slice; zero: none
  packs @6 :Bool;  # it may come compressed
}

# Several small chunks, whole (FetchMany of the same header): high and low of each key in turn.
struct FetchMany {
  keys @0 :List(UInt64);
}

# For a reader on the same host (LeaseChunk of the same header): `id` is put where it can be read beside the chunk.
struct LeaseChunk {
  key :group {
    high @0 :UInt64;
    low @1 :UInt64;
  }
  id @2 :UInt64;
}

# Where the chunk's stream lies in the holder's memory (ChunkLease).
struct ChunkLease {
  pid @0 :Int64;       # zero: this holder's memory is not to be read
  idAt @1 :UInt64;   # address of the id
  pieces @2 :List(UInt64);  # address and size of each piece in turn; none: the chunk is not in memory
  error @3 :Text;      # not empty: there is no such chunk
  dataHost @4 :Text;   # where the stream can be asked for by the id (actors/chunk/data_port.hpp)
  dataPort @5 :UInt16; # zero: nowhere
  packs @6 :Bool;      # compressing it pays
}

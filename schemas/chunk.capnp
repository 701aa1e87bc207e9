@0xeb7a86ed56f2d953;
# The header of a chunk's stream, on the wire and on disk (runtime/wire/chunk_codec.hpp, runtime/chunk/chunk.hpp).

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

enum DType {  # in the order of runtime/chunk/dtype.hpp
  bool @0;
  int8 @1;
  int16 @2;
  int32 @3;
  int64 @4;
  uint8 @5;
  uint16 @6;
  uint32 @7;
  uint64 @8;
  float32 @9;
  float64 @10;
  complex64 @11;
  complex128 @12;
  string @13;
}

# Where a buffer lies in the stream. Buffers do not overlap and come in the order of buffers_of(); offsets are multiples
# of 64, empty buffers included. Values are little-endian.
struct Extent {
  offset @0 :UInt64;
  size @1 :UInt64;
}

struct ChunkHeader {
  totalSize @0 :UInt64;  # of the whole stream
  union {  # in the order of the variant Chunk
    block @1 :Block;
    table @2 :Table;
    bag @3 :Bag;
    list @4 :List(ChunkHeader);  # none of them a list; their totalSize means nothing
  }
}

struct Block {
  dtype @0 :DType;
  shape @1 :List(Int64);  # C order; empty: 0-d, one element
  data @2 :Extent;
}

struct Table {
  rows @0 :Int64;
  columns @1 :List(Column);
}

struct Bag {
  items @0 :Column;
}

struct Column {
  name @0 :Text;
  dtype @1 :DType;
  length @2 :Int64;
  nullCount @3 :Int64;
  data @4 :Extent;
  offsets @5 :Extent;   # strings only: length + 1 64-bit offsets into data
  validity @6 :Extent;  # empty: nothing is null
}

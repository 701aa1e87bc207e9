// One program set up for one block: registers, and the loop that takes one tile at a time through all steps. One thread
// at a time. Internal to this room.
#pragma once

#include "runtime/tiles/reduce_loops.hpp"
#include "runtime/tiles/tile_layout.hpp"
#include "runtime/tiles/tile_run.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace troupe {

/// A tile where it lies: rows `row_stride` elements apart, the elements of a row together.
struct TileView {
  const std::byte* data = nullptr;
  std::int64_t row_stride = 0;
};

/// Which part of the block a tile is.
struct TileCorner {
  std::vector<std::int64_t> outer; ///< place along all merged axes but the last two
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
};

class TileMachine {
public:
  /// @param values   what is computed, of one shape
  /// @param reduced  for each axis of theirs, which reductions go along it
  /// @param summed   bit k: value k is only added up, in float64; where it is a product, it need not be made for that
  /// What is much smaller than the whole is computed at once and then stretched.
  static Result<TileMachine> make(const TileProgram& program, std::span<const TileProgram::Place> values,
                                  const TileInputs& inputs, const TileContext& context,
                                  const std::vector<Reductions>& reduced, Reductions summed = 0);

  const Shape& shape() const { return shape_; }
  const TileLayout& layout() const { return layout_; }

  /// Visits the tiles band by band of rows, in each column by column, so that the rows of a column come in order.
  /// @returns Errc::cancelled, or what visit says. @pre the block is not empty
  template <class Visit>
  Result<void> for_each_tile(Visit&& visit) {
    TileCorner corner;
    corner.outer.assign(layout_.extents.size() - 2, 0);
    do {
      for (std::int64_t band = 0; band < layout_.rows(); band += layout_.band_rows)
        for (corner.column = 0; corner.column < layout_.columns(); corner.column += layout_.tile_columns) {
          corner.columns = std::min(layout_.tile_columns, layout_.columns() - corner.column);
          const auto end = std::min(band + layout_.band_rows, layout_.rows());
          for (corner.row = band; corner.row < end; corner.row += layout_.tile_rows) {
            if (context_.cancelled && context_.cancelled->load(std::memory_order_relaxed))
              return fail(Errc::cancelled, "an array task was cancelled");
            corner.rows = std::min(layout_.tile_rows, end - corner.row);
            look_ahead(corner, band);
            visit(corner);
          }
        }
    } while (advance(corner.outer));
    return {};
  }

  /// Runs the program for a tile. The values are then in registers or where an input lies.
  void compute(const TileCorner& corner);
  /// @pre not folded
  TileView view(std::size_t value) const { return views_[roots_[value]]; }
  /// Whether the value is a product that is only summed: there are its factors instead.
  bool folded(std::size_t value) const { return steps_[roots_[value]].folded; }
  std::array<RowsOfFactor, 2> factors(std::size_t value) const;
  /// Copies a value's tile into memory laid out in C order.
  void copy_out(std::size_t value, const TileCorner& corner, std::byte* whole) const;
  /// Runs the program for a tile of its only value, into memory laid out in C order.
  void compute_into(const TileCorner& corner, std::byte* whole);

private:
  struct Step {
    TileProgram::Place place = 0;
    const TileProgram::Node* node = nullptr;
    std::size_t element = 0;         ///< bytes of one
    const std::byte* data = nullptr; ///< of a block that is read
    const ElementSource* source = nullptr;
    std::size_t operand = 0;            ///< of what is read or made: its strides in the layout
    std::vector<std::size_t> arguments; ///< earlier steps
    std::byte* slot = nullptr;
    bool stays = false;          ///< what the slot holds may serve the next tile too
    bool folded = false;         ///< a product that its reader makes itself
    bool one_of_the_row = false; ///< read where it lies, by such readers alone
  };

  TileMachine(const TileProgram& program, const TileInputs& inputs, const TileContext& context)
      : program_(program), inputs_(inputs), context_(context) {}

  bool made_at_once(TileProgram::Place place, const std::vector<Shape>& shapes) const;
  Result<std::size_t> add_steps(TileProgram::Place value, std::vector<std::optional<std::size_t>>& known,
                                const std::vector<Shape>& shapes);
  Result<void> add_step(TileProgram::Place place, std::vector<std::optional<std::size_t>>& known,
                        const std::vector<Shape>& shapes);
  void add_block(Step& step, const Block& block, const std::vector<std::size_t>& axes);
  void add_source(Step& step);
  std::size_t tile_bytes() const;
  std::size_t place_in_whole(const TileCorner& corner) const;
  std::int64_t whole_row_stride(const TileCorner& corner) const;
  void fold_products(Reductions summed);
  bool may_fold(std::size_t root) const;
  bool may_stay_one_of_the_row(std::size_t step) const;
  void give_slots();
  bool advance(std::vector<std::int64_t>& outer) const;

  std::int64_t offset(const Step& step, const TileCorner& corner) const;
  /// Asks for this tile's share of what the next column of tiles will read, where a band has several tiles.
  void look_ahead(const TileCorner& corner, std::int64_t band) const;
  TileView load(Step& step, const TileCorner& corner);
  void pack(const Step& step, const std::byte* from, const TileCorner& corner) const;
  void make(const Step& step, std::int64_t first, const TileCorner& corner) const;
  void call(const Step& step, const TileCorner& corner, std::byte* to, std::int64_t to_stride) const;

  const TileProgram& program_;
  const TileInputs& inputs_;
  TileContext context_;
  Shape shape_;
  std::vector<Step> steps_;
  std::vector<std::size_t> roots_; ///< the values' steps
  std::vector<Strides> operands_;
  std::vector<Block> made_; ///< what was computed at once
  TileLayout layout_;
  Buffer memory_;
  std::byte* scratch_ = nullptr;
  std::vector<TileView> views_;
  std::vector<std::pair<std::int64_t, std::pair<std::int64_t, std::int64_t>>>
      held_; ///< of a slot that stays: offset and tile
};

} // namespace troupe

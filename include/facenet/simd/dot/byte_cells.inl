// Activations as the bytes that they are: for instructions that multiply unsigned by signed bytes.

/// An activation in a packed block.
using cell = std::uint8_t;
inline constexpr bool kSignedCells = false;
inline cell cell_of(int q) { return static_cast<cell>(q); }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) { std::memcpy(to, from, static_cast<std::size_t>(n)); }

// Activations as the bytes that they are: for instructions that multiply unsigned by signed bytes.

/// An activation in a packed block.
using cell = std::uint8_t;
inline constexpr bool kSignedCells = false;
inline cell cell_of(int q) { return static_cast<cell>(q); }
/// Bytes to cells. Runs are short: in pieces of a fixed size, the last of which may overlap, without a call.
template <int Piece>
inline void copy_pieces(cell* to, const std::uint8_t* from, int n) {
    for (int i = 0; i < n - Piece; i += Piece) std::memcpy(to + i, from + i, Piece);
    std::memcpy(to + n - Piece, from + n - Piece, Piece);
}
inline void expand(cell* to, const std::uint8_t* from, int n) {
    if (n >= 32) copy_pieces<32>(to, from, n);
    else if (n >= 8) copy_pieces<8>(to, from, n);
    else for (int i = 0; i < n; ++i) to[i] = from[i];
}

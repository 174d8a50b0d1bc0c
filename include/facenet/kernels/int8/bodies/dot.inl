// Convolutions of bytes as products, by one register tile. Included after epilogue.inl and a way to multiply.
#include "tile.inl"
#include "direct.inl"
#include "rows.inl"

inline void conv_dot(const Int8ConvArgs& a) { return rows_pay(a) ? conv_rows(a) : conv_cells(a); }

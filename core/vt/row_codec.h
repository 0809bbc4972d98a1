// How a row is kept in history: its text and its styles as runs, both without anything for trailing default blanks. A blank
// is a zero. The text is in one of three forms: a byte for each cell (below U+0100, nothing wide), two for each character
// (below U+10000, mostly beyond ASCII), or UTF-8. Widths and what belongs to one character follow from the text
// (char_properties.h); where they do not, it is UTF-8 in which a control character says so.
//
//   flags  line - base (varint)  [firstCell (varint)]  cells (varint)  [text bytes (varint)]  text
//   [run count (varint), runs: cells (varint), style mask, the parts the mask names]
#pragma once
#include "core/base/coordinates.h"
#include "core/vt/frame.h"
#include "core/vt/grid.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace core::vt {

// The row's record, in `scratch`, which grows as needed. REQUIRES: base <= row.line.
std::string_view encodeRow(std::string &scratch, const GridRow &row, base::LineId base, const StyleTable &styles);

struct RowHeader
{
    base::LineId line = 0;
    std::uint32_t firstCell = 0;
    std::uint32_t cells = 0;
    bool wrapped = false;
};

RowHeader decodeHeader(const char *record, base::LineId base);
RowPtr decodeRow(const char *record, base::LineId base);
// Into `row`, whatever that was, with as many cells as the record has and their styles interned in `styles`.
void decodeRow(const char *record, base::LineId base, GridRow &row, StyleTable &styles);

} // namespace core::vt

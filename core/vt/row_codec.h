// How a row is kept in history: its text as UTF-8 (a blank is a zero byte) and its styles as runs, both without anything
// for trailing default blanks. Widths and what belongs to one character mostly follow from the text (char_properties.h);
// where they do not, a control character says so.
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

bool decodeWrapped(const char *record);
RowHeader decodeHeader(const char *record, base::LineId base);
RowPtr decodeRow(const char *record, base::LineId base);

} // namespace core::vt

// SGR: the pen. It is Berth's own and not libvterm's, whose old versions know neither faint, conceal, overline,
// underline styles nor underline colours.
#pragma once
#include "core/vt/scanner.h"
#include "core/vt/style.h"

#include <string>

namespace core::vt {

// Applies the sequence's parameters to the pen; the link is left alone. Unknown ones are skipped.
void applySgr(const CsiSequence &csi, Style &pen);
// Turns over what the sequence names (DECRARA): bold, underline, blink, reverse, conceal; 0 is the first four.
void turnOver(const CsiSequence &csi, Style &style);

// Appends the sequence that sets exactly this style (without its link) from any other.
void appendSgr(std::string &out, const Style &style);

} // namespace core::vt

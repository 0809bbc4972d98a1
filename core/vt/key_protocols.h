// The two ways in which programs have keys told apart that classically send the same bytes.
#pragma once
#include "core/vt/input.h"

#include <optional>
#include <string>

namespace core::vt {

// xterm's parameter: 1 plus the modifier bits, which are the ones of Modifier.
constexpr int modifierParameter(std::uint8_t modifiers) { return 1 + (modifiers & (Shift | Alt | Ctrl | Super)); }

// The kitty keyboard protocol with "disambiguate escape codes". Nothing: as classically.
std::optional<std::string> encodeDisambiguated(const KeyPress &key);

// xterm's modifyOtherKeys, level 1 (only what has no bytes of its own) or 2. Nothing: as classically.
std::optional<std::string> encodeModifiedOther(const KeyPress &key, int level);

} // namespace core::vt

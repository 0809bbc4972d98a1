#include "ui/window/clipboard_consent.h"

namespace ui::window {

ClipboardPolicy clipboardPolicyFrom(std::string_view setting)
{
    return setting == "allow" ? ClipboardPolicy::Allow : setting == "deny" ? ClipboardPolicy::Deny : ClipboardPolicy::Ask;
}

} // namespace ui::window

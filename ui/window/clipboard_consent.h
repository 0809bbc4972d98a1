// May a program in this session put text on the clipboard (OSC 52)? The setting says, or the user is asked once; a pure
// state, one per session.
#pragma once
#include <string_view>

namespace ui::window {

enum class ClipboardPolicy { Ask, Allow, Deny };
ClipboardPolicy clipboardPolicyFrom(std::string_view setting); // terminal.osc52; what is unknown asks

class ClipboardConsent
{
public:
    void setPolicy(ClipboardPolicy policy) { m_policy = policy; }
    // The user's answer for the rest of this session; it is stronger than asking, and weaker than a setting that decides.
    void answer(bool allowed) { m_answer = allowed ? ClipboardPolicy::Allow : ClipboardPolicy::Deny; }
    ClipboardPolicy verdict() const { return m_policy == ClipboardPolicy::Ask ? m_answer : m_policy; }

private:
    ClipboardPolicy m_policy = ClipboardPolicy::Ask;
    ClipboardPolicy m_answer = ClipboardPolicy::Ask;
};

} // namespace ui::window

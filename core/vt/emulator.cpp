#include "core/vt/emulator.h"

#include "core/vt/key_encoder.h"
#include "core/vt/mouse_encoder.h"
#include "core/vt/paste.h"
#include "core/vt/terminal.h"

namespace core::vt {

class Emulator::Impl
{
public:
    Impl(const Options &options, EmulatorEvents &events) : terminal(options, events) {}

    Terminal terminal;
    MousePlace lastMotion;
};

Emulator::Emulator(const Options &options, EmulatorEvents &events) : m(std::make_unique<Impl>(options, events)) {}
Emulator::~Emulator() = default;

void Emulator::feed(std::string_view bytes) { m->terminal.feed(bytes); }
std::size_t Emulator::feedBounded(std::string_view bytes) { return m->terminal.feedBounded(bytes); }
Emulator::Cost Emulator::cost() const { return m->terminal.cost(); }
void Emulator::resize(base::GridSize size) { m->terminal.resize(size); }
void Emulator::setTap(bool on) { m->terminal.setTap(on); }
std::string Emulator::takeReplies() { return m->terminal.takeReplies(); }
bool Emulator::isDirty() const { return m->terminal.isDirty(); }
FramePtr Emulator::frame() { return m->terminal.frame(); }
FramePtr Emulator::liveFrame() { return m->terminal.liveFrame(); }
std::optional<base::StreamOffset> Emulator::synchronizedSince() const { return m->terminal.synchronizedSince(); }
void Emulator::endSynchronized() { m->terminal.endSynchronized(); }
void Emulator::setPalette(const Palette &palette) { m->terminal.setPalette(palette); }
base::Position Emulator::position() const { return m->terminal.position(); }
base::StreamOffset Emulator::offset() const { return m->terminal.offset(); }
base::GridSize Emulator::size() const { return m->terminal.size(); }
std::vector<int> Emulator::decModes() const { return m->terminal.modes().list(); }
void Emulator::clearHistory() { m->terminal.clearHistory(); }
std::string Emulator::snapshot(std::size_t historyRows) const { return m->terminal.snapshot(historyRows); }

std::string Emulator::encode(const KeyPress &key) const
{
    const DecModes &modes = m->terminal.modes();
    return encodeKey(key, {.applicationCursor = modes.has(DecModes::ApplicationCursor),
                           .applicationKeypad = modes.has(DecModes::ApplicationKeypad),
                           .newline = m->terminal.newlineMode(),
                           .backspaceIsBs = modes.has(DecModes::BackspaceIsBs),
                           .disambiguate = (m->terminal.keyboardFlags() & KeyboardFlags::kDisambiguate) != 0,
                           .modifyOtherKeys = m->terminal.modifyOtherKeys()});
}

std::string Emulator::encode(const MouseInput &mouse)
{
    return encodeMouse(mouse, m->terminal.modes(), m->lastMotion);
}

std::string Emulator::encodePaste(std::string_view text) const
{
    return encodePasted(text, m->terminal.inputModes().bracketedPaste);
}

std::string Emulator::encodeInsertion(std::string_view text) const
{
    return encodeInserted(text, m->terminal.inputModes().bracketedPaste);
}

std::string Emulator::encodeFocus(bool focused) const
{
    if (!m->terminal.inputModes().focusReports)
        return {};
    return focused ? "\x1b[I" : "\x1b[O";
}

} // namespace core::vt

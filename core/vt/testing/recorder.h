// An emulator with everything it tells, and a printable form of all of it, so that two runs can be compared.
#pragma once
#include "core/vt/emulator.h"

#include <string>
#include <string_view>

namespace core::vt::testing {

class Recorder final : public EmulatorEvents
{
public:
    explicit Recorder(const Emulator::Options &options) : emulator(options, *this) {}

    void mark(base::OscMark &&mark) override;
    void titleChanged(const std::string &title) override { events += "title " + title + '\n'; }
    void bell() override { events += "bell\n"; }
    void tap(std::string_view bytes) override { tapped += bytes; }

    std::string events;
    std::string tapped;
    Emulator emulator;
};

enum class Lines { Compare, Ignore }; // line ids depend on the past, the rest only on what is seen

std::string describe(const Row &row, const Links &links, Lines lines);
std::string describe(const Frame &frame, Lines lines);

} // namespace core::vt::testing

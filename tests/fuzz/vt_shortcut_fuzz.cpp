// The shortcuts change nothing: neither those of printing, nor the scanner's for what comes whole.
#include "core/vt/testing/recorder.h"
#include "tests/fuzz/vt_script.h"

#include <cstdlib>

using namespace core::vt;
using namespace core::vt::testing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    Emulator::Options options;
    options.size = scriptSize(data, size);
    options.limits.historyLines = 200;
    options.limits.stringBytes = 256;
    options.tap = true;
    Recorder fast(options);
    options.plainRuns = false;
    Recorder slow(options);
    runScript(data, size, [&](std::string_view bytes) { fast.emulator.feed(bytes); }, [&](core::base::GridSize wanted) { fast.emulator.resize(wanted); });
    const auto byteByByte = [&](std::string_view bytes) {
        for (const char &byte : bytes)
            slow.emulator.feed({&byte, 1});
    };
    runScript(data, size, byteByByte, [&](core::base::GridSize wanted) { slow.emulator.resize(wanted); });
    if (describe(*fast.emulator.frame(), Lines::Compare) != describe(*slow.emulator.frame(), Lines::Compare) || fast.events != slow.events || fast.tapped != slow.tapped
        || fast.emulator.takeReplies() != slow.emulator.takeReplies())
        std::abort();
    return 0;
}

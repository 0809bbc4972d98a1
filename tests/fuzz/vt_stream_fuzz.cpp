// Any bytes and resizes through scanner, libvterm, grid, history, frame and snapshot; a snapshot gives the same frame.
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
    options.limits.links = 4;
    options.tap = true;
    Recorder r(options);
    runScript(
        data, size,
        [&](std::string_view bytes) {
            r.emulator.feed(bytes);
            (void)r.emulator.frame();
        },
        [&](core::base::GridSize wanted) { r.emulator.resize(wanted); });
    r.emulator.endSynchronized();
    const FramePtr frame = r.emulator.frame();
    options.size = frame->size;
    Recorder viewer(options);
    viewer.emulator.feed(r.emulator.snapshot(1000));
    if (describe(*viewer.emulator.frame(), Lines::Ignore) != describe(*frame, Lines::Ignore))
        std::abort();
    return 0;
}

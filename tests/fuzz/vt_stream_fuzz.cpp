// Any bytes and resizes through scanner, libvterm, grid, history, frame and snapshot; a snapshot gives the same frame.
// What a turn and a byte cost, and how many styles are kept, is bounded.
#include "core/vt/testing/recorder.h"
#include "tests/fuzz/vt_script.h"

#include <cstdlib>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

void feedWithinBounds(Emulator &emulator, std::string_view bytes)
{
    const std::uint64_t cells = std::uint64_t(emulator.size().cols) * std::uint64_t(emulator.size().rows);
    // One sequence: at most so many passes over the screen, each cell as dear as a cluster.
    const std::uint64_t sequence = 200 * (cells + 100);
    while (!bytes.empty()) {
        const std::uint64_t before = emulator.cost().work;
        const std::size_t used = emulator.feedBounded(bytes);
        const Emulator::Cost cost = emulator.cost();
        if (used == 0 || used > bytes.size() || cost.work - before > Emulator::kTurnWork + sequence || cost.work - before > used * sequence)
            std::abort();
        // Both screens' twice over, for what is made of them at once, and what is let lie.
        if (cost.styles > 6 * cells + 5000)
            std::abort();
        bytes.remove_prefix(used);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    Emulator::Options options;
    options.size = scriptSize(data, size);
    options.limits.historyLines = 200;
    options.limits.stringBytes = 256;
    options.limits.titleChars = 60; // of up to four bytes each, so that a snapshot's title is no longer than a string may be
    options.limits.links = 4;
    options.tap = true;
    Recorder r(options);
    runScript(
        data, size,
        [&](std::string_view bytes) {
            feedWithinBounds(r.emulator, bytes);
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

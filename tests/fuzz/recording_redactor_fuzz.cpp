// Any output, as the attach tap gives it: what is written does not depend on how it was cut (but that a token's well-known
// beginning may have passed before anybody could know), and is longer only by its masks.
#include "core/recording/output_redactor.h"
#include "core/vt/emulator.h"
#include "core/vt/utf8.h"

#include <cstdint>
#include <cstdlib>

using namespace core;
using namespace core::recording;

namespace {

struct Tap : vt::EmulatorEvents
{
    std::string bytes;
    void tap(std::string_view more) override { bytes += more; }
};

std::string written(std::string_view text, std::size_t step)
{
    OutputRedactor redactor({40, 10});
    std::string out;
    const auto take = [&out](const std::vector<CastEvent> &events) {
        for (const CastEvent &event : events)
            out += event.data;
    };
    for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
        redactor.add({{}, code::kOutput, std::string(text.substr(0, step))});
        take(redactor.takeSettled());
    }
    take(redactor.takeAll());
    if (redactor.isHolding())
        std::abort();
    return out;
}

bool differOnlyUnderMasks(std::string_view cut, std::string_view whole)
{
    constexpr std::string_view kWord = "redacted";
    const char *a = cut.data(), *b = whole.data();
    const char *const endA = a + cut.size(), *const endB = b + whole.size();
    while (a != endA && b != endB) {
        const vt::Decoded x = vt::decodeUtf8(a, endA), y = vt::decodeUtf8(b, endB);
        const bool isMask = y.c == U'‹' || y.c == U'›' || y.c == U'•' || (y.c < 0x80 && kWord.find(char(y.c)) != std::string_view::npos);
        if (x.c != y.c && !isMask)
            return false;
        a += x.length;
        b += y.length;
    }
    return a == endA && b == endB;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1 || size > 8192) // more than may be held is decided as it is
        return 0;
    Tap tap;
    vt::Emulator::Options options;
    options.size = {40, 10};
    options.tap = true;
    vt::Emulator emulator(options, tap);
    emulator.feed(std::string_view(reinterpret_cast<const char *>(data) + 1, size - 1));
    const std::string whole = written(tap.bytes, tap.bytes.size() + 1);
    if (!differOnlyUnderMasks(written(tap.bytes, data[0] % 23 + 1), whole) || whole.size() > 3 * tap.bytes.size() + 64)
        std::abort();
    return 0;
}

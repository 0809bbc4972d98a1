// The scanner alone: however a stream is cut, the same is handed on, whole and bounded.
#include "core/vt/testing/scanner_log.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace core::vt;
using namespace core::vt::testing;

namespace {

constexpr std::size_t kStringLimit = 256;

std::string scanned(std::string_view bytes, std::size_t piece)
{
    ScannerLog log;
    Scanner<ScannerLog> scanner(log, kStringLimit);
    for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) {
        const std::string_view next = rest.substr(0, piece);
        if (scanner.feed(next, [] { return false; }) != next.size())
            std::abort();
    }
    if (!log.broken.empty() || scanner.offset() != bytes.size())
        std::abort();
    return std::move(log.all);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data + 1), size - 1);
    const std::string whole = scanned(bytes, bytes.size());
    if (scanned(bytes, 1) != whole || scanned(bytes, 2 + data[0] % 100) != whole)
        std::abort();
    return 0;
}

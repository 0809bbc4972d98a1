// The attach server's request parser and access decision: any bytes, cut anywhere, give the same answer as in one piece.
#include "core/attach/access_policy.h"
#include "core/attach/http_request.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace core::attach;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    HttpRequestParser whole;
    whole.feed(bytes);

    HttpRequestParser cut;
    const std::size_t step = size == 0 ? 1 : data[0] % 17 + 1;
    for (std::size_t at = 0; at < size; at += step)
        cut.feed(bytes.substr(at, step));
    if (cut.state() != whole.state() || cut.failure() != whole.failure())
        std::abort();
    if (whole.state() != HttpRequestParser::State::Complete)
        return 0;

    static const AccessPolicy policy(7000, {"berth.lan:7000"}, {"https://berth.lan"});
    const int decision = policy.decide(whole.request());
    if ((decision == 101 || decision == 200) && !policy.hostAllowed(whole.request()))
        std::abort();
    if (decision == 101 && !policy.originAllowed(whole.request()))
        std::abort();
    return 0;
}

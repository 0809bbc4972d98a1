// Answers of an engine, as bytes that anyone may have written: any split gives the same result, nothing is kept beyond
// the limits. The first byte chooses the kind of request, the second where the stream is split.
#include "core/engine/http_response_parser.h"
#include "core/engine/stdcopy.h"

#include <cstdlib>
#include <string>
#include <string_view>

using namespace core::engine;

namespace {

struct Outcome
{
    HttpResponseParser::State state;
    std::string body;
    std::size_t taken = 0;
};

Outcome parse(HttpResponseParser::Request request, std::string_view first, std::string_view second)
{
    HttpResponseParser parser(request);
    Outcome out;
    const auto sink = [&](std::string_view bytes) { out.body += bytes; };
    out.taken = parser.feed(first, sink);
    if (out.taken == first.size())
        out.taken += parser.feed(second, sink);
    parser.end();
    out.state = parser.state();
    return out;
}

std::string demultiplex(std::string_view first, std::string_view second)
{
    StdcopyDemultiplexer demultiplexer;
    std::string out;
    const auto sink = [&](StdcopyDemultiplexer::Stream stream, std::string_view bytes) {
        for (const char c : bytes)
            out += {char(stream), c};
    };
    if (!demultiplexer.feed(first, sink) || !demultiplexer.feed(second, sink))
        return "error";
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const auto request = static_cast<HttpResponseParser::Request>(data[0] % 3);
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 2, size - 2);
    const std::size_t at = bytes.empty() ? 0 : data[1] % (bytes.size() + 1);
    const Outcome whole = parse(request, bytes, {});
    const Outcome split = parse(request, bytes.substr(0, at), bytes.substr(at));
    const bool failed = whole.state == HttpResponseParser::State::Failed;
    if (split.state != whole.state || whole.body.size() > bytes.size() || (!failed && (split.body != whole.body || split.taken != whole.taken)))
        std::abort();
    if (demultiplex(bytes, {}) != demultiplex(bytes.substr(0, at), bytes.substr(at)))
        std::abort();
    return 0;
}

// Response parser for one request on one connection: bytes in, head and body out. No I/O and no clock; feed it any split
// of the stream and the result is the same. Everything it keeps is bounded by Limits.
#pragma once
#include "core/base/result.h"
#include "core/engine/http_message.h"

#include <cstdint>
#include <functional>

namespace core::engine {

class HttpResponseParser
{
public:
    struct Limits
    {
        std::size_t head = 64u << 10;   // status line and headers; Go's own default is 1 MiB, real ones are under 1 KiB
        std::size_t chunkLine = 256;    // a chunk's size with extensions
        std::size_t trailer = 8u << 10;
        int interim = 8;                // 1xx answers before the real one
    };
    enum class Request : unsigned char {
        Plain,
        Head,    // the answer has no body
        Upgrade, // 101, or 200 from engines that skip it: what follows is the raw stream
    };
    enum class State : unsigned char { Head, Body, Done, Upgraded, Failed };
    using BodySink = std::function<void(std::string_view)>;

    explicit HttpResponseParser(Request request = Request::Plain) : HttpResponseParser(request, Limits()) {}
    HttpResponseParser(Request request, Limits limits) : m_limits(limits), m_request(request) {}

    // Returns how many bytes were taken: all of them, unless the state became Done, Upgraded or Failed; what is left
    // after Upgraded belongs to the raw stream. Body bytes go to `sink` as they come.
    std::size_t feed(std::string_view bytes, const BodySink &sink);
    void end(); // the peer closed: Done if the body may end so, Failed otherwise

    State state() const { return m_state; }
    const HttpHead &head() const { return m_head; } // valid once the state has left Head, except for Failed
    std::uint64_t bodyLength() const { return m_bodyLength; } // as announced; 0 when it was not
    const base::Error &error() const { return m_error; } // engine.protocol, when Failed

private:
    enum class Framing : unsigned char { Length, ChunkSize, ChunkData, ChunkEnd, Trailer, UntilClose };

    bool takeLine(std::string_view &bytes, std::size_t limit); // true: m_line holds one
    void takeHeadLine();
    void startBody();
    void takeBody(std::string_view &bytes, const BodySink &sink);
    void takeChunkLine();
    void fail(std::string_view detail);

    Limits m_limits;
    Request m_request;
    State m_state = State::Head;
    Framing m_framing = Framing::UntilClose;
    HttpHead m_head;
    base::Error m_error;
    std::string m_line;
    bool m_lineOpen = true;    // m_line is being collected
    std::size_t m_taken = 0;   // bytes of this head or trailer
    std::uint64_t m_bodyLength = 0;
    std::uint64_t m_left = 0;  // of the body or chunk
    int m_interim = 0;
};

} // namespace core::engine

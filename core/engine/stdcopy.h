// The 8-byte frames in which engines interleave a program's standard output and error when it has no terminal:
// stream, three zero bytes, length (big endian). See "Attach to a container" in the Docker Engine API.
#pragma once
#include "core/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace core::engine {

class StdcopyDemultiplexer
{
public:
    enum class Stream : unsigned char { In = 0, Out = 1, Err = 2, EngineError = 3 };
    using Sink = std::function<void(Stream, std::string_view)>;

    // Any split of the stream. Payload is handed on as it comes and never kept, so no frame is too large.
    // Code: engine.protocol; nothing may be fed after that.
    base::Result<void> feed(std::string_view bytes, const Sink &sink);
    bool isBetweenFrames() const { return m_headerSize == 0 && m_left == 0; }

private:
    std::array<unsigned char, 8> m_header{};
    std::size_t m_headerSize = 0;
    std::uint32_t m_left = 0;
    Stream m_stream = Stream::Out;
};

} // namespace core::engine

#include "core/engine/stdcopy.h"

#include <algorithm>

namespace core::engine {

base::Result<void> StdcopyDemultiplexer::feed(std::string_view bytes, const Sink &sink)
{
    while (!bytes.empty()) {
        if (m_left > 0) {
            const std::size_t count = std::min<std::size_t>(bytes.size(), m_left);
            sink(m_stream, bytes.substr(0, count));
            bytes.remove_prefix(count);
            m_left -= static_cast<std::uint32_t>(count);
            continue;
        }
        m_header[m_headerSize++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        if (m_headerSize < m_header.size())
            continue;
        m_headerSize = 0;
        if (m_header[0] > 3 || m_header[1] != 0 || m_header[2] != 0 || m_header[3] != 0)
            return base::fail("engine.protocol", "The engine sent output in frames that make no sense.");
        m_stream = static_cast<Stream>(m_header[0]);
        m_left = std::uint32_t(m_header[4]) << 24 | std::uint32_t(m_header[5]) << 16 | std::uint32_t(m_header[6]) << 8 | m_header[7];
    }
    return {};
}

} // namespace core::engine

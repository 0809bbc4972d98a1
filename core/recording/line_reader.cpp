#include "core/recording/line_reader.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace core::recording {
namespace {
constexpr std::size_t kPiece = 256 * 1024; // read at once
}

base::Result<LineReader> LineReader::open(const std::string &path)
{
    base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a FIFO must not keep us waiting
    if (!fd)
        return base::fail("recording.open", std::string("The recording cannot be opened: ") + std::strerror(errno) + '.', path);
    struct stat info;
    if (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return base::fail("recording.open", "The recording cannot be opened: it is no file.", path);
    return LineReader(std::move(fd));
}

void LineReader::seek(std::uint64_t offset)
{
    const std::uint64_t begin = m_offset - m_at;
    if (offset >= begin && offset - begin <= m_buffer.size()) {
        m_at = std::size_t(offset - begin);
    } else {
        m_buffer.clear();
        m_at = 0;
    }
    m_offset = offset;
    m_tooLong = false;
}

bool LineReader::fill()
{
    m_buffer.erase(0, m_at);
    m_at = 0;
    const std::size_t kept = m_buffer.size();
    m_buffer.resize(kept + kPiece);
    ssize_t n = 0;
    do
        n = ::pread(m_fd.get(), m_buffer.data() + kept, kPiece, off_t(m_offset + kept));
    while (n < 0 && errno == EINTR);
    m_buffer.resize(kept + (n > 0 ? std::size_t(n) : 0));
    return n > 0;
}

bool LineReader::next(std::string_view &line, std::uint64_t &offset)
{
    std::size_t looked = 0;
    for (;;) {
        const std::size_t end = m_buffer.find('\n', m_at + looked);
        if (end != std::string::npos || m_buffer.size() - m_at > kLongestLine) {
            m_tooLong = end == std::string::npos || end - m_at > kLongestLine;
            if (m_tooLong)
                return false;
            line = std::string_view(m_buffer).substr(m_at, end - m_at);
            offset = m_offset;
            m_offset += line.size() + 1;
            m_at = end + 1;
            return true;
        }
        looked = m_buffer.size() - m_at;
        if (fill())
            continue;
        if (m_buffer.empty())
            return false;
        line = m_buffer;
        offset = m_offset;
        m_offset += line.size();
        m_at = m_buffer.size();
        return true;
    }
}

} // namespace core::recording

// Builds a ustar archive (POSIX.1-2017, pax "ustar interchange format") in memory. Owner is root, times are the epoch, so
// that equal input gives equal bytes.
#pragma once
#include <string>
#include <string_view>

namespace core::engine {

class TarWriter
{
public:
    // Names are relative, at most 100 bytes.
    void directory(std::string_view name, int mode = 0755);
    void file(std::string_view name, std::string_view content, int mode = 0644);
    void symlink(std::string_view name, std::string_view target);
    std::string finish() &&;

private:
    void header(std::string_view name, char type, int mode, std::size_t size, std::string_view target);
    std::string m_out;
};

} // namespace core::engine

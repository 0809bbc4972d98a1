#include "core/engine/tar_writer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

namespace core::engine {
namespace {

constexpr std::size_t kBlock = 512;

struct Header
{
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, target[100], magic[6], version[2], user[32], group[32],
        major[8], minor[8], prefix[155], padding[12];
};
static_assert(sizeof(Header) == kBlock);

template<std::size_t N>
void octal(char (&field)[N], std::size_t value)
{
    std::snprintf(field, N, "%0*zo", int(N - 1), value);
}

template<std::size_t N>
void text(char (&field)[N], std::string_view value)
{
    std::copy_n(value.data(), std::min(N, value.size()), field);
}

} // namespace

void TarWriter::header(std::string_view name, char type, int mode, std::size_t size, std::string_view target)
{
    Header h{};
    text(h.name, name);
    octal(h.mode, std::size_t(mode));
    octal(h.uid, 0);
    octal(h.gid, 0);
    octal(h.size, size);
    octal(h.mtime, 0);
    std::memset(h.checksum, ' ', sizeof h.checksum); // counts as blanks in its own sum
    h.type = type;
    text(h.target, target);
    text(h.magic, std::string_view("ustar", 6));
    text(h.version, "00");
    text(h.user, "root");
    text(h.group, "root");
    std::array<unsigned char, kBlock> bytes;
    std::memcpy(bytes.data(), &h, kBlock);
    std::size_t sum = 0;
    for (const unsigned char byte : bytes)
        sum += byte;
    std::snprintf(h.checksum, 7, "%06zo", sum);
    m_out.append(reinterpret_cast<const char *>(&h), kBlock);
}

void TarWriter::directory(std::string_view name, int mode)
{
    header(name, '5', mode, 0, {});
}

void TarWriter::file(std::string_view name, std::string_view content, int mode)
{
    header(name, '0', mode, content.size(), {});
    m_out.append(content);
    m_out.append((kBlock - content.size() % kBlock) % kBlock, '\0');
}

void TarWriter::symlink(std::string_view name, std::string_view target)
{
    header(name, '2', 0777, 0, target);
}

std::string TarWriter::finish() &&
{
    m_out.append(2 * kBlock, '\0');
    return std::move(m_out);
}

} // namespace core::engine

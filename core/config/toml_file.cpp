#include "core/config/toml_file.h"

#include "core/base/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace core::config {
namespace {

constexpr std::size_t kLargestFile = 1u << 20;
constexpr std::size_t kMostEntries = 10'000;

std::optional<Value> valueOf(const toml::node &node)
{
    if (const auto *b = node.as_boolean())
        return b->get();
    if (const auto *n = node.as_integer())
        return n->get();
    if (const auto *n = node.as_floating_point())
        return n->get();
    if (const auto *s = node.as_string())
        return s->get();
    return {};
}

void flatten(const toml::table &table, const std::string &prefix, std::vector<TomlEntry> &entries)
{
    for (const auto &[key, node] : table) {
        if (entries.size() >= kMostEntries)
            return;
        const std::string name = prefix + std::string(key.str());
        if (const toml::table *inner = node.as_table()) {
            flatten(*inner, name + '.', entries);
            continue;
        }
        const toml::source_region &source = node.source();
        entries.push_back({name, valueOf(node), {source.begin.line, source.begin.column, source.end.line, source.end.column}});
    }
}

} // namespace

std::expected<std::vector<TomlEntry>, TomlError> parseToml(std::string_view text)
{
    const toml::parse_result result = toml::parse(text);
    if (!result) {
        const toml::parse_error &error = result.error();
        return std::unexpected(TomlError{error.source().begin.line, std::string(error.description())});
    }
    std::vector<TomlEntry> entries;
    flatten(result.table(), {}, entries);
    return entries;
}

base::Result<std::optional<std::string>> readTomlFile(const std::string &path)
{
    const auto refuse = [&](const char *why) {
        return base::fail("config.read", std::string("The settings file cannot be read: ") + why + '.', path);
    };
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) {
        if (errno == ENOENT || errno == ENOTDIR)
            return std::nullopt;
        return refuse(std::strerror(errno));
    }
    struct stat info;
    if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return refuse("it is not a plain file");
    std::string text;
    std::array<char, 16384> buffer;
    while (true) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refuse(std::strerror(errno));
        if (got == 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > kLargestFile)
            return refuse("it is larger than 1 MiB");
    }
}

} // namespace core::config

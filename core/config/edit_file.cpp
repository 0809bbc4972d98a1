#include "core/base/unique_fd.h"
#include "core/config/nearest.h"
#include "core/config/settings.h"
#include "core/config/toml_file.h"
#include "core/config/value_text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <sys/stat.h>

namespace core::config {
namespace {

std::vector<std::string> splitLines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string joinLines(const std::vector<std::string> &lines)
{
    std::string text;
    for (const std::string &line : lines)
        text += line + '\n';
    return text;
}

std::size_t byteOfColumn(const std::string &line, std::size_t column)
{
    std::size_t byte = 0;
    for (std::size_t seen = 1; byte < line.size(); ++byte) {
        if ((static_cast<unsigned char>(line[byte]) & 0xc0) != 0x80 && seen++ == column)
            break;
    }
    return byte;
}

// An edit is kept only if it reads back as: the wanted value at `key`, and everything else as it was.
bool isSameBut(const std::string &text, const std::vector<TomlEntry> &before, const std::string &key, const Value &value)
{
    const auto after = parseToml(text);
    if (!after)
        return false;
    const auto values = [&](const std::vector<TomlEntry> &entries) {
        std::map<std::string, std::optional<Value>> map;
        for (const TomlEntry &entry : entries)
            map[entry.key] = entry.value;
        return map;
    };
    auto wanted = values(before);
    wanted[key] = value;
    return values(*after) == wanted;
}

std::vector<std::string> replaced(std::vector<std::string> lines, const TextRegion &where, const std::string &literal)
{
    std::string &first = lines[where.beginLine - 1];
    const std::string &last = lines[where.endLine - 1];
    first = first.substr(0, byteOfColumn(first, where.beginColumn)) + literal + last.substr(byteOfColumn(last, where.endColumn));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(where.beginLine), lines.begin() + static_cast<std::ptrdiff_t>(where.endLine));
    return lines;
}

std::vector<std::string> inserted(std::vector<std::string> lines, std::size_t afterLine, const std::string &line)
{
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(std::min(afterLine, lines.size())), line);
    return lines;
}

// Ways to say it, best first: in place, beside the table's other values, below its header, in a table of its own.
std::vector<std::string> editsFor(const std::string &text, const std::vector<TomlEntry> &entries, const std::string &key, const std::string &literal)
{
    const std::vector<std::string> lines = splitLines(text);
    const std::string table = key.substr(0, key.rfind('.'));
    const std::string name = key.substr(key.rfind('.') + 1);
    std::vector<std::string> edits;
    std::size_t lastOfTable = 0;
    for (const TomlEntry &entry : entries) {
        const bool inRange = entry.where.beginLine >= 1 && entry.where.endLine >= entry.where.beginLine && entry.where.endLine <= lines.size();
        if (entry.key == key && inRange)
            edits.push_back(joinLines(replaced(lines, entry.where, literal)));
        if (entry.key.starts_with(table + '.') && inRange)
            lastOfTable = std::max(lastOfTable, entry.where.endLine);
    }
    if (lastOfTable) {
        edits.push_back(joinLines(inserted(lines, lastOfTable, name + " = " + literal)));
        edits.push_back(joinLines(inserted(lines, lastOfTable, key + " = " + literal)));
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with('[' + table + ']'))
            edits.push_back(joinLines(inserted(lines, i + 1, name + " = " + literal)));
    }
    std::string appended = joinLines(lines);
    if (!appended.empty())
        appended += '\n';
    edits.push_back(appended + '[' + table + "]\n" + name + " = " + literal + '\n');
    return edits;
}

base::Result<void> replaceFile(const std::string &path, const std::string &text)
{
    const auto refuse = [&](const char *what) {
        return base::fail("config.write", std::string("The settings file cannot be written: ") + std::strerror(errno) + '.', what + (' ' + path));
    };
    // A settings file that is a link (dotfiles kept elsewhere) stays one.
    std::error_code ignored;
    const std::filesystem::path target = std::filesystem::weakly_canonical(path, ignored);
    const std::string real = target.empty() ? path : target.string();

    std::string temporary = real + ".XXXXXX";
    const base::UniqueFd file(::mkstemp(temporary.data())); // 0600
    if (!file)
        return refuse("mkstemp");
    std::string_view rest = text;
    while (!rest.empty()) {
        const ssize_t written = ::write(file.get(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (rest.empty() && ::fsync(file.get()) == 0 && std::rename(temporary.c_str(), real.c_str()) == 0)
        return {};
    const auto failure = refuse("write");
    ::unlink(temporary.c_str());
    return failure;
}

} // namespace

base::Result<void> writeSetting(const std::string &tomlPath, const std::string &key, const std::string &value)
{
    const Spec *spec = findSpec(key);
    if (!spec) {
        const std::string near = nearestKey(key);
        return base::fail("config.unknown_key", "There is no setting '" + key + "'." + (near.empty() ? "" : " Did you mean " + near + '?'));
    }
    const auto parsed = parseValue(*spec, value);
    if (!parsed)
        return std::unexpected(parsed.error());
    const auto text = readTomlFile(tomlPath);
    if (!text)
        return base::fail("config.write", text.error().message, text.error().detail);
    const std::string old = text->value_or(std::string());
    const auto entries = parseToml(old);
    if (!entries)
        return base::fail("config.write", "The settings file has a mistake in line " + std::to_string(entries.error().line)
                                              + "; mend it first, so that nothing in it is lost.");
    if (!*text) {
        std::error_code failed;
        const std::filesystem::path folder = std::filesystem::path(tomlPath).parent_path();
        if (!folder.empty() && std::filesystem::create_directories(folder, failed))
            std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    for (const std::string &edit : editsFor(old, *entries, key, tomlLiteral(*parsed))) {
        if (isSameBut(edit, *entries, key, *parsed))
            return replaceFile(tomlPath, edit);
    }
    return base::fail("config.write", "The settings file is written in a way that cannot be changed automatically; set " + key + " in it by hand.");
}

} // namespace core::config

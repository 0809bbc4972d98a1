#include "core/shell/shell_mark.h"

#include "core/base/random.h"

#include <QByteArray>
#include <QString>
#include <charconv>
#include <vector>

namespace core::shell {
namespace {

using Kind = ShellMark::Kind;
constexpr std::size_t kMaxFields = 32; // of one mark; the rest is ignored

std::vector<std::string_view> fieldsOf(std::string_view payload)
{
    std::vector<std::string_view> fields;
    while (fields.size() < kMaxFields) {
        const auto end = payload.find(';');
        fields.push_back(payload.substr(0, end));
        if (end == std::string_view::npos)
            break;
        payload.remove_prefix(end + 1);
    }
    return fields;
}

std::optional<std::string_view> valueOf(const std::vector<std::string_view> &fields, std::string_view key)
{
    for (std::size_t i = 1; i < fields.size(); ++i)
        if (fields[i].size() > key.size() && fields[i].starts_with(key) && fields[i][key.size()] == '=')
            return fields[i].substr(key.size() + 1);
    return {};
}

bool matches(std::string_view given, std::string_view nonce)
{
    return !nonce.empty() && base::equalConstantTime(given, nonce);
}

std::optional<int> toExitCode(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Valid UTF-8 without controls other than tab and newline, at most `limit` bytes: fit to be shown and stored.
std::string cleaned(std::string_view raw, std::size_t limit)
{
    auto text = QString::fromUtf8(raw.data(), qsizetype(std::min(raw.size(), limit)));
    if (raw.size() > limit && text.endsWith(QChar(QChar::ReplacementCharacter)))
        text.chop(1); // the character that the limit cut
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control && c != QLatin1Char('\n') && c != QLatin1Char('\t'))
            c = QChar::ReplacementCharacter;
    return text.toStdString();
}

std::optional<std::string> toPath(std::string_view raw)
{
    if (raw.empty() || raw.front() != '/' || raw.size() > kMaxPathBytes)
        return {};
    return cleaned(raw, kMaxPathBytes);
}

std::optional<std::string> fromBase64(std::string_view text)
{
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), qsizetype(text.size())), QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(decoded.decoded.toStdString()) : std::nullopt;
}

// file://host/percent%20encoded
std::optional<std::string> fromFileUrl(std::string_view url)
{
    constexpr std::string_view kScheme = "file://";
    if (!url.starts_with(kScheme) || url.size() > 3 * kMaxPathBytes)
        return {};
    url.remove_prefix(kScheme.size());
    const auto slash = url.find('/');
    if (slash == std::string_view::npos)
        return {};
    const auto path = url.substr(slash);
    return toPath(QByteArray::fromPercentEncoding(QByteArray(path.data(), qsizetype(path.size()))).toStdString());
}

std::optional<ShellMark> cwdMark(std::optional<std::string> path, bool trusted)
{
    if (!path)
        return {};
    return ShellMark{.kind = Kind::Cwd, .trusted = trusted, .implicit = false, .unsure = false, .exitCode = {}, .text = std::move(path)};
}

// A B C D, the same in 133 and 633. The predecessor's dialect carries cmd=<base64> on B, which it sends when the command
// starts, and exit=<code> on D.
std::optional<ShellMark> phaseMark(const std::vector<std::string_view> &fields, std::string_view nonce)
{
    if (fields.front().size() != 1)
        return {};
    ShellMark mark{};
    mark.trusted = matches(valueOf(fields, "nonce").value_or(""), nonce);
    switch (fields.front().front()) {
    case 'A': mark.kind = Kind::PromptStart; break;
    case 'B': {
        const auto command = valueOf(fields, "cmd");
        mark.kind = command ? Kind::Executing : Kind::PromptEnd;
        if (const auto decoded = command ? fromBase64(*command) : std::nullopt)
            mark.text = cleaned(*decoded, kMaxCommandBytes);
        break;
    }
    case 'C': mark.kind = Kind::Executing; break;
    case 'D':
        mark.kind = Kind::Done;
        mark.exitCode = toExitCode(valueOf(fields, "exit").value_or(fields.size() > 1 ? fields[1] : ""));
        mark.implicit = valueOf(fields, "implicit").has_value();
        break;
    default: return {};
    }
    return mark;
}

std::optional<ShellMark> vscodeMark(std::string_view payload, std::string_view nonce)
{
    const auto fields = fieldsOf(payload);
    if (fields.front() == "E" && fields.size() >= 2)
        return ShellMark{.kind = Kind::CommandLine, .trusted = fields.size() >= 3 && matches(fields[2], nonce), .implicit = false,
                         .unsure = fields.size() >= 4 && fields[3] == "again", .exitCode = {}, .text = cleaned(unescaped(fields[1]), kMaxCommandBytes)};
    if (fields.front() == "P" && fields.size() >= 2) {
        constexpr std::string_view kKey = "P;Cwd=";
        if (!payload.starts_with(kKey))
            return {};
        // A shell without string functions (berth.sh) cannot escape a ';' in the path, so the nonce is what follows the last.
        auto value = payload.substr(kKey.size());
        const auto last = value.rfind(';');
        const bool trusted = last != std::string_view::npos && matches(value.substr(last + 1), nonce);
        value = trusted ? value.substr(0, last) : value.substr(0, value.find(';'));
        return cwdMark(toPath(unescaped(value)), trusted);
    }
    return phaseMark(fields, nonce);
}

} // namespace

std::string unescaped(std::string_view value)
{
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == '\\') {
            out += '\\';
            ++i;
        } else if (value[i] == '\\' && i + 3 < value.size() && value[i + 1] == 'x' && hexDigit(value[i + 2]) >= 0 && hexDigit(value[i + 3]) >= 0) {
            out += static_cast<char>(hexDigit(value[i + 2]) * 16 + hexDigit(value[i + 3]));
            i += 3;
        } else {
            out += value[i];
        }
    }
    return out;
}

std::optional<ShellMark> parseShellMark(const base::OscMark &mark, std::string_view nonce)
{
    const std::string_view payload = mark.payload;
    switch (mark.code) {
    case 133: return phaseMark(fieldsOf(payload), nonce);
    case 633: return vscodeMark(payload, nonce);
    case 7: return cwdMark(fromFileUrl(payload), false);
    case 9:
        if (payload.starts_with("9;")) {
            auto path = payload.substr(2);
            if (path.size() >= 2 && path.front() == '"' && path.back() == '"') // ConEmu quotes it
                path = path.substr(1, path.size() - 2);
            return cwdMark(toPath(path), false);
        }
        return {};
    case 1337:
        if (constexpr std::string_view kKey = "CurrentDir="; payload.starts_with(kKey))
            return cwdMark(toPath(payload.substr(kKey.size())), false);
        return {};
    default: return {};
    }
}

} // namespace core::shell

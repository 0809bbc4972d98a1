#include "core/shell/mark_values.h"

#include "core/shell/shell_mark.h"

#include <QByteArray>
#include <QString>
#include <charconv>

namespace core::shell {
namespace {

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<int> toExitCode(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

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

} // namespace core::shell

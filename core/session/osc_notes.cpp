#include "core/session/osc_notes.h"

#include <QByteArray>
#include <QString>

namespace core::session {
namespace {

constexpr int kClipboard = 52, kNotice = 9, kUrxvtNotice = 777;

// "4;1;50", "9;/path": ConEmu numbers its uses of OSC 9.
bool isNumbered(std::string_view text)
{
    const auto digits = text.find_first_not_of("0123456789");
    return digits == std::string_view::npos || (digits > 0 && text[digits] == ';');
}

std::string oneLine(std::string_view raw)
{
    auto text = QString::fromUtf8(raw.data(), qsizetype(std::min(raw.size(), 4 * kMaxNoticeChars)));
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format) // Format: bidi overrides too
            c = QLatin1Char(' ');
    return text.simplified().left(qsizetype(kMaxNoticeChars)).toStdString();
}

} // namespace

std::optional<ClipboardWrite> clipboardWrite(const base::OscMark &mark, std::size_t most)
{
    const auto semicolon = mark.payload.find(';');
    if (mark.code != kClipboard || semicolon == std::string::npos)
        return {};
    const auto data = std::string_view(mark.payload).substr(semicolon + 1);
    if (data == "?")
        return {};
    const auto targets = std::string_view(mark.payload).substr(0, semicolon);
    const bool primary = targets.contains('p') && !targets.contains('c');
    if (data.size() > most / 3 * 4 + 4)
        return ClipboardWrite{{}, primary, data.size() / 4 * 3};
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromRawData(data.data(), qsizetype(data.size())), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty())
        return {};
    return ClipboardWrite{QString::fromUtf8(decoded.decoded).toStdString(), primary};
}

std::optional<NoticeShown> notice(const base::OscMark &mark)
{
    std::string_view text = mark.payload;
    if (mark.code == kUrxvtNotice) {
        constexpr std::string_view kKey = "notify;";
        if (!text.starts_with(kKey))
            return {};
        text.remove_prefix(kKey.size());
    } else if (mark.code != kNotice || isNumbered(text)) {
        return {};
    }
    auto shown = oneLine(text);
    if (shown.empty())
        return {};
    return NoticeShown{std::move(shown)};
}

} // namespace core::session

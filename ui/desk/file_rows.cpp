#include "ui/desk/file_rows.h"

#include "ui/desk/desk_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>

namespace ui::desk {

using core::engine::FileInfo;
using Type = FileInfo::Type;

namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("ui::desk::Files", words);
}

} // namespace

std::vector<TableColumn> fileColumns()
{
    return {{.title = tr("Name"), .width = 220, .isFixedWidth = true},
            {.title = tr("Size"), .width = 90, .isNumber = true},
            {.title = tr("Changed"), .width = 172},
            {.title = tr("Rights"), .width = 110, .isFixedWidth = true},
            {.title = tr("Owner"), .width = 90}};
}

std::vector<TableRow> fileRows(const std::vector<FileInfo> &files)
{
    std::vector<TableRow> out;
    for (const FileInfo &file : files) {
        QString name = oneLine(file.name, 255);
        const bool folder = file.type == Type::Directory;
        if (folder)
            name += QLatin1Char('/');
        else if (file.type == Type::Link && !file.linkTarget.empty())
            name += QStringLiteral(" → ") + oneLine(file.linkTarget, 255);
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(file.modified.time_since_epoch()).count();
        out.push_back({keyOf(file.name),
                       {{.text = name, .order = QString(QLatin1Char(folder ? '0' : '1')) + oneLine(file.name, 255).toLower(), .ink = folder ? theme::Role::Accent : file.type == Type::File ? theme::Role::Text : theme::Role::Dim, .tip = name},
                        {.text = file.type == Type::File ? bytesText(file.size) : QString(), .order = qlonglong(file.type == Type::File ? file.size : -1), .ink = theme::Role::Dim},
                        {.text = seconds == 0 ? QString() : QLocale().toString(QDateTime::fromSecsSinceEpoch(seconds), QStringLiteral("d MMM yyyy HH:mm")), .order = qlonglong(seconds), .ink = theme::Role::Dim},
                        {.text = modeText(file), .ink = theme::Role::Dim},
                        {.text = oneLine(file.owner, 60), .ink = theme::Role::Dim}}});
    }
    return out;
}

QString keyOf(const std::string &name)
{
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}

std::string nameOf(const QString &key)
{
    return key.toLatin1().toStdString();
}

std::string joined(const std::string &folder, const std::string &name)
{
    const std::string whole = name.starts_with('/') ? name : folder + '/' + name;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= whole.size();) {
        const std::size_t end = std::min(whole.find('/', at), whole.size());
        const std::string part = whole.substr(at, end - at);
        at = end + 1;
        if (part.empty() || part == ".")
            continue;
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty())
            parts.pop_back();
    }
    std::string out;
    for (const std::string &part : parts)
        out += '/' + part;
    return out.empty() ? "/" : out;
}

std::string parentOf(const std::string &path)
{
    return joined(path, "..");
}

QString modeText(const FileInfo &file)
{
    const char first = file.type == Type::Directory ? 'd' : file.type == Type::Link ? 'l' : file.type == Type::Other ? '?' : '-';
    QString out(QLatin1Char{first});
    for (int shift = 6; shift >= 0; shift -= 3) {
        const unsigned bits = file.permissions >> shift & 7;
        out += QLatin1Char(bits & 4 ? 'r' : '-');
        out += QLatin1Char(bits & 2 ? 'w' : '-');
        out += QLatin1Char(bits & 1 ? 'x' : '-');
    }
    const auto special = [&](unsigned bit, qsizetype at, char withExecute, char without) { // as ls writes them
        if (file.permissions & bit)
            out[at] = QLatin1Char(out[at] == QLatin1Char('x') ? withExecute : without);
    };
    special(04000, 3, 's', 'S');
    special(02000, 6, 's', 'S');
    special(01000, 9, 't', 'T');
    return out;
}

std::optional<QString> readableText(std::string_view bytes, bool isCut)
{
    if (bytes.find('\0') != std::string_view::npos)
        return std::nullopt;
    // A cut may have gone through a character: its beginning is left out.
    while (isCut && !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0xc0) == 0x80)
        bytes.remove_suffix(1);
    if (isCut && !bytes.empty() && static_cast<unsigned char>(bytes.back()) >= 0xc0)
        bytes.remove_suffix(1);
    QString out = text(bytes);
    if (out.count(QChar(QChar::ReplacementCharacter)) > out.size() / 20)
        return std::nullopt;
    for (QChar &c : out) {
        const char16_t u = c.unicode();
        const bool turns = (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
        if (turns || (u < 0x20 && u != '\n' && u != '\t' && u != '\r') || (u >= 0x7f && u < 0xa0))
            c = QChar::ReplacementCharacter;
    }
    return out;
}

} // namespace ui::desk

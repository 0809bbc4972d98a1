#include "ui/window/output_file_name.h"

#include "core/telemetry/redactor.h"

#include <algorithm>

namespace ui::window {
namespace {

constexpr qsizetype kMostChars = 48; // so that a list of files shows it whole

bool isPlain(QChar c)
{
    return c.isLetterOrNumber() || QStringView(u"._+-").contains(c);
}

} // namespace

QString outputFileName(const core::shell::Block &block)
{
    const auto redacted = QString::fromStdString(core::telemetry::redact(block.command).text);
    QString name;
    for (const QChar c : redacted) {
        if (name.size() == kMostChars)
            break;
        if (isPlain(c))
            name += c;
        else if (!name.isEmpty() && name.back() != u'-')
            name += u'-';
    }
    const auto isEdge = [](QChar c) { return c == u'-' || c == u'.'; };
    while (!name.isEmpty() && isEdge(name.back()))
        name.chop(1);
    name.remove(0, std::find_if_not(name.cbegin(), name.cend(), isEdge) - name.cbegin());
    return (name.isEmpty() ? QStringLiteral("output") : name) + QStringLiteral(".txt");
}

} // namespace ui::window

#include "core/shell/scripts.h"

#include <QFile>
#include <QString>

namespace core::shell {

std::string scriptText(const std::string &name)
{
    QFile file(QStringLiteral(":/shell/") + QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("shell script %s is not in the program", name.c_str());
    return file.readAll().toStdString();
}

std::string packed(const std::string &script)
{
    std::string out;
    for (std::size_t at = 0; at < script.size();) {
        const auto end = std::min(script.find('\n', at), script.size());
        const auto text = script.find_first_not_of(" \t", at);
        if (text < end && script[text] != '#')
            out.append(script, text, end - text).append("\n");
        at = end + 1;
    }
    return out;
}

} // namespace core::shell

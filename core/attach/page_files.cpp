#include "core/attach/page_files.h"

#include <QDirIterator>
#include <QFile>
#include <map>

static void initResource()
{
    Q_INIT_RESOURCE(berth_web);
}

namespace core::attach {

namespace {
QByteArray typeOf(const QString &name)
{
    static const std::map<QString, QByteArray> types{
        {QStringLiteral("html"), "text/html; charset=utf-8"}, {QStringLiteral("js"), "text/javascript; charset=utf-8"},
        {QStringLiteral("css"), "text/css; charset=utf-8"},   {QStringLiteral("svg"), "image/svg+xml"},
        {QStringLiteral("woff2"), "font/woff2"},              {QStringLiteral("txt"), "text/plain; charset=utf-8"}};
    const auto found = types.find(name.section(QLatin1Char('.'), -1));
    return found == types.end() ? QByteArray("application/octet-stream") : found->second;
}

std::map<std::string, PageFile> readAll()
{
    initResource();
    const QString root = QStringLiteral(":/berth/web");
    std::map<std::string, PageFile> files;
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            files[file.fileName().mid(root.size()).toStdString()] = {file.readAll(), typeOf(file.fileName())};
    }
    if (const auto index = files.find("/index.html"); index != files.end())
        files["/"] = index->second;
    return files;
}
} // namespace

const PageFile *pageFile(const std::string &path)
{
    static const std::map<std::string, PageFile> files = readAll();
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

} // namespace core::attach

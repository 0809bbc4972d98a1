#include "tests/support/bash_image.h"

#include "core/engine/discovery.h"
#include "core/engine/tar_writer.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <set>

namespace tests {
namespace {

constexpr std::size_t kEndOfArchive = 1024; // two blocks of zeros

std::string contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

QStringList librariesOf(const QString &program)
{
    QProcess ldd;
    ldd.start(QStringLiteral("ldd"), {program});
    ldd.waitForFinished();
    QStringList paths;
    static const QRegularExpression absolute(QStringLiteral("(/\\S+) \\(0x"));
    auto found = absolute.globalMatch(QString::fromLocal8Bit(ldd.readAllStandardOutput()));
    while (found.hasNext())
        paths << found.next().captured(1);
    return paths;
}

} // namespace

core::base::Result<std::string> bashRootTar()
{
    const QString bash = QStringLiteral("/bin/bash");
    auto base = core::engine::busyboxRootTar();
    if (!base)
        return base;
    core::engine::TarWriter more;
    more.file("bin/bash", contentsOf(bash), 0755);
    std::set<std::string> folders;
    for (const QString &library : librariesOf(bash)) {
        const std::string name = library.mid(1).toStdString();
        for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
            if (folders.insert(name.substr(0, slash + 1)).second)
                more.directory(name.substr(0, slash + 1));
        }
        more.file(name, contentsOf(library), 0755);
    }
    if (folders.empty())
        return core::base::fail("test.no_bash", "ldd names no library of /bin/bash.");
    base->resize(base->size() - kEndOfArchive);
    return *base + std::move(more).finish();
}

} // namespace tests

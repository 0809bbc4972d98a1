#include "tests/support/bash_image.h"

#include "core/engine/discovery.h"
#include "core/engine/tar_writer.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
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

// What is put into a root on top of busybox: this machine's files, under their own names.
class Additions
{
public:
    void file(const QString &path) { file(path, path.mid(1).toStdString()); }
    void file(const QString &path, const std::string &name)
    {
        if (!m_files.insert(name).second)
            return;
        for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1)) {
            if (m_folders.insert(name.substr(0, slash + 1)).second)
                m_tar.directory(name.substr(0, slash + 1));
        }
        m_tar.file(name, contentsOf(path), 0755);
    }
    // False when ldd names no library of it.
    bool program(const QString &path)
    {
        file(path, "bin/" + QFileInfo(path).fileName().toStdString()); // what busybox has there is replaced
        const auto libraries = librariesOf(path);
        for (const QString &library : libraries)
            file(library);
        return !libraries.isEmpty();
    }
    void folder(const QString &path)
    {
        for (QDirIterator it(path, QDir::Files, QDirIterator::Subdirectories); it.hasNext();)
            file(it.next());
    }
    std::string finish() && { return std::move(m_tar).finish(); }

private:
    core::engine::TarWriter m_tar;
    std::set<std::string> m_folders{"bin/", "dev/", "etc/", "home/", "proc/", "sys/", "usr/", "var/"}; // busybox has these
    std::set<std::string> m_files;
};

core::base::Result<std::string> rootWith(const QStringList &programs, const QStringList &others)
{
    auto base = core::engine::busyboxRootTar();
    if (!base)
        return base;
    Additions more;
    for (const auto &program : programs)
        if (!more.program(program))
            return core::base::fail("test.no_shell", "ldd names no library of " + program.toStdString() + ".");
    for (const auto &path : others)
        QFileInfo(path).isDir() ? more.folder(path) : more.file(path);
    base->resize(base->size() - kEndOfArchive);
    return *base + std::move(more).finish();
}

} // namespace

core::base::Result<std::string> bashRootTar()
{
    return rootWith({QStringLiteral("/bin/bash")}, {});
}

core::base::Result<std::string> shellsRootTar()
{
    return rootWith({QStringLiteral("/bin/bash"), QStringLiteral("/bin/zsh"), QStringLiteral("/bin/dash"), QStringLiteral("/usr/bin/fish")},
                    {QStringLiteral("/usr/lib/x86_64-linux-gnu/zsh"), QStringLiteral("/usr/share/fish/functions"), QStringLiteral("/usr/share/fish/config.fish"), QStringLiteral("/etc/fish"), QStringLiteral("/lib/terminfo/x")});
}

} // namespace tests

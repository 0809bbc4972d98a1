#include "core/engine/discovery.h"
#include "core/engine/tar_writer.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <cstring>
#include <elf.h>

namespace core::engine {
namespace {

constexpr qint64 kMaxBinary = 16 << 20; // the fullest build is under 3 MiB
constexpr int kListMilliseconds = 2000; // takes about 10

base::Result<QByteArray> none(std::string sentence)
{
    return base::fail("engine.no_busybox", std::move(sentence) + " Install it with: sudo apt-get install busybox-static");
}

// A dynamic program names its loader, which the image will not have.
template<class Ehdr, class Phdr>
bool isStatic(const QByteArray &elf)
{
    Ehdr head;
    if (elf.size() < qsizetype(sizeof head))
        return false;
    std::memcpy(&head, elf.constData(), sizeof head);
    for (unsigned i = 0; i < head.e_phnum; ++i) {
        const quint64 at = quint64(head.e_phoff) + quint64(i) * sizeof(Phdr);
        if (at > quint64(elf.size()) || quint64(elf.size()) - at < sizeof(Phdr))
            return false;
        Phdr segment;
        std::memcpy(&segment, elf.constData() + at, sizeof segment);
        if (segment.p_type == PT_INTERP)
            return false;
    }
    return true;
}

base::Result<QByteArray> readBusybox(const QString &path)
{
    if (path.isEmpty())
        return none("There is no busybox on this machine.");
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxBinary)
        return none("busybox cannot be read.");
    QByteArray elf = file.readAll();
    const bool is64 = elf.size() > EI_CLASS && elf[EI_CLASS] == ELFCLASS64;
    if (!elf.startsWith(ELFMAG) || !(is64 ? isStatic<Elf64_Ehdr, Elf64_Phdr>(elf) : isStatic<Elf32_Ehdr, Elf32_Phdr>(elf)))
        return none("The busybox on this machine needs shared libraries, which an image of it would not have.");
    return elf;
}

QList<QByteArray> appletsOf(const QString &path)
{
    QProcess process;
    process.start(path, {QStringLiteral("--list")});
    if (!process.waitForFinished(kListMilliseconds)) {
        process.kill();
        process.waitForFinished(kListMilliseconds);
        return {};
    }
    return process.readAllStandardOutput().split('\n');
}

} // namespace

base::Result<std::string> busyboxRootTar()
{
    QString path = QStandardPaths::findExecutable(QStringLiteral("busybox"));
    if (path.isEmpty())
        path = QStandardPaths::findExecutable(QStringLiteral("busybox"), {QStringLiteral("/bin"), QStringLiteral("/usr/bin")});
    const auto busybox = readBusybox(path);
    if (!busybox)
        return std::unexpected(busybox.error());
    const QList<QByteArray> applets = appletsOf(path);
    if (!applets.contains("sh"))
        return std::unexpected(none("The busybox on this machine has no shell.").error());

    TarWriter tar;
    for (const char *name : {"bin/", "dev/", "etc/", "home/", "proc/", "sys/", "usr/", "var/"})
        tar.directory(name);
    tar.directory("root/", 0700);
    tar.directory("tmp/", 01777);
    tar.file("bin/busybox", {busybox->constData(), std::size_t(busybox->size())}, 0755);
    for (const QByteArray &applet : applets) {
        if (!applet.isEmpty() && applet != "busybox" && !applet.contains('/') && applet.size() < 64)
            tar.symlink("bin/" + applet.toStdString(), "busybox");
    }
    tar.symlink("sbin", "bin");
    tar.symlink("usr/bin", "../bin");
    tar.symlink("usr/sbin", "../bin");
    tar.symlink("var/tmp", "../tmp");
    tar.file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
    tar.file("etc/group", "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n");
    tar.file("etc/hostname", "busybox\n");
    tar.file("etc/hosts", "127.0.0.1 localhost\n");
    tar.file("etc/shells", "/bin/sh\n/bin/ash\n");
    return std::move(tar).finish();
}

} // namespace core::engine

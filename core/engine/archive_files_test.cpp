#include "core/engine/archive_files.h"

#include "core/engine/archive_handle.h"
#include "core/engine/folder_task.h"
#include "core/engine/pipe_worker.h"
#include "core/engine/tar_writer.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>

using namespace core;
using namespace core::engine;

class ArchiveFilesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    QString path(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    void make(const QString &file, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
    }
    static QByteArray content(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("(none)");
    }
    // A job over bytes that are there already.
    template<class Job>
    static auto over(const std::string &bytes, Job job)
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            qFatal("no pipe");
        std::thread writer([&bytes, fd = ends[1]] {
            std::size_t done = 0;
            while (done < bytes.size()) {
                const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
                if (count <= 0)
                    break;
                done += std::size_t(count);
            }
            ::close(fd);
        });
        auto result = job(ends[0]);
        ::close(ends[0]);
        writer.join();
        return result;
    }
    static std::string packed(const std::vector<std::string> &paths)
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            qFatal("no pipe");
        std::string out;
        std::thread reader([&out, fd = ends[0]] {
            char buffer[4096];
            ssize_t count;
            while ((count = ::read(fd, buffer, sizeof buffer)) > 0)
                out.append(buffer, std::size_t(count));
        });
        const auto result = packFiles(ends[1], paths);
        ::close(ends[1]);
        reader.join();
        ::close(ends[0]);
        return result ? out : std::string();
    }
    // libarchive refuses to write some of what an attacker would; our own writer does not.
    static std::string hostile(const std::function<void(TarWriter &)> &fill)
    {
        TarWriter tar;
        fill(tar);
        return std::move(tar).finish();
    }

private Q_SLOTS:
    void packedAndUnpackedIsTheSame()
    {
        make(path("in/tree/a.txt"), "alpha");
        make(path("in/tree/sub/b\xc3\xbc \n'.bin"), QByteArray(300'000, '\x01'));
        make(path("in/tree/empty"), {});
        QFile::link(QStringLiteral("a.txt"), path("in/tree/link"));
        QFile::setPermissions(path("in/tree/a.txt"), QFile::ReadOwner | QFile::ExeOwner);
        make(path("in/single"), "one");
        QVERIFY(::mkfifo(QFile::encodeName(path("in/tree/fifo")).constData(), 0600) == 0);
        const std::string tar = packed({path("in/tree").toStdString() + "/", path("in/single").toStdString()});
        QVERIFY(!tar.empty());
        QDir().mkpath(path("out"));
        const auto done = over(tar, [&](int fd) { return unpackFiles(fd, path("out").toStdString()); });
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QCOMPARE(content(path("out/tree/a.txt")), QByteArray("alpha"));
        QCOMPARE(content(path("out/tree/sub/b\xc3\xbc \n'.bin")), QByteArray(300'000, '\x01'));
        QCOMPARE(content(path("out/tree/empty")), QByteArray());
        QCOMPARE(content(path("out/single")), QByteArray("one"));
        QVERIFY(QFileInfo(path("out/tree/link")).isSymLink());
        QVERIFY(QFileInfo(path("out/tree/a.txt")).isExecutable());
        QVERIFY(!QFileInfo::exists(path("out/tree/fifo")));
        const auto listed = over(tar, [](int fd) { return archivedFolder(fd); });
        QVERIFY(listed);
        QCOMPARE(listed->size(), std::size_t(4)); // a.txt, sub, empty, link: not what is below sub
        QCOMPARE(bytesBelow({path("in").toStdString()}), std::int64_t(5 + 300'000 + 3));
    }

    void unreadableFilesAreNoHalfArchive()
    {
        const std::string tar = packed({path("absent").toStdString()});
        QVERIFY(tar.empty());
    }

    void nothingIsWrittenOutside_data()
    {
        QTest::addColumn<QByteArray>("tar");
        const auto row = [](const char *name, const std::function<void(TarWriter &)> &fill) { QTest::newRow(name) << QByteArray::fromStdString(hostile(fill)); };
        row("dots", [](TarWriter &t) { t.file("../evil", "x"); });
        row("dots inside", [](TarWriter &t) { t.file("a/../../evil", "x"); });
        row("absolute", [](TarWriter &t) { t.file("/evil", "x"); });
        row("through a link", [](TarWriter &t) { t.symlink("link", ".."); t.file("link/evil", "x"); });
        row("through an absolute link", [](TarWriter &t) { t.symlink("link", "/tmp"); t.file("link/evil", "x"); });
        row("over a link", [](TarWriter &t) { t.symlink("evil", "../evil"); t.file("evil", "x"); });
    }
    void nothingIsWrittenOutside()
    {
        QFETCH(QByteArray, tar);
        QTemporaryDir outer;
        QDir(outer.path()).mkdir(QStringLiteral("inner"));
        const QString inner = outer.filePath(QStringLiteral("inner"));
        over(tar.toStdString(), [&](int fd) { return unpackFiles(fd, inner.toStdString()); });
        QCOMPARE(QDir(outer.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList{QStringLiteral("inner")});
        QVERIFY(!QFile::exists(QStringLiteral("/evil")) && !QFile::exists(QStringLiteral("/tmp/evil")));
    }

    void nonsenseIsAnError()
    {
        QTemporaryDir out;
        for (const std::string &bytes : {std::string(5000, 'x'), std::string("short"), hostile([](TarWriter &t) { t.file("a", std::string(9000, 'y')); }).substr(0, 2000)}) {
            QVERIFY(!over(bytes, [&](int fd) { return unpackFiles(fd, out.path().toStdString()); }));
            QVERIFY(!over(bytes, [](int fd) { return archivedFolder(fd); }));
        }
        const auto file = over(hostile([](TarWriter &t) { t.file("a", "content"); }), [](int fd) { return archivedFile(fd, 4); });
        QVERIFY(file);
        QCOMPARE(*file, std::string("cont"));
        QVERIFY(!over(hostile([](TarWriter &t) { t.directory("a/"); }), [](int fd) { return archivedFile(fd, 4); }));
    }

    void brokenOffDownloadLeavesNoFile()
    {
        const QString target = path("saved.tar");
        std::atomic<bool> whole{false};
        QVERIFY(!over("half", [&](int fd) { return receiveFile(fd, target.toStdString(), whole); }));
        QVERIFY(!QFile::exists(target) && !QFile::exists(target + QStringLiteral(".part")));
        whole = true;
        QVERIFY(over("all of it", [&](int fd) { return receiveFile(fd, target.toStdString(), whole); }));
        QCOMPARE(content(target), QByteArray("all of it"));
    }

    void workerEndsWhenTheOtherSideHasGone()
    {
        tests::Waiting<void> ended;
        auto worker = PipeWorker::start(
            [](const PipeWorker::Pipe &pipe) -> base::Result<void> {
                const std::string block(1 << 20, 'x');
                while (::write(pipe.fd, block.data(), block.size()) > 0) { }
                return base::fail("test.gone", "Nobody reads.");
            },
            ended.done());
        QVERIFY(worker);
        { const base::UniqueFd end = (*worker)->takeEnd(); }
        QVERIFY(ended.wait(10'000));
        QVERIFY(!ended.value() && ended.value().error().is("test.gone"));
    }

    void listingIsParsed_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<int>("count");
        QTest::newRow("none") << QByteArray() << 0;
        QTest::newRow("one") << QByteArray("81a4|12|1700000000|root|/etc/./passwd//\n") << 1;
        QTest::newRow("odd names") << QByteArray("41ed|4096|1|root|/x/./a|b//\n81a4|1|2|UNKNOWN|/x/./line\nnext//\n") << 2;
        QTest::newRow("cut") << QByteArray("81a4|12|1700000000|root|/etc/./pass") << -1;
        QTest::newRow("other words") << QByteArray("find: not found\n") << -1;
        QTest::newRow("no numbers") << QByteArray("zz|a|b|root|/x/y//\n") << -1;
        QTest::newRow("huge numbers") << QByteArray("81a4|99999999999999999999|1|r|/x/y//\n") << -1;
    }
    void listingIsParsed()
    {
        QFETCH(QByteArray, output);
        QFETCH(int, count);
        const auto entries = FolderTask::entriesIn(output.toStdString());
        QCOMPARE(entries ? int(entries->size()) : -1, count);
        if (count == 2) {
            QCOMPARE(entries->at(0).name, std::string("a|b"));
            QVERIFY(entries->at(0).type == FileInfo::Type::Directory && entries->at(0).permissions == 0755);
            QCOMPARE(entries->at(1).name, std::string("line\nnext"));
        }
    }
};

BERTH_TEST(ArchiveFilesTest)
#include "archive_files_test.moc"

#include "core/engine/archive_files.h"

#include "core/engine/archive_handle.h"
#include "core/engine/folder_task.h"
#include "core/engine/pipe_worker.h"
#include "core/engine/tar_writer.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fcntl.h>
#include <pthread.h>
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
    static auto over(const std::string &bytes, Job job, const std::function<void()> &meanwhile = {})
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            qFatal("no pipe");
        std::thread writer([&bytes, &meanwhile, fd = ends[1]] {
            std::size_t done = 0;
            while (done < bytes.size()) {
                const ssize_t count = ::write(fd, bytes.data() + done, std::min<std::size_t>(bytes.size() - done, 64 << 10));
                if (count <= 0)
                    break;
                done += std::size_t(count);
                if (meanwhile)
                    meanwhile();
            }
            ::close(fd);
        });
        auto result = job(ends[0]);
        ::close(ends[0]);
        writer.join();
        return result;
    }
    static std::string packed(const std::vector<std::string> &paths, const std::function<void()> &meanwhile = {})
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            qFatal("no pipe");
        std::string out;
        std::thread reader([&out, &meanwhile, fd = ends[0]] {
            char buffer[64 << 10];
            ssize_t count;
            while ((count = ::read(fd, buffer, sizeof buffer)) > 0) {
                out.append(buffer, std::size_t(count));
                if (meanwhile)
                    meanwhile();
            }
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
        const std::string tar = packed({path("in/tree").toStdString() + "/"});
        QVERIFY(!tar.empty());
        QDir().mkpath(path("out"));
        const auto done = over(tar, [&](int fd) { return unpackFiles(fd, path("out").toStdString(), "tree", Existing::Refuse); });
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        QCOMPARE(content(path("out/tree/a.txt")), QByteArray("alpha"));
        QCOMPARE(content(path("out/tree/sub/b\xc3\xbc \n'.bin")), QByteArray(300'000, '\x01'));
        QCOMPARE(content(path("out/tree/empty")), QByteArray());
        QVERIFY(QFileInfo(path("out/tree/link")).isSymLink());
        QVERIFY(QFileInfo(path("out/tree/a.txt")).isExecutable());
        QVERIFY(!QFileInfo::exists(path("out/tree/fifo")));
        struct stat before{}, after{};
        QVERIFY(::stat(QFile::encodeName(path("in/tree/sub")).constData(), &before) == 0 && ::stat(QFile::encodeName(path("out/tree/sub")).constData(), &after) == 0);
        QVERIFY(before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mode == after.st_mode);
        const auto two = packed({path("in/tree/a.txt").toStdString(), path("in/single").toStdString()});
        const auto refused = over(two, [&](int fd) { return unpackFiles(fd, path("out").toStdString(), "single", Existing::Refuse); });
        QVERIFY(!refused && refused.error().is("engine.protocol"));
        QVERIFY(!QFileInfo::exists(path("out/a.txt")));
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
        row("dots inside", [](TarWriter &t) { t.file("top/../../evil", "x"); });
        row("absolute", [](TarWriter &t) { t.file("/evil", "x"); });
        row("another name", [](TarWriter &t) { t.file("evil", "x"); });
        row("through a link", [](TarWriter &t) { t.symlink("top", ".."); t.file("top/evil", "x"); });
        row("through a link below", [](TarWriter &t) { t.directory("top/"); t.symlink("top/link", "../.."); t.file("top/link/evil", "x"); });
        row("through an absolute link", [](TarWriter &t) { t.symlink("top", "/tmp"); t.file("top/evil", "x"); });
        row("over a link", [](TarWriter &t) { t.symlink("top", "../evil"); t.file("top", "x"); });
        row("a folder over a link", [](TarWriter &t) { t.symlink("top", ".."); t.directory("top/"); t.file("top/evil", "x"); });
    }
    void nothingIsWrittenOutside()
    {
        QFETCH(QByteArray, tar);
        for (const Existing existing : {Existing::Refuse, Existing::Replace}) {
            for (const char *asked : {"top", ""}) {
                QTemporaryDir outer;
                QDir(outer.path()).mkdir(QStringLiteral("inner"));
                const QString inner = outer.filePath(QStringLiteral("inner"));
                (void)over(tar.toStdString(), [&](int fd) { return unpackFiles(fd, inner.toStdString(), asked, existing); });
                QCOMPARE(QDir(outer.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList{QStringLiteral("inner")});
                const QStringList made = QDir(inner).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
                QVERIFY(made.isEmpty() || made == QStringList{*asked ? QStringLiteral("top") : QStringLiteral("rootfs")});
                QVERIFY(!QFile::exists(QStringLiteral("/evil")) && !QFile::exists(QStringLiteral("/tmp/evil")));
            }
        }
    }

    void whatIsThereStaysUnlessItIsToBeReplaced()
    {
        const std::string tar = hostile([](TarWriter &t) { t.directory("d/"); t.file("d/f", "new"); });
        make(path("there/d/f"), "old");
        make(path("there/d/other"), "stays");
        make(path("aside"), "mine");
        const auto unpack = [&](Existing existing) { return over(tar, [&](int fd) { return unpackFiles(fd, path("there").toStdString(), "d", existing); }); };
        const auto refused = unpack(Existing::Refuse);
        QVERIFY(!refused && refused.error().is("engine.conflict"));
        QCOMPARE(content(path("there/d/f")), QByteArray("old"));
        QVERIFY(unpack(Existing::Replace));
        QCOMPARE(content(path("there/d/f")), QByteArray("new"));
        QCOMPARE(content(path("there/d/other")), QByteArray("stays"));
        QFile::remove(path("there/d/f"));
        QVERIFY(QFile::link(path("aside"), path("there/d/f"))); // a link that was there is replaced, not followed
        QVERIFY(unpack(Existing::Replace));
        QCOMPARE(content(path("aside")), QByteArray("mine"));
        QVERIFY(!QFileInfo(path("there/d/f")).isSymLink());
        QDir(path("there/d")).removeRecursively();
        QVERIFY(QFile::link(m_dir.path(), path("there/d"))); // nor is a link to a folder
        const auto linked = unpack(Existing::Replace);
        QVERIFY(!linked && linked.error().is("engine.conflict"));
        QVERIFY(!QFileInfo::exists(path("f")));
    }

    void wholeRootsAndHardLinks()
    {
        // By tar(1), as our own writer makes no hard links.
        make(path("root/bin/tool"), "tool");
        QVERIFY(::link(QFile::encodeName(path("root/bin/tool")).constData(), QFile::encodeName(path("root/bin/same")).constData()) == 0);
        QProcess tar;
        tar.start(QStringLiteral("tar"), {QStringLiteral("-C"), path("root"), QStringLiteral("-c"), QStringLiteral(".")});
        QVERIFY(tar.waitForFinished() && tar.exitCode() == 0);
        const std::string bytes = tar.readAllStandardOutput().toStdString();
        QDir().mkpath(path("whole"));
        const auto done = over(bytes, [&](int fd) { return unpackFiles(fd, path("whole").toStdString(), "", Existing::Refuse); });
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        struct stat one{}, other{};
        QVERIFY(::stat(QFile::encodeName(path("whole/rootfs/bin/tool")).constData(), &one) == 0 && ::stat(QFile::encodeName(path("whole/rootfs/bin/same")).constData(), &other) == 0);
        QCOMPARE(one.st_ino, other.st_ino);
        QCOMPARE(content(path("whole/rootfs/bin/same")), QByteArray("tool"));
    }

    void entriesAreCounted()
    {
        const std::string tar = hostile([](TarWriter &t) {
            t.directory("d/");
            for (int i = 0; i < 20; ++i)
                t.file("d/" + std::to_string(i), "");
        });
        QDir().mkpath(path("counted"));
        const auto done = over(tar, [&](int fd) { return unpackFiles(fd, path("counted").toStdString(), "d", Existing::Refuse, 10); });
        QVERIFY(!done && done.error().is("engine.limit"));
        QCOMPARE(QDir(path("counted/d")).entryList(QDir::Files).size(), 9);
    }

    // Other threads start programs and make files meanwhile.
    void processIsNotChanged()
    {
        for (int i = 0; i < 20; ++i)
            make(path("big/sub/%1").arg(i), QByteArray(200'000, 'x'));
        const auto state = [] {
            QFile status(QStringLiteral("/proc/self/status"));
            (void)status.open(QIODevice::ReadOnly);
            QByteArray umask;
            for (const QByteArray &line : status.readAll().split('\n'))
                umask += line.startsWith("Umask") ? line : QByteArray();
            return umask + QFile::symLinkTarget(QStringLiteral("/proc/self/cwd")).toUtf8();
        };
        const QByteArray before = state();
        std::vector<QByteArray> seen;
        const std::string tar = packed({path("big").toStdString()}, [&] { seen.push_back(state()); });
        QDir().mkpath(path("again"));
        QVERIFY(over(tar, [&](int fd) { return unpackFiles(fd, path("again").toStdString(), "big", Existing::Refuse); }, [&] { seen.push_back(state()); }));
        QVERIFY(seen.size() > 50);
        for (const QByteArray &one : seen)
            QCOMPARE(one, before);
    }

    void nonsenseIsAnError()
    {
        QTemporaryDir out;
        for (const std::string &bytes : {std::string(5000, 'x'), std::string("short"), hostile([](TarWriter &t) { t.file("a", std::string(9000, 'y')); }).substr(0, 2000)}) {
            QVERIFY(!over(bytes, [&](int fd) { return unpackFiles(fd, out.path().toStdString(), "a", Existing::Refuse); }));
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
        const auto left = [&] { return QDir(m_dir.path()).entryList({QStringLiteral("*.part"), QStringLiteral("saved*")}, QDir::AllEntries | QDir::Hidden); };
        QVERIFY(left().isEmpty());
        whole = true;
        QVERIFY(over("all of it", [&](int fd) { return receiveFile(fd, target.toStdString(), whole); }));
        QCOMPARE(content(target), QByteArray("all of it"));
        QCOMPARE(left(), QStringList{QStringLiteral("saved.tar")});
    }

    void withoutAThreadTheCopySaysSo()
    {
        pthread_attr_t attributes;
        QVERIFY(pthread_getattr_default_np(&attributes) == 0);
        std::size_t usual = 0;
        pthread_attr_getstacksize(&attributes, &usual);
        pthread_attr_setstacksize(&attributes, std::size_t(1) << 46); // no machine has room for this
        QVERIFY(pthread_setattr_default_np(&attributes) == 0);
        const auto worker = PipeWorker::start([](const PipeWorker::Pipe &) { return base::Result<void>(); }, [](const base::Result<void> &) {});
        pthread_attr_setstacksize(&attributes, usual);
        QVERIFY(pthread_setattr_default_np(&attributes) == 0);
        pthread_attr_destroy(&attributes);
        QVERIFY(!worker && worker.error().is("engine.local_file"));
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
        QTest::newRow("odd names") << QByteArray("43ff|4096|1|root|/x/./a|b//\n81a4|1|2|UNKNOWN|/x/./line\nnext//\n") << 2;
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
            QVERIFY(entries->at(0).type == FileInfo::Type::Directory && entries->at(0).permissions == 01777);
            QCOMPARE(entries->at(1).name, std::string("line\nnext"));
        }
    }
};

BERTH_TEST(ArchiveFilesTest)
#include "archive_files_test.moc"

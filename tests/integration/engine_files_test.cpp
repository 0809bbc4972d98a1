// Files in and out of containers.
#include "core/engine/container_files.h"
#include "tests/integration/engine_contract.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <algorithm>

using namespace core;
using namespace core::engine;
using tests::EngineContract;
using tests::Waiting;

namespace {

constexpr qint64 kLarge = 100 << 20;

QByteArray digest(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return {};
    return hash.result();
}

} // namespace

class FilesTest : public EngineContract
{
    Q_OBJECT
public:
    using EngineContract::EngineContract;

private:
    QTemporaryDir m_dir;
    ContainerFiles &files() { return *m_engine->files(); }

    QString file(const char *name, const QByteArray &content)
    {
        QFile out(m_dir.filePath(QString::fromUtf8(name)));
        QDir().mkpath(QFileInfo(out.fileName()).path());
        return out.open(QIODevice::WriteOnly) && out.write(content) == content.size() ? out.fileName() : QString();
    }
    std::vector<FileInfo> listed(const std::string &id, const std::string &path)
    {
        return value<std::vector<FileInfo>>([&](auto done) { files().list(id, path, {}, std::move(done)); }).value_or(std::vector<FileInfo>());
    }

private Q_SLOTS:
    void foldersAreListedRunningOrNot()
    {
        const std::string id = run("browsed", {"sh", "-c",
                                               "mkdir -p '/d/sub dir/deep'; echo 12345 > '/d/a\nb'; ln -s /etc /d/link; chmod 640 '/d/a\nb'; chown user '/d/a\nb'; mkfifo /d/pipe; touch /ready; sleep 1000"});
        QVERIFY(!id.empty());
        QTRY_VERIFY(output(id, {"ls", "/ready"}) == "/ready\n");
        const auto check = [&](bool running) {
            const auto entries = listed(id, "/d");
            QCOMPARE(entries.size(), std::size_t(4));
            QCOMPARE(entries[0].name, std::string("a\nb"));
            QCOMPARE(entries[0].size, 6);
            QCOMPARE(entries[0].permissions, 0640u);
            QVERIFY(entries[0].type == FileInfo::Type::File && entries[0].modified > base::WallTime());
            QVERIFY(!running || entries[0].owner == "user");
            QVERIFY(entries[1].name == "link" && entries[1].type == FileInfo::Type::Link);
            QVERIFY(entries[2].name == "pipe" && entries[2].type == FileInfo::Type::Other);
            QVERIFY(entries[3].name == "sub dir" && entries[3].type == FileInfo::Type::Directory);
        };
        check(true);
        const auto root = listed(id, "/");
        QVERIFY(std::ranges::any_of(root, [](const FileInfo &f) { return f.name == "etc" && f.type == FileInfo::Type::Directory; }));
        QVERIFY(!listed(id, "/d/link").empty()); // followed
        QCOMPARE(failure<std::vector<FileInfo>>([&](auto done) { files().list(id, "/absent", {}, std::move(done)); }), std::string("engine.not_found"));
        QVERIFY(succeeds([&](auto done) { m_engine->stop(id, std::move(done)); }));
        check(false);
        QCOMPARE(failure<std::vector<FileInfo>>([&](auto done) { files().list(id, "/absent", {}, std::move(done)); }), std::string("engine.not_found"));
        discard(id);
    }

    // A stopped container's folder comes as an archive of all below it. That passes by, and is kept nowhere.
    void aLargeFolderOfAStoppedContainerIsListed()
    {
        const std::string id = run("holds-much", {"sh", "-c", "mkdir -p /d/sub; for i in 1 2 3; do dd if=/dev/zero of=/d/large$i bs=1M count=64; done; cp /d/large1 /d/sub/deep; echo x > /d/small"});
        QVERIFY(!id.empty());
        QVERIFY(becomes(id, "exited"));
        std::int64_t passed = 0;
        const auto entries = value<std::vector<FileInfo>>([&](auto done) { files().list(id, "/d", [&](const Progress &step) { passed = step.done; }, std::move(done)); });
        QVERIFY(entries);
        QCOMPARE(entries->size(), std::size_t(5));
        QCOMPARE(entries->front().name, std::string("large1"));
        QCOMPARE(entries->front().size, std::int64_t(64) << 20);
        QCOMPARE(entries->at(3).name, std::string("small"));
        QVERIFY(entries->back().name == "sub" && entries->back().type == FileInfo::Type::Directory);
        QVERIFY2(passed > std::int64_t(256) << 20, std::to_string(passed).c_str());

        Waiting<std::vector<FileInfo>> cancelled; // in the middle
        OperationPtr operation;
        std::int64_t seen = 0;
        operation = files().list(id, "/d", [&](const Progress &step) {
            if (std::exchange(seen, step.done) == 0)
                QMetaObject::invokeMethod(m_engine.get(), [&] { operation->cancel(); }, Qt::QueuedConnection);
        }, cancelled.done());
        QVERIFY(cancelled.wait());
        QVERIFY(!cancelled.value() && cancelled.value().error().is("engine.cancelled"));
        QVERIFY(seen < passed);
        discard(id);
    }

    // Docker keeps a container locked while it sends an archive of it: a start from here is not held by our own reading. The
    // file is so large that reading it to its end would outlast the patience with the start.
    void aStartDoesNotWaitForAReading()
    {
        const std::string id = run("locked-by-reading", {"sh", "-c", "mkdir /d; truncate -s 200G /d/sparse"});
        QVERIFY(!id.empty());
        QTRY_VERIFY_WITH_TIMEOUT(m_engine->find(id) && !m_engine->find(id)->isRunning(), 20'000);
        bool isPassing = false;
        Waiting<std::vector<FileInfo>> listed;
        files().list(id, "/d", [&](const Progress &) { isPassing = true; }, listed.done());
        QTRY_VERIFY_WITH_TIMEOUT(isPassing, 20'000);
        QVERIFY(succeeds([&](auto done) { m_engine->start(id, std::move(done)); }));
        QVERIFY(listed.isDone() && !listed.value() && listed.value().error().is("engine.cancelled"));
        discard(id);
    }

    void filesAreLookedAtAndRead()
    {
        const std::string id = run("read", {"sh", "-c", "echo hello > /f; ln -s /f /l; ln -s /nowhere /broken; sleep 1000"});
        QTRY_VERIFY(output(id, {"cat", "/l"}) == "hello\n");
        const auto info = value<FileInfo>([&](auto done) { files().stat(id, "/f", std::move(done)); });
        QVERIFY(info);
        QCOMPARE(info->size, 6);
        QVERIFY(info->type == FileInfo::Type::File);
        const auto read = [&](const char *path, std::size_t most) { return value<std::string>([&](auto done) { files().read(id, path, most, std::move(done)); }); };
        QCOMPARE(read("/f", 100).value_or("?"), std::string("hello\n"));
        QCOMPARE(read("/f", 3).value_or("?"), std::string("hel"));
        QCOMPARE(read("/l", 100).value_or("?"), std::string("hello\n"));
        QCOMPARE(failure<std::string>([&](auto done) { files().read(id, "/etc", 10, std::move(done)); }), std::string("engine.conflict"));
        QCOMPARE(failure<std::string>([&](auto done) { files().read(id, "/absent", 10, std::move(done)); }), std::string("engine.not_found"));
        QVERIFY(failure<std::string>([&](auto done) { files().read(id, "/broken", 10, std::move(done)); }).starts_with("engine."));
        discard(id);
    }

    void aLargeFileGoesInAndOutWithProgress()
    {
        const std::string id = run("large");
        QVERIFY(!id.empty());
        QByteArray content(kLarge, Qt::Uninitialized);
        QRandomGenerator(7).generate(reinterpret_cast<quint32 *>(content.data()), reinterpret_cast<quint32 *>(content.data() + content.size()));
        const QString in = file("large.bin", content);
        QVERIFY(!in.isEmpty());
        content = {};
        std::vector<Progress> steps;
        QVERIFY(succeeds([&](auto done) { files().copyIn(id, {in.toStdString()}, "/tmp", [&](const Progress &p) { steps.push_back(p); }, std::move(done)); }, 120'000));
        QVERIFY(steps.size() > 10);
        QVERIFY(steps.back().done >= kLarge && steps.back().total >= kLarge);
        QCOMPARE(output(id, {"stat", "-c", "%s %u", "/tmp/large.bin"}), std::to_string(kLarge) + " 0\n");

        const QString out = m_dir.filePath(QStringLiteral("out"));
        QDir().mkpath(out);
        steps.clear();
        QVERIFY(succeeds([&](auto done) { files().copyOut(id, "/tmp/large.bin", out.toStdString(), [&](const Progress &p) { steps.push_back(p); }, std::move(done)); }, 120'000));
        QVERIFY(steps.size() > 10 && steps.back().done >= kLarge);
        QCOMPARE(digest(out + QStringLiteral("/large.bin")), digest(in));
        discard(id);
    }

    void treesGoInAndOut()
    {
        const std::string id = run("tree");
        file("t/one \xc3\xbc.txt", "1");
        file("t/sub/two", "22");
        QFile::link(QStringLiteral("sub/two"), m_dir.filePath(QStringLiteral("t/ln")));
        QVERIFY(succeeds([&](auto done) { files().copyIn(id, {m_dir.filePath(QStringLiteral("t")).toStdString(), file("extra", "x").toStdString()}, "/tmp", {}, std::move(done)); }));
        QCOMPARE(output(id, {"sh", "-c", "cat '/tmp/t/one \xc3\xbc.txt' /tmp/t/sub/two /tmp/t/ln /tmp/extra; readlink /tmp/t/ln"}), std::string("12222xsub/two\n"));
        const QString out = m_dir.filePath(QStringLiteral("back"));
        QDir().mkpath(out);
        QVERIFY(succeeds([&](auto done) { files().copyOut(id, "/tmp/t", out.toStdString(), {}, std::move(done)); }));
        QFile two(out + QStringLiteral("/t/sub/two"));
        QVERIFY(two.open(QIODevice::ReadOnly) && two.readAll() == "22");
        two.close();
        const auto copy = [&](const std::string &path, const LocalFolder &to) { return [&, path, to](auto done) { files().copyOut(id, path, to, {}, std::move(done)); }; };
        QCOMPARE(failure<void>(copy("/tmp/t", out.toStdString())), std::string("engine.conflict"));
        QVERIFY(QFile::remove(two.fileName()));
        QVERIFY(succeeds(copy("/tmp/t/", {out.toStdString(), Existing::Replace})));
        QVERIFY(QFile::exists(two.fileName()));
        QVERIFY(succeeds(copy("/tmp/t/ln", out.toStdString())));
        QCOMPARE(QFileInfo(out + QStringLiteral("/ln")).isSymLink(), !isPodman());
        QVERIFY(succeeds(copy("/", out.toStdString())));
        QVERIFY(QFileInfo(out + QStringLiteral("/rootfs/bin/busybox")).isExecutable());
        QCOMPARE(QDir(out).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot, QDir::Name), QStringList({QStringLiteral("ln"), QStringLiteral("rootfs"), QStringLiteral("t")}));
        discard(id);
    }

    void copiesThatCannotBeSayWhy()
    {
        const std::string id = run("refused");
        const std::string in = file("some", "x").toStdString();
        QCOMPARE(failure<void>([&](auto done) { files().copyIn(id, {in}, "/absent", {}, std::move(done)); }), std::string("engine.not_found"));
        QCOMPARE(failure<void>([&](auto done) { files().copyIn(id, {in + "-absent"}, "/tmp", {}, std::move(done)); }), std::string("engine.local_file"));
        QCOMPARE(output(id, {"sh", "-c", "ls -A /tmp"}), std::string());
        QCOMPARE(failure<void>([&](auto done) { files().copyOut(id, "/absent", m_dir.path().toStdString(), {}, std::move(done)); }), std::string("engine.not_found"));
        QCOMPARE(failure<void>([&](auto done) { files().copyOut(id, "/etc", "/nonexistent/folder", {}, std::move(done)); }), std::string("engine.local_file"));
        discard(id);
        QCOMPARE(failure<void>([&](auto done) { files().copyIn(id, {in}, "/tmp", {}, std::move(done)); }), std::string("engine.not_found"));
    }

    void copiesAreCancelled()
    {
        const std::string id = run("cancelled-copy");
        const std::string in = file("big", QByteArray(kLarge / 2, 'x')).toStdString();
        Waiting<void> ended;
        OperationPtr operation;
        operation = files().copyIn(id, {in}, "/tmp", [&](const Progress &p) {
            if (p.done > 1 << 20)
                operation->cancel();
        }, ended.done());
        QVERIFY(ended.wait() && ended.value().error().is("engine.cancelled"));
        Waiting<void> out;
        operation = files().copyOut(id, "/bin", m_dir.path().toStdString(), [&](const Progress &) { operation->cancel(); }, out.done());
        QVERIFY(out.wait() && out.value().error().is("engine.cancelled"));
        discard(id);
    }
};

BERTH_ENGINE_TEST(FilesTest)
#include "engine_files_test.moc"

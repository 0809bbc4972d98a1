#include "core/host/instance_dir.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>

using namespace core::host;
namespace fs = std::filesystem;

class InstanceDirTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isPrivateAndGoesWithItsOwner()
    {
        const QTemporaryDir base;
        const std::string runtime = base.filePath(QStringLiteral("run")).toStdString();
        std::string path;
        {
            const auto dir = InstanceDir::create(runtime);
            QVERIFY(dir.has_value());
            path = dir->path();
            QCOMPARE(path, runtime + "/instances/" + dir->id());
            QCOMPARE(dir->id().size(), std::size_t(8));
            for (const std::string &folder : {runtime, runtime + "/instances", path}) {
                struct stat info;
                QCOMPARE(::stat(folder.c_str(), &info), 0);
                QCOMPARE(int(info.st_mode & 0777), 0700);
            }
            QFile pid(QString::fromStdString(path + "/pid"));
            QVERIFY(pid.open(QIODevice::ReadOnly));
            QCOMPARE(pid.readAll().trimmed().toLongLong(), qint64(::getpid()));
        }
        QVERIFY(!fs::exists(path));
    }

    void leftOversGoAndLiveOnesStay()
    {
        const QTemporaryDir base;
        const std::string runtime = base.filePath(QStringLiteral("run")).toStdString();
        const auto alive = InstanceDir::create(runtime);
        fs::create_directories(runtime + "/instances/dead0001/deep");
        QFile pid(QString::fromStdString(runtime + "/instances/dead0001/pid"));
        QVERIFY(pid.open(QIODevice::WriteOnly)); // not locked: its process is gone, whatever the number says
        pid.write(QByteArray::number(::getpid()));
        pid.close();
        fs::create_directories(runtime + "/instances/dead0002");
        const QTemporaryDir elsewhere;
        fs::create_directory_symlink(elsewhere.path().toStdString(), runtime + "/instances/link");

        const auto other = InstanceDir::create(runtime);
        QVERIFY(fs::exists(alive->path()));
        QVERIFY(fs::exists(other->path()));
        QVERIFY(!fs::exists(runtime + "/instances/dead0001"));
        QVERIFY(!fs::exists(runtime + "/instances/dead0002"));
        QVERIFY(fs::exists(elsewhere.path().toStdString()));
    }

    void manyAtOnceDoNotRemoveEachOther()
    {
        const QTemporaryDir base;
        const std::string runtime = base.filePath(QStringLiteral("run")).toStdString();
        std::vector<std::optional<InstanceDir>> dirs(8);
        {
            std::vector<std::jthread> threads;
            for (auto &slot : dirs)
                threads.emplace_back([&slot, &runtime] {
                    if (auto made = InstanceDir::create(runtime))
                        slot.emplace(std::move(*made));
                });
        }
        std::set<std::string> ids;
        for (const auto &dir : dirs) {
            QVERIFY(dir.has_value());
            QVERIFY(fs::exists(dir->path() + "/pid"));
            ids.insert(dir->id());
        }
        QCOMPARE(ids.size(), dirs.size());
    }

    void refusesAFolderThatIsNotOurs()
    {
        const QTemporaryDir base;
        const std::string runtime = base.filePath(QStringLiteral("run")).toStdString();
        fs::create_directory_symlink(base.path().toStdString(), runtime);
        QVERIFY(InstanceDir::create(runtime).error().is("host.runtime_dir"));
    }
};

BERTH_TEST(InstanceDirTest)
#include "instance_dir_test.moc"

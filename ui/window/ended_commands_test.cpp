// Which commands are worth a word when they end unseen, and what is said.
#include "ui/window/ended_commands.h"

#include "tests/support/test_main.h"

#include <QTest>

using namespace ui::window;
using namespace std::chrono_literals;
using core::shell::Block;

namespace {

Block ended(const std::string &command, std::chrono::milliseconds took, std::optional<int> exit = 0)
{
    Block block;
    block.trusted = true;
    block.state = Block::State::Finished;
    block.command = command;
    block.cwd = "/srv/app";
    block.duration = took;
    block.exitCode = exit;
    return block;
}

} // namespace

class EndedCommandsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theProgramOfACommand_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("program");
        QTest::newRow("plain") << QStringLiteral("vim notes.md") << QStringLiteral("vim");
        QTest::newRow("folder") << QStringLiteral("/usr/bin/vim x") << QStringLiteral("vim");
        QTest::newRow("assignment") << QStringLiteral("EDITOR=vi LANG=C make -j2") << QStringLiteral("make");
        QTest::newRow("sudo") << QStringLiteral("sudo -E less /var/log/syslog") << QStringLiteral("less");
        QTest::newRow("env") << QStringLiteral("env A=1 top") << QStringLiteral("top");
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("wrapper alone") << QStringLiteral("sudo") << QString();
    }
    void theProgramOfACommand()
    {
        QFETCH(QString, command);
        QFETCH(QString, program);
        QCOMPARE(programOf(command.toStdString()), program);
    }

    void whatIsWorthSaying()
    {
        const EndedCommandPolicy policy{10s, programNames(QStringLiteral("vim, less ssh"))};
        QCOMPARE(policy.skipped.size(), 3);
        QVERIFY(isWorthSaying(ended("make", 10s), policy));
        QVERIFY(!isWorthSaying(ended("make", 9999ms), policy));
        QVERIFY(!isWorthSaying(ended("vim x", 1h), policy));
        QVERIFY(!isWorthSaying(ended("sudo vim x", 1h), policy));
        QVERIFY(!isWorthSaying(ended("make", 1h), {0s, {}})); // switched off
        Block forged = ended("make", 1h);
        forged.trusted = false;
        QVERIFY(!isWorthSaying(forged, policy));
    }

    void whatIsSaid()
    {
        core::session::Place place;
        place.containerId = "1";
        place.containerName = "shop-api";
        const EndedNotice failed = endedNotice(ended("npm test", 380s, 1), place);
        QCOMPARE(failed.title, QStringLiteral("Failed after 6 min 20 s: exit 1"));
        QCOMPARE(failed.text, QStringLiteral("npm test — shop-api, /srv/app"));
        QCOMPARE(endedNotice(ended("make", 12s), {}).title, QStringLiteral("Done after 12.0 s"));
        QCOMPARE(endedNotice(ended("make", 12s, std::nullopt), {}).title, QStringLiteral("Ended after 12.0 s"));
    }

    void nothingHiddenAndNoSecretLeaves()
    {
        const auto text = [](const std::string &command) { return endedNotice(ended(command, 20s), {}).text; };
        QVERIFY(!text("curl -H 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345' https://x").contains(QStringLiteral("abcdefghijklmnop")));
        QVERIFY(!text("DB_PASSWORD=hunter2hunter2 ./run").contains(QStringLiteral("hunter2")));
        const QString shown = text("echo \x1b]0;x\x07 a\nb\xe2\x80\xae" "c");
        for (const QChar c : shown) {
            QVERIFY(c.category() != QChar::Other_Control);
            QVERIFY(c.category() != QChar::Other_Format);
        }
        QVERIFY(text(std::string(5000, 'x')).size() < 300);
    }
};
BERTH_TEST(EndedCommandsTest)
#include "ended_commands_test.moc"

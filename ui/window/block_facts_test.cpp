#include "ui/window/block_facts.h"

#include "tests/support/test_main.h"

#include <QTextDocument>
#include <QTest>

using namespace ui::window;
using core::shell::Block;
using namespace std::chrono_literals;

namespace {

const QDateTime kNow(QDate(2026, 11, 29), QTime(14, 0, 0));

core::base::WallTime at(const QDateTime &time)
{
    return core::base::WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
}

Block failed()
{
    Block block;
    block.state = Block::State::Finished;
    block.trusted = true;
    block.command = "npm test";
    block.cwd = "/srv/app";
    block.exitCode = 1;
    block.start = at(QDateTime(QDate(2026, 11, 29), QTime(2, 10, 33)));
    block.duration = 6200ms;
    return block;
}

core::session::Place inContainer()
{
    return {"podman:/run/podman.sock", "abc", "berth-starter", "berth/starter", "root"};
}

// As it is read.
QString shown(const Block &block, const core::session::Place &place)
{
    QTextDocument text;
    text.setHtml(blockToolTip(block, place, kNow));
    return text.toPlainText().simplified();
}

} // namespace

class BlockFactsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFactIsThere()
    {
        QCOMPARE(blockSpoken(failed(), inContainer(), kNow),
                 QStringLiteral("npm test, Started: 02:10:33, Result: failed, exit 1, 6.2 s, Folder: /srv/app, Where: berth-starter (podman) as root"));
        QCOMPARE(shown(failed(), inContainer()),
                 QStringLiteral("npm test Started 02:10:33 Result failed, exit 1, 6.2 s Folder /srv/app Where berth-starter (podman) as root"));
        core::session::Place here;
        here.user = "ada";
        QVERIFY(shown(failed(), here).endsWith(QStringLiteral("Where this computer as ada")));
    }

    void theTimeIsTheLocalesAndHasItsDayWhenThatWasAnother()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const QString english = blockSpoken(failed(), {}, kNow), yesterday = blockSpoken(failed(), {}, kNow.addDays(1));
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        const QString german = blockSpoken(failed(), {}, kNow);
        QLocale::setDefault(before);
        QVERIFY2(english.contains(QStringLiteral("Started: 2:10:33 AM,")), qPrintable(english));
        QVERIFY2(german.contains(QStringLiteral("Started: 02:10:33,")), qPrintable(german));
        QVERIFY2(yesterday.contains(QStringLiteral("29 Nov 2026 02:10:33")), qPrintable(yesterday));
    }

    void whatRunsIsSaidSinceWhen()
    {
        Block block = failed();
        block.state = Block::State::Running;
        block.start = at(kNow.addSecs(-75));
        QVERIFY(shown(block, {}).contains(QStringLiteral("Result running for 1 min 15 s")));
        block.start = at(kNow.addSecs(75)); // the clock was set
        QVERIFY2(blockSpoken(block, {}, kNow).contains(QStringLiteral("Result: running, ")), qPrintable(blockSpoken(block, {}, kNow)));
    }

    void whatIsNotKnownIsLeftOut()
    {
        Block block = failed();
        block.start = {};
        block.cwd.clear();
        block.exitCode.reset();
        QCOMPARE(blockSpoken(block, {}, kNow), QStringLiteral("npm test, Result: ended, exit code unknown, 6.2 s, Where: this computer"));
    }

    // Whoever prints marks may claim anything: a command, an exit code, a place.
    void printedMarksAreNotVouchedFor()
    {
        Block block = failed();
        block.trusted = false;
        const QString tip = shown(block, inContainer());
        QVERIFY2(tip.startsWith(QStringLiteral("Started 02:10:33 Not verified: ")), qPrintable(tip));
        for (const char *claim : {"npm", "exit", "/srv", "root", "starter"})
            QVERIFY2(!tip.contains(QLatin1String(claim)) && !blockSpoken(block, inContainer(), kNow).contains(QLatin1String(claim)), claim);
    }

    void aProgramsTextIsNoMarkupAndIsCut()
    {
        Block block = failed();
        block.command = "echo '<b>x</b>'\n" + std::string(500, 'y');
        block.cwd = "/<i>/" + std::string(500, 'z');
        const QString tip = shown(block, {});
        QVERIFY2(tip.startsWith(QStringLiteral("echo '<b>x</b>' ↵ yyy")) && tip.contains(QStringLiteral("Folder /<i>/zzz")), qPrintable(tip));
        QVERIFY(tip.size() < 300);
    }
};
BERTH_TEST(BlockFactsTest)
#include "block_facts_test.moc"

#include "core/agent/near_names.h"
#include "core/agent/shell_words.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::agent;

class NearNamesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void distanceCountsSlips()
    {
        QCOMPARE(editDistance("git", "git", 3), 0);
        QCOMPARE(editDistance("gti", "git", 3), 1); // two neighbours swapped
        QCOMPARE(editDistance("gt", "git", 3), 1);
        QCOMPARE(editDistance("gitt", "git", 3), 1);
        QCOMPARE(editDistance("got", "git", 3), 1);
        QCOMPARE(editDistance("kitten", "sitting", 5), 3);
        QCOMPARE(editDistance("", "abc", 5), 3);
        QCOMPARE(editDistance("abcdef", "uvwxyz", 2), 3); // no more than the limit is worked out
    }

    void nearestName_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("meant");
        QTest::newRow("transposition before substitution") << QStringLiteral("gti") << QStringLiteral("git");
        QTest::newRow("familiar before strange") << QStringLiteral("gitt") << QStringLiteral("git");
        QTest::newRow("two slips in a long name") << QStringLiteral("dcoker") << QStringLiteral("docker");
        QTest::newRow("sl") << QStringLiteral("sl") << QStringLiteral("ls");
        QTest::newRow("pyhton3") << QStringLiteral("pyhton3") << QStringLiteral("python3");
        QTest::newRow("systemclt") << QStringLiteral("systemclt") << QStringLiteral("systemctl");
        QTest::newRow("nothing near") << QStringLiteral("frobnicate") << QString();
        QTest::newRow("short names are not all alike") << QStringLiteral("zzq") << QString();
        QTest::newRow("one letter") << QStringLiteral("q") << QString();
    }
    void nearestName()
    {
        QFETCH(QString, typed);
        QFETCH(QString, meant);
        const std::vector<std::string> commands{"gtk", "git", "gitk", "gtr", "docker", "locker", "ls", "sh", "python3", "systemctl", "[", "w"};
        const std::vector<std::string> familiar{"git", "ls", "docker"};
        QCOMPARE(QString::fromStdString(core::agent::nearestName(typed.toStdString(), commands, familiar)), meant);
    }

    void decidingPrograms_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("programs");
        QTest::newRow("plain") << QStringLiteral("grep x f") << QStringLiteral("grep");
        QTest::newRow("path") << QStringLiteral("/usr/bin/grep x") << QStringLiteral("grep");
        QTest::newRow("assignment") << QStringLiteral("LC_ALL=C A='b c' grep x") << QStringLiteral("grep");
        QTest::newRow("wrapper") << QStringLiteral("sudo -n env -i X=1 diff a b") << QStringLiteral("diff");
        QTest::newRow("pipeline") << QStringLiteral("cat f | sort | grep -q x") << QStringLiteral("grep");
        QTest::newRow("and-or") << QStringLiteral("make && grep x f || diff a b") << QStringLiteral("make grep diff");
        QTest::newRow("list") << QStringLiteral("cd x; make") << QStringLiteral("make");
        QTest::newRow("quoted operators") << QStringLiteral("grep 'a | b; c' \"d && e\"") << QStringLiteral("grep");
        QTest::newRow("redirection") << QStringLiteral("make > log 2>&1") << QStringLiteral("make");
        QTest::newRow("escaped") << QStringLiteral("grep a\\|b f") << QStringLiteral("grep");
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("open quote") << QStringLiteral("echo 'a | b") << QStringLiteral("echo");
    }
    void decidingPrograms()
    {
        QFETCH(QString, line);
        QFETCH(QString, programs);
        QString joined;
        for (const std::string &program : core::agent::decidingPrograms(line.toStdString()))
            joined += (joined.isEmpty() ? QString() : QStringLiteral(" ")) + QString::fromStdString(program);
        QCOMPARE(joined, programs);
    }

    void wordsAreQuoted()
    {
        QCOMPARE(quoteWord("a/b.c"), std::string("a/b.c"));
        QCOMPARE(quoteWord("a b"), std::string("'a b'"));
        QCOMPARE(quoteWord("it's; rm -rf /"), std::string("'it'\\''s; rm -rf /'"));
        QCOMPARE(quoteWord("$(id)"), std::string("'$(id)'"));
        QCOMPARE(quoteWord("-rf"), std::string("./-rf"));
        QCOMPARE(quoteWord(""), std::string("''"));
    }

    void onlyWholeWordsAreReplaced()
    {
        QCOMPARE(replaceWord("gti status", "gti", "git"), std::string("git status"));
        QCOMPARE(replaceWord("./gti gti", "gti", "git"), std::string("./gti git"));
        QCOMPARE(replaceWord("gtix", "gti", "git"), std::string());
        QCOMPARE(replaceWord("cat 'my fil'", "my fil", "my file"), std::string("cat 'my file'"));
        QCOMPARE(replaceWord("x", "", "y"), std::string());
    }
};
BERTH_TEST(NearNamesTest)
#include "near_names_test.moc"

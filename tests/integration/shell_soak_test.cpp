// Ten thousand commands in a row, typed as fast as the shell takes them: every one has its block.
#include "tests/support/test_main.h"

#include "tests/support/local_shell.h"

#include <QTest>

class ShellSoakTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenThousandCommands_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("count");
        QTest::newRow("bash") << QStringLiteral("/bin/bash") << 10'000;
        QTest::newRow("zsh") << QStringLiteral("/bin/zsh") << 10'000;
        QTest::newRow("fish") << QStringLiteral("/usr/bin/fish") << 2'000; // a tenth as fast, by itself
    }
    void tenThousandCommands()
    {
        QFETCH(QString, program);
        tests::LocalShell sh(program.toStdString(), {{".bashrc", "PS1='$ '\n"}, {".zshrc", "PS1='> '\nsetopt interactive_comments\n"}});
        QVERIFY(sh.isUp());
        QFETCH(int, count);
        const auto commands = std::size_t(count);
        constexpr std::size_t kAhead = 100;
        const auto line = [](std::size_t i) { return "sh -c 'exit " + std::to_string(i % 200) + "' # " + std::to_string(i); };
        const auto quick = [](std::size_t i) { return "(exit " + std::to_string(i % 200) + ") # " + std::to_string(i); };
        const bool fish = program.endsWith(QLatin1String("fish"));
        for (std::size_t i = 0; i < commands; ++i) {
            sh.type((fish ? line(i) : quick(i)) + "\r");
            if (i % kAhead == kAhead - 1)
                QVERIFY(sh.waitFor([&] { return sh.finished.size() > i; }));
        }
        QCOMPARE(sh.finished.size(), commands);
        for (std::size_t i = 0; i < commands; ++i) {
            QVERIFY(sh.finished[i].block.trusted);
            QCOMPARE(sh.finished[i].block.exitCode, std::optional<int>(int(i % 200)));
            QCOMPARE(sh.finished[i].block.command, fish ? line(i) : quick(i));
        }
    }
};
BERTH_TEST(ShellSoakTest)
#include "shell_soak_test.moc"

#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/injection.h"

#include <QStringList>
#include <QTest>

using namespace core::shell;

class InjectionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void commandsThatAreAShell_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("isShell");
        QTest::addColumn<bool>("login");
        const auto row = [](const char *command, bool isShell, bool login = false) { QTest::newRow(command) << QString::fromLatin1(command) << isShell << login; };
        row("zsh", true);
        row("/usr/bin/fish", true);
        row("bash -i", true);
        row("bash -l", true, true);
        row("bash -il", true, true);
        row("bash --login", true, true);
        row("sh --interactive", true);
        row("busybox sh", true);
        row("/bin/busybox ash -l", true, true);
        row("busybox", false);
        row("busybox ls", false);
        row("busybox sh -c true", false);
        row("bash -c true", false); // runs something
        row("bash --norc", false); // wants less than we would bring
        row("zsh -f", false);
        row("bash script", false);
        row("bash -", false);
        row("-bash", false);
        row("htop", false);
        row("", false);
    }
    void commandsThatAreAShell()
    {
        QFETCH(QString, command);
        QFETCH(bool, isShell);
        QFETCH(bool, login);
        std::vector<std::string> words;
        for (const QString &word : command.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            words.push_back(word.toStdString());
        const auto shell = plainShell(words);
        QCOMPARE(shell.has_value(), isShell);
        QVERIFY(!isShell || (shell->program == words.front() && shell->login == login && shell->applet.empty() == !command.contains(QLatin1String("busybox"))));
    }
};
BERTH_TEST(InjectionTest)
#include "injection_test.moc"

#include "core/host/shell_environment.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <unistd.h>

using namespace core::host;

class ShellEnvironmentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void describesOurTerminalAndKeepsTheRest()
    {
        const auto list = shellEnvironment({{"HOME", "/h"}, {"TERM", "dumb"}, {"TMUX", "x"}, {"BERTH_NONCE_FILE", "n"}, {"BERTH_REMOVE", "/h/x"}, {"BERTH_RUNTIME_DIR", "/r"},
                                            {"NOTIFY_SOCKET", "s"}, {"LANG", "de_DE.UTF-8"}}, "/bin/bash");
        const Environment got(list.begin(), list.end());
        const Environment expected{{"HOME", "/h"}, {"BERTH_RUNTIME_DIR", "/r"}, {"LANG", "de_DE.UTF-8"}, {"SHELL", "/bin/bash"}, {"TERM", "xterm-256color"},
                                   {"COLORTERM", "truecolor"}, {"TERM_PROGRAM", "berth"}, {"TERM_PROGRAM_VERSION", BERTH_VERSION}};
        QVERIFY(got == expected);
    }

    void theLoginShellMustExist()
    {
        QCOMPARE(loginShell({{"SHELL", "/bin/sh"}}, 0), std::string("/bin/sh"));
        QVERIFY(loginShell({{"SHELL", "/nowhere/sh"}}, ::getuid()) != "/nowhere/sh");
        QCOMPARE(loginShell({{"SHELL", "sh"}}, 4'000'000'000u), std::string("/bin/sh")); // no such user
    }
};

BERTH_TEST(ShellEnvironmentTest)
#include "shell_environment_test.moc"

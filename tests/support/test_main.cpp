#include "tests/support/test_main.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryFile>
#include <QTest>
#ifdef QT_WIDGETS_LIB
#include <QApplication>
#endif
#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

namespace tests {
namespace {
struct Entry
{
    const char *name;
    std::function<QObject *()> make;
};
std::vector<Entry> &entries()
{
    static std::vector<Entry> all;
    return all;
}
} // namespace

int registerTest(const char *name, std::function<QObject *()> make)
{
    entries().push_back({name, std::move(make)});
    return 0;
}
} // namespace tests

namespace {
// Qt Test has no exit code for skips: read them back from its own text log.
int countUnexpectedSkips(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    int skips = 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("SKIP   :") && !line.contains("expected:"))
            ++skips;
    }
    return skips;
}
} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
#ifdef QT_WIDGETS_LIB
    QApplication app(argc, argv);
#else
    QCoreApplication app(argc, argv);
#endif
    QStringList arguments = app.arguments();
    // It takes every signal for a crash, also the one that is ignored above and in the programs: a peer that has gone.
    arguments << QStringLiteral("-nocrashhandler");
    QString only;
    if (arguments.size() > 1 && !arguments.at(1).startsWith(QLatin1Char('-'))) {
        for (const auto &entry : tests::entries()) {
            if (arguments.at(1) == QLatin1String(entry.name))
                only = arguments.takeAt(1);
            if (!only.isEmpty())
                break;
        }
    }
    const bool strict = qEnvironmentVariable("CI") == QLatin1String("true");
    int failures = 0;
    for (const auto &entry : tests::entries()) {
        if (!only.isEmpty() && only != QLatin1String(entry.name))
            continue;
        std::unique_ptr<QObject> test(entry.make());
        QTemporaryFile log;
        QStringList args = arguments;
        if (strict && log.open())
            args << QStringLiteral("-o") << log.fileName() + QStringLiteral(",txt") << QStringLiteral("-o") << QStringLiteral("-,txt");
        failures += QTest::qExec(test.get(), args);
        if (strict) {
            const int skips = countUnexpectedSkips(log.fileName());
            if (skips > 0)
                std::fprintf(stderr, "FAIL!  : %s skipped %d test(s) that CI can run\n", entry.name, skips);
            failures += skips;
        }
    }
    return failures > 125 ? 125 : failures;
}

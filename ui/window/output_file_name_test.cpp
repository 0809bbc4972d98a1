#include "ui/window/output_file_name.h"

#include "tests/support/test_main.h"

#include <QTest>

class OutputFileNameTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("name");
        QTest::newRow("words") << QStringLiteral("npm run build") << QStringLiteral("npm-run-build.txt");
        QTest::newRow("path") << QStringLiteral("cat ../../etc/passwd | sort") << QStringLiteral("cat-..-..-etc-passwd-sort.txt");
        QTest::newRow("hidden, an option") << QStringLiteral("./-rf .") << QStringLiteral("rf.txt");
        QTest::newRow("lines") << QStringLiteral("for i in 1 2\ndo\techo $i\ndone") << QStringLiteral("for-i-in-1-2-do-echo-i-done.txt");
        QTest::newRow("letters") << QStringLiteral("echo größe \u202e\U0001f600") << QStringLiteral("echo-größe.txt");
        QTest::newRow("secret") << QStringLiteral("TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyz x") << QStringLiteral("TOKEN-redacted-x.txt");
        QTest::newRow("long") << QString(200, u'a') << QString(48, u'a') + QStringLiteral(".txt");
        QTest::newRow("nothing") << QString() << QStringLiteral("output.txt");
        QTest::newRow("nothing safe") << QStringLiteral("../.. ;") << QStringLiteral("output.txt");
    }
    void names()
    {
        QFETCH(QString, command);
        QFETCH(QString, name);
        core::shell::Block block;
        block.command = command.toStdString();
        QCOMPARE(ui::window::outputFileName(block), name);
    }
};
BERTH_TEST(OutputFileNameTest)
#include "output_file_name_test.moc"

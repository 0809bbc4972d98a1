#include "core/telemetry/log.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace core::telemetry;

class LogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(QStringLiteral("log.jsonl"));
        m_before = qInstallMessageHandler(nullptr);
        m_rules = qgetenv("QT_LOGGING_RULES"); // stronger than ours: away with it
        qunsetenv("QT_LOGGING_RULES");
    }

    void cleanup()
    {
        qInstallMessageHandler(m_before);
        QLoggingCategory::setFilterRules({});
        qputenv("QT_LOGGING_RULES", m_rules);
    }

    void linesAreJsonWithTraceAndWithoutSecrets()
    {
        install({"berthd", m_file.toStdString(), false, "warning"});
        const std::string trace = newTraceId();
        {
            const TraceScope scope(trace);
            qCWarning(lcStore, "cannot reach https://u:hunter22@host \"quoted\"");
        }
        qCInfo(lcStore, "below the level");
        qCCritical(lcHost, "after");
        const auto lines = readLines();
        QCOMPARE(lines.size(), std::size_t(2));
        const QJsonObject first = lines[0];
        QCOMPARE(first.value(QLatin1String("level")).toString(), QStringLiteral("warning"));
        QCOMPARE(first.value(QLatin1String("category")).toString(), QStringLiteral("berth.store"));
        QCOMPARE(first.value(QLatin1String("program")).toString(), QStringLiteral("berthd"));
        QCOMPARE(first.value(QLatin1String("trace_id")).toString(), QString::fromStdString(trace));
        QCOMPARE(first.value(QLatin1String("message")).toString(), QStringLiteral("cannot reach https://u:‹redacted›@host \"quoted\""));
        QVERIFY(!lines[1].contains(QLatin1String("trace_id")));
        struct stat info;
        QCOMPARE(::stat(qPrintable(m_file), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
    }

    void linesOfThreadsDoNotMix()
    {
        install({"berthd", m_file.toStdString(), false, "info"});
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back([] {
                    for (int i = 0; i < 100; ++i)
                        qCInfo(lcHost, "%s", std::string(500, 'x').c_str());
                });
        }
        QCOMPARE(readLines().size(), std::size_t(400)); // readLines() checks that each one parses
    }

    void traceIdsHaveTheirForm()
    {
        QCOMPARE(newTraceId().size(), std::size_t(32));
        QCOMPARE(newSpanId().size(), std::size_t(16));
        QVERIFY(newTraceId() != newTraceId());
        QCOMPARE(newTraceId().find_first_not_of("0123456789abcdef"), std::string::npos);
    }

private:
    std::vector<QJsonObject> readLines() const
    {
        std::vector<QJsonObject> lines;
        QFile file(m_file);
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        while (!file.atEnd()) {
            const QJsonDocument line = QJsonDocument::fromJson(file.readLine());
            if (!line.isObject())
                qFatal("a log line is not a JSON object");
            lines.push_back(line.object());
        }
        return lines;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
    QByteArray m_rules;
    QtMessageHandler m_before = nullptr;
};

BERTH_TEST(LogTest)
#include "log_test.moc"

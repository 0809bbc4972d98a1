// Recordings of real programs, bytes as their terminal got them: what is on the screen at the end. Each is replayed whole,
// in random cuts, and without the scanner's shortcut. How they and their expectations are made is in README.md.
#include "tests/conformance/observation.h"
#include "tests/support/paths.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>

using namespace core::vt;

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The form of the .expected files.
QByteArray described(const Observation &seen)
{
    QByteArray out;
    for (const char *key : {"cursor", "alt", "title"})
        out += QByteArray(key) + ": " + seen.value(QString::fromLatin1(key)).value_or(QString()).toUtf8() + '\n';
    for (std::size_t i = 0; i < seen.frame().rows.size(); ++i) {
        out += '|' + QByteArray::fromStdString(seen.frame().rows[i]->trimmedText()) + '\n';
        if (const QString styles = seen.styles(i); !styles.isEmpty())
            out += "  " + styles.toUtf8() + '\n';
    }
    return out;
}

} // namespace

class RecordingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordings_data()
    {
        QTest::addColumn<QString>("path");
        const QDir dir(QStringLiteral(BERTH_SOURCE_DIR "/tests/conformance/recordings"));
        const QStringList names = dir.entryList({QStringLiteral("*.bytes")}, QDir::Files, QDir::Name);
        QVERIFY(names.size() >= 7);
        for (const QString &name : names)
            QTest::addRow("%s", qPrintable(name)) << dir.filePath(name);
    }
    void recordings()
    {
        QFETCH(QString, path);
        const QByteArray bytes = contents(path);
        QByteArray expected = contents(path.chopped(6) + QLatin1String(".expected"));
        QVERIFY(!bytes.isEmpty() && !expected.isEmpty());
        for (const bool plainRuns : {true, false}) {
            Emulator::Options options;
            options.plainRuns = plainRuns;
            QCOMPARE(described(Observation(options, {std::string_view(bytes.constData(), std::size_t(bytes.size()))})), expected);
            std::mt19937 random(7);
            for (int round = 0; round < 8; ++round) {
                std::vector<std::string_view> pieces;
                for (std::string_view rest(bytes.constData(), std::size_t(bytes.size())); !rest.empty();) {
                    const std::size_t n = std::min<std::size_t>(rest.size(), 1 + random() % (round < 4 ? 40 : 4000));
                    pieces.push_back(rest.substr(0, n));
                    rest.remove_prefix(n);
                }
                QCOMPARE(described(Observation(options, pieces)), expected);
            }
        }
    }
};

BERTH_TEST(RecordingsTest)
#include "recordings_test.moc"

// Control functions, one small case each: bytes in, what must be seen. Every case is run whole, cut in two at every byte,
// and byte by byte, with the scanner's shortcut for plain text and without.
// The files in cases/ say what is expected; README.md there describes the format.
#include "tests/conformance/conformance_case.h"
#include "tests/conformance/observation.h"
#include "tests/support/paths.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace core::vt;

namespace {

Emulator::Options optionsOf(const ConformanceCase &c)
{
    Emulator::Options options;
    options.size = c.size;
    options.checksumReports = c.options.contains(QLatin1String("checksums"));
    options.ambiguousWide = c.options.contains(QLatin1String("wide"));
    return options;
}

// The first expectation that is not met, in words; empty when all are.
QString complaint(const ConformanceCase &c, const Emulator::Options &options, const std::vector<std::string_view> &pieces, const QString &how)
{
    const Observation seen(options, pieces);
    for (const auto &[key, value] : c.expected) {
        const std::optional<QString> actual = seen.value(key);
        if (!actual)
            return QStringLiteral("no such expectation: ") + key;
        static const QSet<QString> escapedKeys{QStringLiteral("screen"), QStringLiteral("replies"), QStringLiteral("history"), QStringLiteral("marks")};
        const bool escaped = escapedKeys.contains(key) || key.startsWith(QLatin1String("row "));
        const QString expected = escaped ? QString::fromUtf8(unescaped(value)) : value;
        if (*actual != expected)
            return QStringLiteral("%1, %2: \"%3\", not \"%4\"").arg(key, how, *actual, expected);
    }
    return {};
}

QString complaint(const ConformanceCase &c)
{
    const std::string_view in(c.in.constData(), std::size_t(c.in.size()));
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < in.size(); ++i)
        bytes.push_back(in.substr(i, 1));
    for (const bool plainRuns : {true, false}) {
        Emulator::Options options = optionsOf(c);
        options.plainRuns = plainRuns;
        const QString how = QString::fromLatin1(plainRuns ? "with the shortcut" : "without the shortcut");
        if (const QString found = complaint(c, options, bytes, how + QStringLiteral(", byte by byte")); !found.isEmpty())
            return found;
        for (std::size_t cut = 0; cut <= in.size(); ++cut) {
            const QString found = complaint(c, options, {in.substr(0, cut), in.substr(cut)}, how + QStringLiteral(", cut at %1").arg(cut));
            if (!found.isEmpty())
                return found;
        }
    }
    return {};
}

QString contents(const char *path)
{
    QFile file(QString::fromUtf8(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class ConformanceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QString problem;
        m_cases = readCases(QStringLiteral(BERTH_SOURCE_DIR "/tests/conformance/cases"), problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(m_cases.size() > 100);
    }

    void cases_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < m_cases.size(); ++i)
            QTest::addRow("%s: %s: %s", qPrintable(m_cases[i].file), qPrintable(m_cases[i].function), qPrintable(m_cases[i].name)) << i;
    }
    void cases()
    {
        QFETCH(int, index);
        const ConformanceCase &c = m_cases[index];
        QVERIFY(!c.expected.isEmpty());
        const QString found = complaint(c);
        if (c.miss.isEmpty()) {
            QVERIFY2(found.isEmpty(), qPrintable(found));
            ++m_passed;
        } else {
            QVERIFY2(!found.isEmpty(), "passes now: take its miss: line away, and its entry in README.md");
            ++m_misses;
        }
    }

    void everyCaseNamesItsFunctionAndItsSource()
    {
        QSet<QString> names;
        for (const ConformanceCase &c : m_cases) {
            QVERIFY2(!c.function.isEmpty() && !c.spec.isEmpty(), qPrintable(c.file + QLatin1String(": ") + c.name));
            QVERIFY2(!names.contains(c.function + c.name), qPrintable(QStringLiteral("twice: ") + c.name));
            names.insert(c.function + c.name);
        }
    }

    // A row is | function | sequence | yes, part or no | source | remarks |.
    void theTableOfControlFunctionsAndTheCasesAgree()
    {
        QSet<QString> tested, listed;
        for (const ConformanceCase &c : m_cases)
            tested.insert(c.function);
        for (const QString &line : contents(BERTH_SOURCE_DIR "/core/vt/CONTROL_FUNCTIONS.md").split(QLatin1Char('\n'))) {
            static const QRegularExpression row(QStringLiteral("^\\|([^|]+)\\|[^|]*\\| (yes|part|no) \\|([^|]+)\\|"));
            const auto match = row.match(line);
            if (!match.hasMatch())
                continue;
            const QString name = match.captured(1).trimmed();
            QVERIFY2(!listed.contains(name), qPrintable(QStringLiteral("listed twice: ") + name));
            listed.insert(name);
            QVERIFY2(match.captured(2) == QLatin1String("no") || tested.contains(name), qPrintable(QStringLiteral("claimed, but without a case: ") + name));
            QVERIFY2(!match.captured(3).trimmed().isEmpty(), qPrintable(name));
        }
        for (const QString &name : tested)
            QVERIFY2(listed.contains(name), qPrintable(QStringLiteral("not in the table: ") + name));
    }

    void everyKnownMissIsExplained()
    {
        const QString readme = contents(BERTH_SOURCE_DIR "/tests/conformance/README.md");
        for (const ConformanceCase &c : m_cases)
            QVERIFY2(c.miss.isEmpty() || readme.contains(c.name), qPrintable(c.name));
    }

    void cleanupTestCase() { qInfo("%d of %d cases pass, %d known misses", m_passed, int(m_cases.size()), m_misses); }

private:
    QList<ConformanceCase> m_cases;
    int m_passed = 0, m_misses = 0;
};

BERTH_TEST(ConformanceTest)
#include "conformance_test.moc"

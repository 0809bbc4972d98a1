#include "core/assistant/answer_book.h"
#include "core/assistant/plain_text.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace core::assistant;

class PlainTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void text_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("plain") << QByteArray("a b\n\tc ä 漢 😀") << QByteArray("a b\n\tc ä 漢 😀");
        QTest::newRow("SGR") << QByteArray("a\x1b[1;31mb\x1b[0mc") << QByteArray("abc");
        QTest::newRow("OSC by BEL") << QByteArray("a\x1b]0;title\x07" "b") << QByteArray("ab");
        QTest::newRow("OSC by ST") << QByteArray("a\x1b]8;;http://x\x1b\\b") << QByteArray("ab");
        QTest::newRow("DCS") << QByteArray("a\x1bP+q544e\x1b\\b") << QByteArray("ab");
        QTest::newRow("two-byte") << QByteArray("a\x1b" "cb\x1b(Bc") << QByteArray("abc");
        QTest::newRow("C1 CSI") << QByteArray("a\xC2\x9B" "31mb") << QByteArray("ab");
        QTest::newRow("controls") << QByteArray("a\x07\b\r\x7f" "b\xC2\x85" "c") << QByteArray("abc");
        QTest::newRow("bidi") << QByteArray("a\u202E\u2066" "b") << QByteArray("a‹U+202E›‹U+2066›b");
        QTest::newRow("zero width") << QByteArray("a\u200B\uFEFF\u2060" "b") << QByteArray("a‹U+200B›‹U+FEFF›‹U+2060›b");
        QTest::newRow("tag letters") << QByteArray("a\U000E0041") << QByteArray("a‹U+E0041›");
        QTest::newRow("blank letters") << QByteArray("a\u3164\u2800") << QByteArray("a‹U+3164›‹U+2800›");
        QTest::newRow("no-break space") << QByteArray("a\u00A0b") << QByteArray("a‹U+00A0›b");
        QTest::newRow("emoji joiners go") << QByteArray("👩\u200D💻❤\uFE0F") << QByteArray("👩💻❤");
        QTest::newRow("broken UTF-8") << QByteArray("a\xFF\xC3" "b") << QByteArray("a\uFFFD\uFFFD" "b");
        QTest::newRow("escape at the end") << QByteArray("a\x1b") << QByteArray("a");
    }
    void text()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QCOMPARE(QByteArray::fromStdString(plainText(in.toStdString(), 1000)), out);
        // In two pieces, split at every character.
        for (qsizetype at = 0; at <= in.size(); ++at) {
            if (at < in.size() && (static_cast<unsigned char>(in[at]) & 0xC0) == 0x80)
                continue;
            PlainText filter;
            std::string both = filter.feed(in.left(at).toStdString());
            both += filter.feed(in.mid(at).toStdString());
            QCOMPARE(QByteArray::fromStdString(both), out);
        }
    }

    void aStringWithoutEndDoesNotEatEverything()
    {
        const std::string text = plainText("a\x1b]0;" + std::string(100'000, 'x') + "end", 1'000'000);
        QVERIFY(text.starts_with("a") && text.ends_with("end"));
    }

    void longTextIsCutAtACharacter()
    {
        QCOMPARE(plainText("ääää", 5), std::string("ää…"));
        QCOMPARE(plainText("abc", 3), std::string("abc"));
        QCOMPARE(plainLine("  a\nb\tc \n", 100), std::string("a b c"));
    }

    void commands()
    {
        QCOMPARE(plainCommand("ls -la\n", 100), std::string("ls -la"));
        QCOMPARE(plainCommand("ls\nrm", 100), std::string());
        QCOMPARE(plainCommand("ls\rrm", 100), std::string());
        QCOMPARE(plainCommand("ls\x1b[2J", 100), std::string());
        QCOMPARE(plainCommand("ls\x1b", 100), std::string());
        QCOMPARE(plainCommand("ls\xC2\x9B", 100), std::string());
        QCOMPARE(plainCommand("ls\tx", 100), std::string());
        QCOMPARE(plainCommand(std::string(101, 'a'), 100), std::string());
        QCOMPARE(plainCommand("rm\u00A0x", 100), std::string("rm‹U+00A0›x"));
        QCOMPARE(plainCommand("a\u2028" "b", 100), std::string("a‹U+2028›b"));
        QCOMPARE(plainCommand("echo ä 漢", 100), std::string("echo ä 漢"));
    }

    void answersAreBounded()
    {
        AnswerBook book(100);
        std::vector<std::uint64_t> ids;
        for (int i = 0; i < 60; ++i) {
            ids.push_back(book.add({}).id);
            QVERIFY(book.append(ids.back(), "text"));
            book.end(ids.back(), Answer::Phase::Complete);
        }
        QCOMPARE(book.all().size(), std::size_t(50));
        QVERIFY(!book.find(ids.front()));
        QVERIFY(book.append(ids.back(), "late")); // ended: nothing is added
        QCOMPARE(book.find(ids.back())->text, std::string("text"));

        const std::uint64_t id = book.add({}).id;
        QVERIFY(book.append(id, std::string(60, 'a')));
        QVERIFY(!book.append(id, std::string(60, 'b')));
        QCOMPARE(book.find(id)->phase, Answer::Phase::CutOff);
        QCOMPARE(book.streaming(), std::size_t(0));
    }

    void anEscapeSplitOverTwoPiecesOfAnAnswerIsNoText()
    {
        AnswerBook book(100);
        const std::uint64_t id = book.add({}).id;
        QVERIFY(book.append(id, "a\x1b[3"));
        QVERIFY(book.append(id, "1mb"));
        QCOMPARE(book.find(id)->text, std::string("ab"));
    }
};
BERTH_TEST(PlainTextTest)
#include "plain_text_test.moc"

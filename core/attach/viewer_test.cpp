#include "core/attach/fake_session.h"
#include "core/attach/viewer.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <memory>
#include <string>
#include <vector>

using namespace core::attach;
namespace session = core::session;
using Body = v1::SessionMessage::BodyCase;

namespace {
struct RecordingTransport : ViewerTransport
{
    void send(const v1::SessionMessage &message) override { sent.push_back(message); }
    std::size_t pendingBytes() const override { return pending; }
    void close(std::string_view code) override { closed = code; }

    std::string output() const
    {
        std::string out;
        for (const auto &m : sent)
            out += m.output().data();
        return out;
    }
    int count(Body body) const
    {
        return int(std::count_if(sent.begin(), sent.end(), [&](const auto &m) { return m.body_case() == body; }));
    }
    const v1::SessionMessage &last(Body body) const
    {
        return *std::find_if(sent.rbegin(), sent.rend(), [&](const auto &m) { return m.body_case() == body; });
    }

    std::vector<v1::SessionMessage> sent;
    std::size_t pending = 0;
    std::string closed;
};

v1::ViewerMessage joinMessage(std::optional<std::uint64_t> resume = {})
{
    v1::ViewerMessage message;
    message.mutable_join()->set_token("t");
    message.mutable_join()->set_has_resume(resume.has_value());
    message.mutable_join()->set_resume_seq(resume.value_or(0));
    return message;
}

v1::ViewerMessage ackMessage(std::uint64_t seq)
{
    v1::ViewerMessage message;
    message.mutable_ack()->set_seq(seq);
    return message;
}

v1::ViewerMessage inputMessage(const std::string &data)
{
    v1::ViewerMessage message;
    message.mutable_input()->set_data(data);
    return message;
}

v1::ViewerMessage resizeMessage(unsigned cols, unsigned rows)
{
    v1::ViewerMessage message;
    message.mutable_resize()->set_cols(cols);
    message.mutable_resize()->set_rows(rows);
    return message;
}

// A viewer of a session, with what it said.
struct Scene
{
    explicit Scene(session::Role role = session::Role::Operate, bool mayResize = true, std::size_t ring = 1u << 20)
        : shown(std::make_shared<core::attach::testing::FakeSession>(ring))
    {
        limits.behindBytes = 1000;
        limits.chunkBytes = 300;
        limits.pendingBytes = 5000;
        admission = Admission{shown, {session::Principal::Kind::AttachToken, "test", role}, mayResize, {}};
        renew();
    }
    void renew()
    {
        viewer = std::make_unique<Viewer>(wire, [this](const v1::Join &) { return admission; }, limits);
    }
    void join(std::optional<std::uint64_t> resume = {})
    {
        viewer->receive(joinMessage(resume));
        viewer->wake();
    }
    void joinAndAcknowledge()
    {
        join();
        viewer->receive(ackMessage(wire.last(Body::kSnapshot).snapshot().seq()));
    }

    std::shared_ptr<core::attach::testing::FakeSession> shown;
    Viewer::Limits limits;
    core::base::Result<Admission> admission;
    RecordingTransport wire;
    std::unique_ptr<Viewer> viewer;
};
} // namespace

class ViewerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void joinsWithASnapshotThenFollows()
    {
        Scene s;
        s.shown->feed("before ");
        s.join();
        QVERIFY(s.viewer->isJoined());
        QCOMPARE(s.wire.sent.at(0).body_case(), Body::kJoined);
        const auto &joined = s.wire.sent.at(0).joined();
        QCOMPARE(joined.place(), std::string("shop-api · docker"));
        QCOMPARE(joined.role(), v1::ROLE_OPERATE);
        QVERIFY(joined.may_resize());
        QVERIFY(!joined.resumed());
        QCOMPARE(s.wire.last(Body::kSnapshot).snapshot().data(), std::string("before "));
        s.shown->feed("after");
        s.viewer->wake();
        QCOMPARE(s.wire.output(), std::string()); // not before the snapshot is acknowledged
        s.viewer->receive(ackMessage(7));
        QCOMPARE(s.wire.output(), std::string("after"));
        QCOMPARE(s.wire.last(Body::kOutput).output().seq(), std::uint64_t(7));
    }

    void aRefusedJoinClosesWithItsCode()
    {
        Scene s;
        s.admission = core::base::fail("attach.bad_token", "This link is not valid.", "secret detail");
        s.join();
        QVERIFY(s.viewer->isClosed());
        QCOMPARE(s.wire.closed, std::string("attach.bad_token"));
        QCOMPARE(s.wire.sent.size(), std::size_t(1));
        QCOMPARE(s.wire.sent[0].refused().code(), std::string("attach.bad_token"));
        QVERIFY(s.wire.sent[0].SerializeAsString().find("secret") == std::string::npos);
    }

    void joinComesFirstAndOnce()
    {
        Scene early;
        early.viewer->receive(inputMessage("x"));
        QCOMPARE(early.wire.closed, std::string("attach.protocol"));
        QVERIFY(early.shown->posted().empty());

        Scene twice;
        twice.joinAndAcknowledge();
        twice.viewer->receive(joinMessage());
        QCOMPARE(twice.wire.closed, std::string("attach.protocol"));
    }

    void unknownMessagesAreIgnoredAndGarbageIsNot()
    {
        Scene s;
        s.viewer->receiveBytes({"\xfa\x06\x01x", 4}); // field 111, which no version has yet
        QVERIFY(!s.viewer->isClosed());
        s.joinAndAcknowledge();
        s.viewer->receiveBytes("\x0a\xff\xff\xff");
        QCOMPARE(s.wire.closed, std::string("attach.protocol"));
        s.viewer->receive(inputMessage("x")); // after the close nothing happens
        QVERIFY(s.shown->posted().empty());
    }

    void sendsNoMoreThanTheViewerAcknowledged()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.shown->feed(std::string(5000, 'a'));
        s.viewer->wake();
        QCOMPARE(s.wire.output().size(), std::size_t(1000));
        s.viewer->receive(ackMessage(400));
        QCOMPARE(s.wire.output().size(), std::size_t(1400));
        for (std::uint64_t seq = 1400; s.wire.output().size() < 5000; seq = s.wire.output().size())
            s.viewer->receive(ackMessage(seq));
        QCOMPARE(s.wire.count(Body::kSnapshot), 1);
        QCOMPARE(s.viewer->counters().sentBytes, std::uint64_t(5000));
    }

    void waitsForTheTransport()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.wire.pending = 5000;
        s.shown->feed("text");
        s.viewer->wake();
        QCOMPARE(s.wire.output(), std::string());
        s.wire.pending = 0;
        s.viewer->writable();
        QCOMPARE(s.wire.output(), std::string("text"));
    }

    void outOfTheRingMeansASkippedSnapshot()
    {
        Scene s(session::Role::View, false, 2000);
        s.joinAndAcknowledge();
        for (int i = 0; i < 100; ++i) {
            s.shown->feed(std::string(100, 'b'));
            s.viewer->wake();
        }
        s.viewer->receive(ackMessage(1000));
        s.viewer->wake(); // the session's answer
        const auto &snapshot = s.wire.last(Body::kSnapshot).snapshot();
        QVERIFY(snapshot.skipped());
        QCOMPARE(snapshot.seq(), std::uint64_t(10000));
        QCOMPARE(s.viewer->counters().skippedBytes, std::uint64_t(9000));
        s.viewer->receive(ackMessage(10000));
        s.shown->feed("on");
        s.viewer->wake();
        QCOMPARE(s.wire.last(Body::kOutput).output().data(), std::string("on"));
    }

    void resumesWhereItWasOrStartsAfresh()
    {
        Scene s(session::Role::Operate, true, 1000);
        s.shown->feed("0123456789");
        s.join(4);
        QVERIFY(s.wire.sent.at(0).joined().resumed());
        QCOMPARE(s.wire.output(), std::string("456789"));
        QCOMPARE(s.wire.count(Body::kSnapshot), 0);

        for (const std::uint64_t gone : {std::uint64_t(2), std::uint64_t(1'000'000)}) {
            for (int i = 0; i < 40; ++i)
                s.shown->feed(std::string(100, 'c'));
            s.wire.sent.clear();
            s.renew();
            s.join(gone);
            QVERIFY(!s.wire.sent.at(0).joined().resumed());
            QVERIFY(!s.wire.last(Body::kSnapshot).snapshot().skipped());
        }
    }

    void roleViewTypesAndResizesNothing()
    {
        Scene s(session::Role::View);
        s.joinAndAcknowledge();
        QVERIFY(!s.wire.sent.at(0).joined().may_resize());
        s.viewer->receive(inputMessage("rm -rf /\r"));
        s.viewer->receive(resizeMessage(10, 10));
        QVERIFY(s.shown->posted().empty());
        QCOMPARE(s.viewer->counters().refusedInputs, std::uint64_t(2));
        QCOMPARE(s.wire.last(Body::kNotice).notice().code(), std::string("attach.forbidden"));
        QVERIFY(s.viewer->isJoined());
    }

    void roleOperateTypes()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.viewer->receive(inputMessage("ls\r"));
        QCOMPARE(s.shown->typed(), std::string("ls\r"));
        s.shown->setBusy(true);
        s.viewer->receive(inputMessage("x"));
        QCOMPARE(s.wire.last(Body::kNotice).notice().code(), std::string("session.busy"));
        s.viewer->receive(inputMessage(std::string(s.limits.inputBytes + 1, 'x')));
        QCOMPARE(s.wire.closed, std::string("attach.protocol"));
    }

    void resizesOnlyByThePolicyAndClamped()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.viewer->receive(resizeMessage(100, 30));
        s.viewer->receive(resizeMessage(0xffffffff, 0));
        const auto posted = s.shown->posted();
        QCOMPARE(std::get<session::Resize>(posted.at(0)).size, (core::base::GridSize{100, 30}));
        QCOMPARE(std::get<session::Resize>(posted.at(1)).size, (core::base::GridSize{core::base::kMaxGrid.cols, core::base::kMinGrid.rows}));

        Scene fixed(session::Role::Operate, false);
        fixed.joinAndAcknowledge();
        fixed.viewer->receive(resizeMessage(100, 30));
        QVERIFY(fixed.shown->posted().empty());
    }

    void tellsTheSessionsSizeInOrder()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.shown->feed("one");
        s.shown->setSize({100, 30});
        s.shown->setSize({120, 40});
        s.shown->feed("two");
        s.viewer->wake();
        s.viewer->wake();
        std::string order;
        for (const auto &m : s.wire.sent) {
            if (m.has_output())
                order += m.output().data() + ' ';
            if (m.has_resize())
                order += std::to_string(m.resize().cols()) + '@' + std::to_string(m.resize().seq()) + ' ';
        }
        QCOMPARE(order, std::string("one 100@4 120@5 two "));
    }

    void acknowledgingTheFutureIsAnError()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.viewer->receive(ackMessage(1));
        QCOMPARE(s.wire.closed, std::string("attach.protocol"));
    }

    void endsAfterTheLastByte()
    {
        Scene s;
        s.joinAndAcknowledge();
        s.shown->feed(std::string(1500, 'd'));
        core::pty::ExitStatus status;
        status.code = 3;
        s.shown->happen(session::Ended{status});
        s.viewer->wake();
        QCOMPARE(s.wire.count(Body::kEnded), 0);
        s.viewer->receive(ackMessage(1000));
        QCOMPARE(s.wire.output().size(), std::size_t(1500));
        QCOMPARE(s.wire.sent.back().ended().exit_code(), 3);
        QCOMPARE(s.wire.closed, std::string("attach.ended"));
    }

    void tellsStatusWhenItChanged()
    {
        Scene s;
        s.joinAndAcknowledge();
        const int before = s.wire.count(Body::kStatus);
        s.shown->happen(session::TitleChanged{"vim"});
        s.shown->happen(session::CwdChanged{"/srv"});
        s.shown->happen(session::CommandStarted{});
        s.viewer->wake();
        s.viewer->wake();
        QCOMPARE(s.wire.count(Body::kStatus), before + 1);
        const auto &status = s.wire.last(Body::kStatus).status();
        QCOMPARE(status.title(), std::string("vim"));
        QCOMPARE(status.cwd(), std::string("/srv"));
        QVERIFY(status.command_running());
    }

    void pongsUnlessThePeerDoesNotRead()
    {
        Scene s;
        s.joinAndAcknowledge();
        v1::ViewerMessage ping;
        ping.mutable_ping()->set_id(42);
        s.viewer->receive(ping);
        QCOMPARE(s.wire.last(Body::kPong).pong().id(), std::uint64_t(42));
        s.wire.pending = 5000;
        s.viewer->receive(ping);
        QCOMPARE(s.wire.count(Body::kPong), 1);
    }

    void letsGoOfTheSessionWhenClosed()
    {
        Scene s;
        s.joinAndAcknowledge();
        QCOMPARE(s.shown->viewers(), std::size_t(1));
        s.viewer->goAway();
        QCOMPARE(s.shown->viewers(), std::size_t(0));
        QCOMPARE(s.wire.closed, std::string("attach.going_away"));
        QVERIFY(!s.viewer->session());
    }
};

BERTH_TEST(ViewerTest)
#include "viewer_test.moc"

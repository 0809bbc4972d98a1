#include "core/control/attach_stream.h"

#include "core/attach/viewer.h"

#include <QSocketNotifier>
#include <deque>
#include <grpcpp/support/async_stream.h>
#include <unordered_set>

namespace core::control {
namespace {

namespace v1 = berth::attach::v1;

class AttachStream;

// Only touched on the streams' thread.
std::unordered_set<AttachStream *> &openStreams()
{
    thread_local std::unordered_set<AttachStream *> streams;
    return streams;
}

// Everything but what the tags do happens on the streams' thread, so nothing here needs a lock.
class AttachStream final : public QObject, private attach::ViewerTransport
{
public:
    struct Front
    {
        AttachStreams::Methods &service;
        rpc::ServerCallQueue &queue;
        Instance &instance;
        base::TaskInbox &inbox;
        QThread &thread;
    };

    // Waits for a call, and for the next one as soon as that has come, until the server ends.
    static void await(const Front &front)
    {
        auto *stream = new AttachStream(front);
        stream->moveToThread(&front.thread);
        front.service.RequestAttach(&stream->m_context, &stream->m_call, front.queue.get(), front.queue.get(), &stream->m_onCalled);
    }
    ~AttachStream() override { openStreams().erase(this); }

    void goAway() { m_viewer->goAway(); }

private:
    explicit AttachStream(const Front &front)
        : m_front(front)
        , m_guest(front.queue)
    {
        m_context.AsyncNotifyWhenDone(&m_onOver); // comes only for a call that was accepted
    }

    // ---- the queue's thread
    void called(bool ok)
    {
        if (!ok) // the server ends
            return deleteLater();
        await(m_front);
        post(&AttachStream::begin, ok);
    }
    void post(void (AttachStream::*what)(bool), bool ok)
    {
        QMetaObject::invokeMethod(this, [this, what, ok] { (this->*what)(ok); settled(); }, Qt::QueuedConnection);
    }
    rpc::ServerCallQueue::Tag posting(void (AttachStream::*what)(bool))
    {
        return [this, what](bool ok) { post(what, ok); };
    }

    // ---- the streams' thread
    void begin(bool)
    {
        openStreams().insert(this);
        ++m_underWay; // for m_onOver
        attach::ViewerTransport &transport = *this;
        m_viewer = std::make_unique<attach::Viewer>(transport, [this](const v1::Join &) { return std::move(m_admission); }, attach::Viewer::Limits{});
        read();
    }

    void settled() // something that was under way has ended
    {
        if (--m_underWay == 0)
            deleteLater();
    }

    // A question to the instance's thread that always comes back, also when the task is dropped at shutdown.
    struct Lookup
    {
        AttachStream *stream;
        base::Result<attach::Admission> answer = base::fail("control.going", "Berth is shutting down.");
        ~Lookup()
        {
            QMetaObject::invokeMethod(stream, [stream = stream, answer = std::move(answer)]() mutable { stream->resolved(std::move(answer)); }, Qt::QueuedConnection);
        }
    };

    void read()
    {
        ++m_underWay;
        m_call.Read(&m_incoming, &m_onRead);
    }

    void readDone(bool ok)
    {
        if (!ok || m_finished)
            return leave();
        if (m_incoming.has_join() && !m_viewer->isJoined())
            return resolve(m_incoming.join().session());
        m_viewer->receive(m_incoming);
        next();
    }

    void next()
    {
        watch();
        if (!m_viewer->isClosed())
            read();
    }

    void resolve(const std::string &wanted)
    {
        ++m_underWay;
        auto lookup = std::make_unique<Lookup>();
        lookup->stream = this;
        // A full inbox destroys the task, and with it the lookup, which then answers by itself.
        (void)m_front.inbox.post([&instance = m_front.instance, wanted, lookup = std::move(lookup)] {
            lookup->answer = base::fail("attach.no_session", "There is no such session.");
            for (const session::SessionPtr &session : instance.sessions()) { // in order of creation: the last is the newest
                if (wanted.empty() || std::to_string(session->info().id.value) == wanted) {
                    session::Principal user{session::Principal::Kind::LocalUser, "berthctl", session::Role::Operate};
                    lookup->answer = attach::Admission{session, user, instance.viewersMayResize(), {}, instance.containerName(*session)};
                }
            }
        });
    }

    void resolved(base::Result<attach::Admission> admission)
    {
        if (!m_leaving && !m_viewer->isClosed()) {
            m_admission = std::move(admission);
            m_viewer->receive(m_incoming);
            next();
        }
        settled();
    }

    void watch()
    {
        if (!m_notifiers.empty() || !m_viewer->isJoined())
            return;
        for (const int fd : m_viewer->wakeFds()) {
            auto notifier = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, this, [this] { m_viewer->wake(); });
            m_notifiers.push_back(std::move(notifier));
        }
    }

    // ---- ViewerTransport
    void send(const v1::SessionMessage &message) override
    {
        m_queuedBytes += message.ByteSizeLong();
        m_queue.push_back(message);
        write();
    }
    std::size_t pendingBytes() const override { return m_queuedBytes; }
    void close(std::string_view) override
    {
        for (const auto &notifier : m_notifiers)
            notifier->setEnabled(false); // this may be one of them calling: destroyed with the stream
        m_closing = true;
        write();
    }

    void write()
    {
        if (m_writing || m_finished)
            return;
        if (m_queue.empty()) {
            if (m_closing)
                finish();
            return;
        }
        m_writing = true;
        ++m_underWay;
        m_call.Write(m_queue.front(), &m_onWritten); // stays in place until writeDone
    }

    void writeDone(bool ok)
    {
        m_writing = false;
        m_queuedBytes -= m_queue.front().ByteSizeLong();
        m_queue.pop_front();
        if (!ok || m_leaving)
            return leave();
        write();
        if (!m_closing)
            m_viewer->writable();
    }

    void leave() // the client went, or was cancelled: nothing more can be said
    {
        m_leaving = true;
        m_queue.erase(m_queue.begin() + (m_writing ? 1 : 0), m_queue.end());
        for (const auto &notifier : m_notifiers)
            notifier->setEnabled(false);
        finish();
    }

    void finish()
    {
        if (m_writing || std::exchange(m_finished, true))
            return; // while one is being written, writeDone() comes here again
        ++m_underWay;
        m_call.Finish(grpc::Status::OK, &m_onFinished);
    }

    void over(bool) { leave(); } // finished or cancelled
    void finished(bool) {}

    const Front m_front;
    rpc::ServerCallQueue::Guest m_guest;
    rpc::ServerCallQueue::Tag m_onCalled = [this](bool ok) { called(ok); };
    rpc::ServerCallQueue::Tag m_onRead = posting(&AttachStream::readDone);
    rpc::ServerCallQueue::Tag m_onWritten = posting(&AttachStream::writeDone);
    rpc::ServerCallQueue::Tag m_onFinished = posting(&AttachStream::finished);
    rpc::ServerCallQueue::Tag m_onOver = posting(&AttachStream::over);
    grpc::ServerContext m_context;
    grpc::ServerAsyncReaderWriter<v1::SessionMessage, v1::ViewerMessage> m_call{&m_context};

    base::Result<attach::Admission> m_admission = base::fail("attach.no_session", "There is no such session.");
    std::unique_ptr<attach::Viewer> m_viewer;
    std::vector<std::unique_ptr<QSocketNotifier>> m_notifiers;
    v1::ViewerMessage m_incoming; // belongs to gRPC while a read is out
    std::deque<v1::SessionMessage> m_queue; // front is being written while m_writing
    std::size_t m_queuedBytes = 0;
    bool m_writing = false, m_closing = false, m_leaving = false, m_finished = false;
    int m_underWay = 1; // operations whose end has not come yet, and questions to the instance; at first the call itself
};

} // namespace

AttachStreams::AttachStreams(Instance &instance, base::TaskInbox &inbox)
    : m_instance(instance)
    , m_inbox(inbox)
{
    m_thread.setObjectName(QStringLiteral("control"));
    m_root.moveToThread(&m_thread);
}

void AttachStreams::serve(Methods &service, rpc::ServerCallQueue &queue)
{
    m_thread.start();
    AttachStream::await({service, queue, m_instance, m_inbox, m_thread});
}

AttachStreams::~AttachStreams()
{
    if (!m_thread.isRunning())
        return;
    // Deferred deletions of finished streams are delivered before the thread ends.
    m_thread.quit();
    m_thread.wait();
}

void AttachStreams::goAway()
{
    QMetaObject::invokeMethod(&m_root, [] {
        const auto streams = openStreams(); // goAway() may end some
        for (AttachStream *stream : streams)
            stream->goAway();
    }, Qt::QueuedConnection);
}

} // namespace core::control

#include "core/control/attach_stream.h"

#include "core/attach/viewer.h"

#include <QSocketNotifier>
#include <deque>
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

// Everything but the On… callbacks happens on the streams' thread, so the write queue needs no lock.
class AttachStream final : public QObject, public AttachStreams::Reactor, private attach::ViewerTransport
{
public:
    AttachStream(Instance &instance, base::TaskInbox &inbox)
        : m_instance(instance)
        , m_inbox(inbox)
    {
    }
    ~AttachStream() override { openStreams().erase(this); }

    void begin() // streams' thread, first of all
    {
        openStreams().insert(this);
        attach::ViewerTransport &transport = *this;
        m_viewer = std::make_unique<attach::Viewer>(transport, [this](const v1::Join &) { return std::move(m_admission); }, attach::Viewer::Limits{});
        StartRead(&m_incoming);
    }

    void goAway() { m_viewer->goAway(); }

    // ---- gRPC's threads
    void OnReadDone(bool ok) override
    {
        QMetaObject::invokeMethod(this, [this, ok] { readDone(ok); }, Qt::QueuedConnection);
    }
    void OnWriteDone(bool ok) override
    {
        QMetaObject::invokeMethod(this, [this, ok] { writeDone(ok); }, Qt::QueuedConnection);
    }
    void OnCancel() override
    {
        QMetaObject::invokeMethod(this, [this] { leave(); }, Qt::QueuedConnection);
    }
    void OnDone() override { deleteLater(); }

private:
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

    void readDone(bool ok)
    {
        if (!ok)
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
            StartRead(&m_incoming);
    }

    void resolve(const std::string &wanted)
    {
        m_resolving = true;
        auto lookup = std::make_unique<Lookup>();
        lookup->stream = this;
        // A full inbox destroys the task, and with it the lookup, which then answers by itself.
        (void)m_inbox.post([&instance = m_instance, wanted, lookup = std::move(lookup)] {
            lookup->answer = base::fail("attach.no_session", "There is no such session.");
            for (const session::SessionPtr &session : instance.sessions()) { // in order of creation: the last is the newest
                if (wanted.empty() || std::to_string(session->info().id.value) == wanted) {
                    session::Principal user{session::Principal::Kind::LocalUser, "berthctl", session::Role::Operate};
                    lookup->answer = attach::Admission{session, user, instance.viewersMayResize(), {}};
                }
            }
        });
    }

    void resolved(base::Result<attach::Admission> admission)
    {
        m_resolving = false;
        if (m_leaving)
            return leave();
        m_admission = std::move(admission);
        m_viewer->receive(m_incoming);
        next();
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
        StartWrite(&m_queue.front()); // stays in place until writeDone
    }

    void writeDone(bool ok)
    {
        m_writing = false;
        m_queuedBytes -= m_queue.front().ByteSizeLong();
        m_queue.pop_front();
        if (!ok)
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
        if (!m_resolving)
            finish();
    }

    void finish()
    {
        if (std::exchange(m_finished, true))
            return;
        Finish(grpc::Status::OK);
    }

    Instance &m_instance;
    base::TaskInbox &m_inbox;
    base::Result<attach::Admission> m_admission = base::fail("attach.no_session", "There is no such session.");
    std::unique_ptr<attach::Viewer> m_viewer;
    std::vector<std::unique_ptr<QSocketNotifier>> m_notifiers;
    v1::ViewerMessage m_incoming;
    std::deque<v1::SessionMessage> m_queue; // front is being written while m_writing
    std::size_t m_queuedBytes = 0;
    bool m_writing = false, m_closing = false, m_leaving = false, m_resolving = false, m_finished = false;
};

} // namespace

AttachStreams::AttachStreams(Instance &instance, base::TaskInbox &inbox)
    : m_instance(instance)
    , m_inbox(inbox)
{
    m_thread.setObjectName(QStringLiteral("control"));
    m_root.moveToThread(&m_thread);
}

void AttachStreams::start()
{
    m_thread.start();
}

AttachStreams::~AttachStreams()
{
    if (!m_thread.isRunning())
        return;
    // Deferred deletions of finished streams are delivered before the thread ends.
    m_thread.quit();
    m_thread.wait();
}

AttachStreams::Reactor *AttachStreams::open()
{
    auto *stream = new AttachStream(m_instance, m_inbox);
    stream->moveToThread(&m_thread);
    QMetaObject::invokeMethod(stream, [stream] { stream->begin(); }, Qt::QueuedConnection);
    return stream;
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

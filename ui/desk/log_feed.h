// The logs of one container, or of several, into one buffer: first what there is already, in the order of its times, then
// what comes. Of several, what came while nobody looked or their engine was away is in the order of its times too: a line
// waits for the containers that may still have earlier ones, for about a second after an engine's return and a tenth else.
// Reads no faster than a view can show: when much has come since the last turn the engine waits, so that a
// flood takes neither the GUI thread nor memory. Follows a container that is started again, and fetches the last lines of one
// that ended while its engine was away. One of several whose log cannot
// be read does not keep the others from being shown.
//
// Threads: GUI. An engine may go away before it.
#pragma once
#include "core/engine/engine.h"
#include "ui/desk/log_buffer.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace ui::desk {

struct LogOrigin
{
    std::string container; // id
    QString name;
};

class LogFeed : public QObject
{
    Q_OBJECT
public:
    enum class State { Loading, Following, Ended, Failed };

    explicit LogFeed(core::engine::Engine *engine, QObject *parent = nullptr, LogBuffer::Limits limits = {}); // null: it has gone
    ~LogFeed() override;

    // Starts anew: the last `tail` lines of each, then what comes.
    void open(std::vector<LogOrigin> origins, int tail);
    void add(LogOrigin origin); // one more: its last lines too, as they come
    void setReading(bool reading); // false: nobody looks, the engine waits
    // While true the buffer drops nothing: when it is full the engine waits. For a view that looks at earlier lines.
    void setKeeping(bool keeping);
    void clear(); // what has been read; what comes later is shown

    const LogBuffer &buffer() const { return m_buffer; }
    const std::vector<LogOrigin> &origins() const { return m_origins; }
    State state() const { return m_state; }
    const core::base::Error &error() const { return m_error; } // of Failed
    struct Missing
    {
        QString name;
        core::base::Error error;
    };
    std::vector<Missing> missing() const; // of several that the engine has, those that are not read just now, and why
    bool mayHaveEarlier() const { return m_mayHaveEarlier; }   // the engine had at least `tail` lines of one
    bool isHeld() const { return m_isKeeping && m_buffer.isFull(); } // it waits for the view
    int tail() const { return m_tail; }

Q_SIGNALS:
    void grown();        // lines came, or went; at most once a turn
    void restarted();    // the buffer was emptied and is being filled
    void stateChanged();

private:
    struct Source
    {
        core::engine::StreamPtr stream; // null: it has ended
        std::optional<LogBuffer> backlog;
        bool isFollowing = false;
        bool isNew = true;     // nothing of it has been read
        bool wasCut = false;   // its backlog: the engine has earlier lines
        bool hasEnded = false; // the container does not run
        bool owesEnd = false;  // the stream broke off before the container ended: its last lines may be missing
        std::optional<core::base::Error> error = {}; // why it ended
        int awaited = 0;       // turns in which it may still give lines that are earlier than those of the others
        bool isAhead = false;  // it waits, because much of it is held for the others
        bool isPaused = false; // its stream
    };
    void readBacklog(std::size_t index);
    void follow(std::size_t index, int awaited = kAwaitMore);
    void followAgain();
    void backlogEnded(std::size_t index, const core::base::Result<void> &result);
    void followEnded(std::size_t index, const core::base::Result<void> &result);
    void merge();
    void arrived(std::size_t index, std::size_t bytes);
    void turn();
    void pauseAll();
    void pause(Source &source);
    bool rests() const { return !m_isReading || isHeld(); }
    bool mustWait() const { return rests() || m_arrived >= kPerTurn; }
    bool isAwaited(const Source &source) const { return source.stream && source.isFollowing && (source.awaited > 0 || source.isAhead); }
    std::size_t mostHeld() const;
    bool release();
    void settle();
    void setState(State state, core::base::Error error = {});
    void stop();

    void giveUp(core::base::Error error);

    static constexpr std::size_t kPerTurn = 512u << 10; // bytes; some milliseconds of work
    static constexpr std::chrono::milliseconds kTurn{16};
    // Turns, and not a time: in each the sockets were looked at, however busy the machine is.
    static constexpr int kAwaitMore = 8;    // after bytes, and after a rest: what is there comes at once
    static constexpr int kAwaitAnswer = 60; // an engine looks for the place in a long log
    static constexpr std::size_t kMostHeld = 1u << 20; // bytes of a container, for the others
    static constexpr std::chrono::milliseconds kRetry{700}, kRetryAfterError{5000}; // a stream that ended although its container runs

    QPointer<core::engine::Engine> m_engine;
    LogBuffer m_buffer;
    LogBuffer::Limits m_limits;
    std::vector<LogOrigin> m_origins;
    std::vector<Source> m_sources;
    State m_state = State::Loading;
    core::base::Error m_error;
    QTimer m_turn, m_retry;
    std::size_t m_arrived = 0;
    int m_tail = 0;
    std::uint64_t m_generation = 0; // streams of an earlier open() are not listened to
    bool m_isReading = true, m_isKeeping = false, m_mayHaveEarlier = false, m_hasRested = false;
};

} // namespace ui::desk

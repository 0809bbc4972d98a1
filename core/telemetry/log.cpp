#include "core/telemetry/log.h"

#include "core/base/random.h"
#include "core/base/unique_fd.h"
#include "core/telemetry/redactor.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <fcntl.h>
#include <unistd.h>

namespace core::telemetry {

Q_LOGGING_CATEGORY(lcHost, "berth.host")
Q_LOGGING_CATEGORY(lcSession, "berth.session")
Q_LOGGING_CATEGORY(lcEngine, "berth.engine")
Q_LOGGING_CATEGORY(lcStore, "berth.store")
Q_LOGGING_CATEGORY(lcAssistant, "berth.assistant")
Q_LOGGING_CATEGORY(lcAgent, "berth.agent")
Q_LOGGING_CATEGORY(lcAttach, "berth.attach")
Q_LOGGING_CATEGORY(lcControl, "berth.control")
Q_LOGGING_CATEGORY(lcUi, "berth.ui")

namespace {

constexpr qsizetype kLongestMessage = 8192;

struct Sink // set once, before other threads log
{
    QString program;
    base::UniqueFd file;
    bool toStderr = true;
};

Sink &sink()
{
    static Sink instance;
    return instance;
}

thread_local std::string t_trace;

const char *nameOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return "debug";
    case QtInfoMsg: return "info";
    case QtWarningMsg: return "warning";
    case QtCriticalMsg: return "critical";
    case QtFatalMsg: return "fatal";
    }
    return "info";
}

// One write() a line: lines of several threads and processes do not mix.
void writeLine(int fd, const QByteArray &line)
{
    [[maybe_unused]] const ssize_t written = ::write(fd, line.constData(), static_cast<std::size_t>(line.size()));
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const std::string redacted = redact(message.left(kLongestMessage).toStdString()).text;
    const QString text = QString::fromStdString(redacted);
    const QString category = QString::fromLatin1(context.category ? context.category : "default");
    const Sink &to = sink();
    if (to.file) {
        QJsonObject line{
            {QStringLiteral("time"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
            {QStringLiteral("level"), QLatin1String(nameOf(type))},
            {QStringLiteral("category"), category},
            {QStringLiteral("program"), to.program},
            {QStringLiteral("pid"), static_cast<qint64>(::getpid())},
            {QStringLiteral("message"), text},
        };
        if (!t_trace.empty())
            line.insert(QStringLiteral("trace_id"), QString::fromStdString(t_trace));
        writeLine(to.file.get(), QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
    }
    if (to.toStderr)
        writeLine(STDERR_FILENO, to.program.toUtf8() + ": " + nameOf(type) + ": " + category.toUtf8() + ": " + text.toUtf8() + '\n');
}

QString rulesFor(const std::string &level)
{
    // Qt warns of each character that no font shapes: what a program prints would fill the log.
    QString rules = QStringLiteral("qt.text.font.db.warning=false\n");
    for (const char *each : {"debug", "info", "warning", "critical"}) {
        if (level == each)
            break;
        rules += QStringLiteral("*.%1=false\n").arg(QLatin1String(each));
    }
    if (level == "debug")
        rules += QStringLiteral("berth.*.debug=true\n");
    return rules;
}

} // namespace

void install(const LogOptions &options)
{
    Sink &to = sink();
    to.program = QString::fromStdString(options.program);
    to.toStderr = options.toStderr;
    to.file.reset();
    if (!options.jsonFile.empty())
        to.file.reset(::open(options.jsonFile.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    QLoggingCategory::setFilterRules(rulesFor(options.level)); // QT_LOGGING_RULES is stronger
    qInstallMessageHandler(handle);
    if (!options.jsonFile.empty() && !to.file)
        qCWarning(lcHost, "the log file cannot be opened: %s", options.jsonFile.c_str());
}

std::string newTraceId()
{
    return base::randomHex(16);
}

std::string newSpanId()
{
    return base::randomHex(8);
}

TraceScope::TraceScope(std::string traceId) : m_previous(std::exchange(t_trace, std::move(traceId))) {}

TraceScope::~TraceScope()
{
    t_trace = std::move(m_previous);
}

} // namespace core::telemetry

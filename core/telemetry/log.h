// Logs: one QLoggingCategory per concern, JSON lines with the trace id to a file when asked, plain text to stderr
// otherwise. Terminal content, prompts and secrets are not logged; messages pass the redactor.
//
// Threads: install() once from main(); logging from any thread.
#pragma once
#include <QLoggingCategory>
#include <string>

namespace core::telemetry {

Q_DECLARE_LOGGING_CATEGORY(lcHost)
Q_DECLARE_LOGGING_CATEGORY(lcSession)
Q_DECLARE_LOGGING_CATEGORY(lcEngine)
Q_DECLARE_LOGGING_CATEGORY(lcStore)
Q_DECLARE_LOGGING_CATEGORY(lcAssistant)
Q_DECLARE_LOGGING_CATEGORY(lcAgent)
Q_DECLARE_LOGGING_CATEGORY(lcAttach)
Q_DECLARE_LOGGING_CATEGORY(lcControl)
Q_DECLARE_LOGGING_CATEGORY(lcUi)

struct LogOptions
{
    std::string program;   // "berthd"
    std::string jsonFile;  // empty: none
    bool toStderr = true;
    std::string level = "warning"; // debug, info, warning, critical
};
void install(const LogOptions &options);

// W3C trace context identifiers (w3.org/TR/trace-context): 16 and 8 random bytes as lower-case hex.
std::string newTraceId();
std::string newSpanId();

// The trace id of what this thread works on now; goes into every log line of it.
class TraceScope
{
public:
    explicit TraceScope(std::string traceId);
    ~TraceScope();
    TraceScope(const TraceScope &) = delete;

private:
    std::string m_previous;
};

} // namespace core::telemetry

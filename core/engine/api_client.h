// Requests to one engine in the API version agreed on. Makes calls; knows no containers.
#pragma once
#include "core/engine/dialect.h"
#include "core/engine/http_call.h"
#include "core/engine/timings.h"

namespace core::engine {

class ApiClient
{
public:
    ApiClient(Endpoint endpoint, Dialect dialect, Timings timings);

    const Endpoint &endpoint() const { return m_endpoint; }
    const Dialect &dialect() const { return m_dialect; }
    void setDialect(Dialect dialect) { m_dialect = std::move(dialect); } // after a reconnect: the engine may be another version
    const Timings &timings() const { return m_timings; }

    // Not started; `parent` owns it until its end. `path` begins behind the version: "/containers/json?all=1". Answers
    // that are not a success (or 304) become errors by answerError().
    HttpCall *call(std::string method, const std::string &path, CallLimits limits, HttpCall::Finished finished, QObject *parent,
                   std::string body = {}, bool upgrade = false) const;
    HttpCall *ping(HttpCall::Finished finished, QObject *parent) const;
    HttpCall *version(HttpCall::Finished finished, QObject *parent) const; // works in every version of the API

private:
    Endpoint m_endpoint;
    Dialect m_dialect;
    Timings m_timings;
};

} // namespace core::engine

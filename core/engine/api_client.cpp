#include "core/engine/api_client.h"

namespace core::engine {

ApiClient::ApiClient(Endpoint endpoint, Dialect dialect, Timings timings)
    : m_endpoint(std::move(endpoint))
    , m_dialect(std::move(dialect))
    , m_timings(timings)
{
}

HttpCall *ApiClient::call(std::string method, const std::string &path, CallLimits limits, HttpCall::Finished finished, QObject *parent,
                          std::string body, bool upgrade) const
{
    HttpRequest request;
    request.method = std::move(method);
    request.target = m_dialect.apiPath + path;
    request.upgrade = upgrade;
    if (body.starts_with('{'))
        request.headers.emplace_back("Content-Type", "application/json");
    else if (!body.empty())
        request.headers.emplace_back("Content-Type", "application/x-tar");
    request.body = std::move(body);
    auto checked = [dialect = m_dialect, finished = std::move(finished)](base::Result<HttpReply> reply) mutable {
        const bool isError = reply && !reply->head.isSuccess() && reply->head.status != 304 && reply->head.status != 101;
        if (isError)
            reply = std::unexpected(answerError(dialect, reply->head.status, reply->body));
        finished(std::move(reply));
    };
    return new HttpCall(m_endpoint, std::move(request), limits, std::move(checked), parent);
}

HttpCall *ApiClient::ping(HttpCall::Finished finished, QObject *parent) const
{
    HttpRequest request;
    request.target = "/_ping";
    return new HttpCall(m_endpoint, std::move(request), {.deadline = m_timings.quick, .body = 4096}, std::move(finished), parent);
}

HttpCall *ApiClient::version(HttpCall::Finished finished, QObject *parent) const
{
    HttpRequest request;
    request.target = "/version";
    return new HttpCall(m_endpoint, std::move(request), {.deadline = m_timings.quick, .body = 1u << 20}, std::move(finished), parent);
}

} // namespace core::engine

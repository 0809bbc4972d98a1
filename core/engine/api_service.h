// What the parts of a SocketEngine share: a request, its answer turned into a value, an Operation to cancel it by.
#pragma once
#include "core/engine/api_client.h"

namespace core::engine {

class ApiService
{
public:
    ApiService(const ApiClient &api, QObject &tasks) : m_api(api), m_tasks(tasks) {} // both outlive it; `tasks` owns what is under way

    template<class T, class Parse>
    OperationPtr ask(std::string method, const std::string &path, CallLimits limits, Parse parse, Done<T> done, std::string body = {}) const
    {
        return run(m_api.call(
            std::move(method), path, limits,
            [parse = std::move(parse), done = std::move(done)](const base::Result<HttpReply> &reply) mutable {
                done(reply ? base::Result<T>(parse(reply->body)) : base::Result<T>(std::unexpected(reply.error())));
            },
            &m_tasks, std::move(body)));
    }
    OperationPtr change(std::string method, const std::string &path, std::chrono::milliseconds deadline, Done<void> done, std::string body = {}) const
    {
        return ask<void>(std::move(method), path, {.deadline = deadline}, [](std::string_view) { return base::Result<void>(); }, std::move(done),
                         std::move(body));
    }
    OperationPtr run(HttpCall *call) const
    {
        call->start();
        return std::make_shared<TaskOperation>(call);
    }

    static std::string containerPath(const std::string &container, std::string_view rest) { return "/containers/" + percentEncoded(container) + std::string(rest); }
    static std::string imagePath(const std::string &image, std::string_view rest) { return "/images/" + percentEncoded(image) + std::string(rest); }

    const ApiClient &m_api;
    QObject &m_tasks;
};

} // namespace core::engine

// The standard health service (grpc.health.v1). gRPC's own one runs on its callback API, and with that its idle threads.
#pragma once
#include "core/rpc/server_call_queue.h"
#include "grpc/health/v1/health.grpc.pb.h"

#include <string>

namespace core::agent {

// Threads: made and served on the thread that builds the server; answers on the queue's.
class HealthService
{
public:
    explicit HealthService(std::string served) : m_served(std::move(served)) {} // a service's full name
    grpc::Service &service() { return m_service; }
    // Check says SERVING for "" and the served name; Watch is not offered. The server runs; this outlives the queue.
    void serve(rpc::ServerCallQueue &queue);

private:
    template<class Method> class Waiting;
    struct Check;
    struct Watch;
    grpc::health::v1::Health::AsyncService m_service;
    const std::string m_served;
};

} // namespace core::agent

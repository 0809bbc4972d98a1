// GET /metrics over HTTP for Prometheus, where the setting host.metrics_listen says so. Loopback addresses only, and only by a
// Host name that means this address, so that a web page cannot read it through the browser.
//
// Threads: the Qt thread it was made on. Bounded: connections, heads and time.
#pragma once
#include "core/base/result.h"

#include <QTcpServer>
#include <functional>
#include <memory>
#include <string>

namespace core::host {

class MetricsServer : public QObject
{
    Q_OBJECT
public:
    using Done = std::move_only_function<void(base::Result<std::string>)>;
    using Ask = std::function<void(Done)>;

    // `address`: "127.0.0.1:9090"; port 0 takes a free one. Code: host.metrics_listen.
    static base::Result<std::unique_ptr<MetricsServer>> listen(const std::string &address, Ask ask);
    int port() const { return m_server.serverPort(); }

private:
    explicit MetricsServer(Ask ask);
    void accept();
    void answer(QTcpSocket *socket, int status, const std::string &body) const;
    bool isOurs(std::string_view host) const;

    QTcpServer m_server;
    Ask m_ask;
    int m_open = 0;
};

} // namespace core::host

// Runs something that reads immutable values on the global thread pool. The caller watches the future; nothing is
// called back.
#pragma once
#include <QFuture>
#include <QPromise>
#include <QThreadPool>
#include <memory>

namespace ui::terminal {

template<class F>
auto inBackground(F run) -> QFuture<decltype(run())>
{
    const auto promise = std::make_shared<QPromise<decltype(run())>>(); // shared: the pool copies what it runs
    promise->start();
    QThreadPool::globalInstance()->start([promise, run = std::move(run)]() mutable {
        promise->addResult(run());
        promise->finish();
    });
    return promise->future();
}

} // namespace ui::terminal

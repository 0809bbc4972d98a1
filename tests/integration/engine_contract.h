// What the engine tests share. Each class of them is one part of one contract and runs against a real dockerd and a real
// `podman system service`: BERTH_ENGINE_TEST registers it once for each.
#pragma once
#include "core/engine/container_control.h"
#include "core/engine/engine.h"
#include "tests/support/engines.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"

#include <QTest>
#include <cstdio>

namespace tests {

class EngineContract : public QObject
{
    Q_OBJECT
public:
    explicit EngineContract(RealEngine &(*real)()) : m_real(real) {}

protected:
    using Spec = core::engine::CreateSpec;

    RealEngine &real() { return m_real(); }
    bool isPodman() const { return m_engine->kind() == core::engine::EngineKind::Podman; }

    // The value of an operation, or the test's failure printed and an empty optional.
    template<class T, class Start>
    std::optional<T> value(Start start, int milliseconds = 60'000)
    {
        Waiting<T> waiting;
        start(waiting.done());
        if (!waiting.wait(milliseconds)) {
            std::fprintf(stderr, "the operation did not end\n");
            return std::nullopt;
        }
        if (!waiting.value()) {
            std::fprintf(stderr, "%s: %s (%s)\n", waiting.value().error().code.c_str(), waiting.value().error().message.c_str(),
                         waiting.value().error().detail.c_str());
            return std::nullopt;
        }
        return *std::move(waiting.value());
    }
    template<class Start>
    bool succeeds(Start start, int milliseconds = 60'000)
    {
        Waiting<void> waiting;
        start(waiting.done());
        const bool ended = waiting.wait(milliseconds);
        if (!ended || !waiting.value())
            std::fprintf(stderr, "%s\n", ended ? waiting.value().error().message.c_str() : "the operation did not end");
        return ended && waiting.value();
    }
    // Its code; "" when it succeeded.
    template<class T, class Start>
    std::string failure(Start start)
    {
        Waiting<T> waiting;
        start(waiting.done());
        if (!waiting.wait())
            return "never ended";
        return waiting.value() ? std::string() : waiting.value().error().code;
    }

    Spec spec(const std::string &name, std::vector<std::string> command = {"sh"}) const
    {
        Spec out;
        out.image = RealEngine::kImage;
        out.name = name;
        out.command = std::move(command);
        out.network = "none";
        return out;
    }
    // A started container; empty when it could not be made.
    std::string run(const Spec &spec)
    {
        const auto id = value<std::string>([&](auto done) { m_engine->create(spec, std::move(done)); });
        if (!id || !succeeds([&](auto done) { m_engine->start(*id, std::move(done)); }))
            return {};
        return *id;
    }
    std::string run(const std::string &name, std::vector<std::string> command = {"sh"}) { return run(spec(name, std::move(command))); }
    // The list has it in this state. Longer than QTRY waits: an engine on a busy machine takes seconds for a start or an end.
    bool becomes(const std::string &id, const std::string &state)
    {
        return QTest::qWaitFor([&] { return m_engine->find(id) && m_engine->find(id)->state == state; }, 60'000);
    }
    void discard(const std::string &id)
    {
        Waiting<void> removed;
        m_engine->remove(id, true, true, removed.done());
        removed.wait();
    }
    // What a command in the container prints.
    std::string output(const std::string &id, std::vector<std::string> command)
    {
        core::engine::ExecSpec exec;
        exec.command = std::move(command);
        const auto out = value<core::engine::ExecOutput>([&](auto done) { m_engine->execCollect(id, exec, 1 << 20, std::move(done)); });
        return out ? out->out + out->err : std::string();
    }

    std::unique_ptr<core::engine::Engine> m_engine;

private Q_SLOTS:
    void initTestCase()
    {
        if (!real().isRunning())
            QSKIP(qPrintable(real().whyNot()));
        m_engine = real().connect();
        QVERIFY(m_engine);
        qInfo("%s", m_engine->title().c_str());
    }
    void cleanupTestCase() { m_engine.reset(); }

private:
    RealEngine &(*m_real)();
};

} // namespace tests

#define BERTH_ENGINE_TEST(Class) \
    static const int docker_##Class = ::tests::registerTest("Docker" #Class, [] { return static_cast<QObject *>(new Class(&::tests::RealEngine::docker)); }); \
    static const int podman_##Class = ::tests::registerTest("Podman" #Class, [] { return static_cast<QObject *>(new Class(&::tests::RealEngine::podman)); });

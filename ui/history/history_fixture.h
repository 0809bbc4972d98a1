// What the tests of the history share: a real store in a folder of its own that can be held back, fail or be read-only.
#pragma once
#include "core/store/store.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <deque>
#include <optional>

namespace ui::history {

class TestStore : public core::store::Store
{
public:
    TestStore() : m_real(std::move(*core::store::Store::open(m_dir.filePath(QStringLiteral("history.db")).toStdString()))) {}

    // Newest last.
    void add(std::vector<core::store::CommandRecord> records)
    {
        for (core::store::CommandRecord &record : records) {
            while (!m_real->offer(record))
                m_real->flush();
        }
        QVERIFY(m_real->flush());
    }

    // Answers are kept back while it is held.
    void release()
    {
        held = false;
        while (!m_waiting.empty()) {
            auto [query, done] = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_real->search(std::move(query), std::move(done));
        }
    }

    bool held = false, readOnly = false;
    std::optional<core::base::Error> failure; // of the next search
    core::base::Error trouble;                // problem()
    std::vector<core::store::HistoryQuery> asked;

    bool offer(core::store::CommandRecord &record) override { return m_real->offer(record); }
    void search(core::store::HistoryQuery query, HistoryDone done) override
    {
        asked.push_back(query);
        if (const auto error = std::exchange(failure, std::nullopt))
            done(std::unexpected(*error));
        else if (held)
            m_waiting.emplace_back(std::move(query), std::move(done));
        else
            m_real->search(std::move(query), std::move(done));
    }
    void count(core::store::HistoryQuery query, Done<std::size_t> done) override { m_real->count(std::move(query), std::move(done)); }
    void output(std::int64_t id, Done<core::store::KeptOutput> done) override { m_real->output(id, std::move(done)); }
    void remove(core::store::HistoryQuery query, Done<std::size_t> done) override { m_real->remove(std::move(query), std::move(done)); }
    void remove(std::vector<std::int64_t> ids, Done<std::size_t> done) override { m_real->remove(std::move(ids), std::move(done)); }
    void import(std::vector<core::store::CommandRecord> records, Done<core::store::Imported> done) override { m_real->import(std::move(records), std::move(done)); }
    bool flush(std::chrono::milliseconds atMost = std::chrono::seconds(10)) override { return m_real->flush(atMost); }
    bool isReadOnly() const override { return readOnly || m_real->isReadOnly(); }
    core::base::Error problem() const override { return trouble; }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<core::store::Store> m_real;
    std::deque<std::pair<core::store::HistoryQuery, HistoryDone>> m_waiting;
};

inline core::store::CommandRecord command(const std::string &text, std::optional<int> exit = 0, const std::string &container = {})
{
    using namespace std::chrono_literals;
    static int made = 0;
    core::store::CommandRecord record;
    record.command = text;
    record.exitCode = exit;
    record.cwd = container.empty() ? "/home/ada/src" : "/srv/app";
    record.start = std::chrono::system_clock::now() - 48h + std::chrono::seconds(++made);
    record.duration = 1200ms;
    if (!container.empty()) {
        record.engine = "docker:/var/run/docker.sock";
        record.containerId = "id-" + container;
        record.containerName = container;
        record.image = "shop/api:dev";
    }
    record.session = "test/1";
    record.user = container.empty() ? "ada" : "app";
    record.shell = "bash";
    return record;
}

} // namespace ui::history

// The thread that searches, with a connection of its own: readers and the writer do not wait for each other (WAL).
#pragma once
#include "core/base/mailbox.h"
#include "core/store/store.h"

#include <optional>
#include <thread>

namespace core::store {

class Reader
{
public:
    Reader(std::string path, StoreOptions options, bool readOnly);
    ~Reader(); // finishes the search under way, refuses the others, joins
    Reader(const Reader &) = delete;

    void search(HistoryQuery query, Store::HistoryDone done);

private:
    struct Search
    {
        HistoryQuery query;
        Store::HistoryDone done;
    };
    void run();

    const std::string m_path;
    const StoreOptions m_options;
    const bool m_readOnly;
    base::Mailbox<Search> m_waiting;
    std::thread m_thread;
};

} // namespace core::store

// The thread that answers questions, with a connection of its own: readers and the writer do not wait for each other
// (WAL).
#pragma once
#include "core/base/mailbox.h"
#include "core/store/connection.h"
#include "core/store/store.h"

#include <thread>

namespace core::store {

class Reader
{
public:
    // Gets the connection, or why there is none. Called once, on the reader's thread or at once when too many wait.
    using Question = std::move_only_function<void(base::Result<const Connection *>)>;

    Reader(std::string path, StoreOptions options, bool readOnly);
    ~Reader(); // finishes the question under way, refuses the others, joins
    Reader(const Reader &) = delete;

    void ask(Question question);

private:
    void run();

    const std::string m_path;
    const StoreOptions m_options;
    const bool m_readOnly;
    base::Mailbox<Question> m_waiting;
    std::thread m_thread;
};

} // namespace core::store

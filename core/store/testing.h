// What the tests of the store share: a store on a real file that is asked, and waited for.
#pragma once
#include "core/store/store.h"

#include <QString>
#include <QStringList>
#include <future>
#include <thread>

namespace core::store::testing {

template<class T, class Ask>
base::Result<T> answer(Ask ask)
{
    std::promise<base::Result<T>> promise;
    auto future = promise.get_future();
    ask([&](base::Result<T> result) { promise.set_value(std::move(result)); });
    return future.get();
}

inline std::unique_ptr<Store> openStore(const std::string &path, const StoreOptions &options = {})
{
    auto store = Store::open(path, options);
    if (!store)
        qFatal("%s %s", store.error().code.c_str(), store.error().detail.c_str());
    return std::move(*store);
}

inline void offer(Store &store, CommandRecord record) // waits for room
{
    while (!store.offer(record))
        std::this_thread::yield();
}

inline void put(Store &store, CommandRecord record) // and is written
{
    offer(store, std::move(record));
    if (!store.flush())
        qFatal("not written");
}

inline base::Result<std::vector<CommandRecord>> search(Store &store, HistoryQuery query)
{
    return answer<std::vector<CommandRecord>>([&](auto done) { store.search(std::move(query), std::move(done)); });
}

// The commands, or the code of the error; "command*count" where there were several.
inline QStringList commands(Store &store, HistoryQuery query)
{
    const auto found = search(store, std::move(query));
    if (!found)
        return {QString::fromStdString(found.error().code)};
    QStringList all;
    for (const CommandRecord &record : *found)
        all << QString::fromStdString(record.command) + (record.count > 1 ? QStringLiteral("*%1").arg(record.count) : QString());
    return all;
}

} // namespace core::store::testing

// store_test_writer FILE NAME COUNT: writes COUNT records (0: until killed) and prints how many are committed.
// store_test_writer FILE import COUNT: imports COUNT records, a hundred at a time, likewise.
#include "core/store/store.h"

#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <string_view>
#include <thread>

using namespace core::store;

namespace {

int import(Store &store, int count)
{
    for (int from = 0; from < count; from += 100) {
        std::vector<CommandRecord> records(100);
        for (int i = 0; i < 100; ++i) {
            records[std::size_t(i)].command = "import number" + std::to_string(from + i);
            if (from % 200 == 0) // every other hundred without times
                records[std::size_t(i)].start = core::base::WallTime(std::chrono::seconds(1'700'000'000 + from + i));
        }
        std::promise<bool> done;
        store.import(std::move(records), [&](const auto &imported) { done.set_value(imported.has_value()); });
        if (!done.get_future().get())
            return 1;
        std::printf("committed %d\n", from + 100);
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc != 4)
        return 2;
    auto store = Store::open(argv[1]);
    if (!store) {
        std::printf("error %s %s\n", store.error().code.c_str(), store.error().detail.c_str());
        return 1;
    }
    const int count = std::atoi(argv[3]);
    if (std::string_view(argv[2]) == "import")
        return import(**store, count);
    for (int i = 1; count == 0 || i <= count; ++i) {
        CommandRecord record;
        record.command = std::string(argv[2]) + " number" + std::to_string(i);
        record.session = argv[2];
        while (!(*store)->offer(record))
            std::this_thread::yield();
        if (i % 7 == 0 || i == count) {
            if (!(*store)->flush())
                return 1;
            if ((*store)->problem().code.empty())
                std::printf("committed %d\n", i);
            else
                std::printf("error %s\n", (*store)->problem().code.c_str());
            std::fflush(stdout);
        }
    }
    return 0;
}

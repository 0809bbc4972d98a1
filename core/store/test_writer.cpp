// store_test_writer FILE NAME COUNT: writes COUNT records (0: until killed) and prints how many are committed.
#include "core/store/store.h"

#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace core::store;

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

// Any file as a recording: the index and the player agree on whether it is one, and going back and forth shows what going
// straight there does.
#include "core/recording/player.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace core::recording;

namespace {

std::string textOf(Player &player)
{
    std::string text;
    const auto frame = player.frame();
    for (const auto &row : frame->rows)
        text += row->trimmedText() + '\n';
    return text + std::to_string(frame->cursor.row) + ',' + std::to_string(frame->cursor.col) + ' ' + std::to_string(player.blocks()->size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const int file = ::memfd_create("cast", MFD_CLOEXEC);
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, data, size, 0) != ssize_t(size))
        std::abort();
    Player::Options options;
    options.terminal.historyLines = 100;
    options.terminal.stringBytes = 4096;
    const auto index = indexCast(path);
    auto player = Player::open(path, options);
    if (index.has_value() != player.has_value())
        std::abort();
    if (!index)
        return 0;
    (*player)->playTo({(*index)->length});
    if ((*player)->next() && !(*index)->cutOff && (*index)->badLines == 0)
        std::abort();
    const std::string end = textOf(**player);
    for (const RecordedCommand &command : (*index)->commands)
        (*player)->seek({command.start, command.offset});
    (*player)->seek({});
    (*player)->seek({(*index)->length});
    if (textOf(**player) != end)
        std::abort();

    options.keyframeSpacing = 64;
    options.keyframeBytes = 4096;
    auto jumping = Player::open(path, options);
    (*jumping)->seek({(*index)->length});
    (*jumping)->seek({(*index)->length / 2});
    (void)textOf(**jumping);
    return 0;
}

// Any bytes through scanner and tracker. Without the nonce in them nothing is trusted; cut in two they give the same; lists
// stay bounded and every start has one end. The first byte says whether the others may hold the nonce, which is what a
// byte 0xFD stands for then. The bytes are taken for a command line too.
#include "core/shell/nested_shell.h"
#include "tests/support/marked_stream.h"

#include <cstdint>
#include <cstdlib>

using namespace core::shell;
using tests::MarkedStream;

namespace {

constexpr const char *kNonce = "0123456789abcdef0123456789abcdef";
constexpr std::size_t kMaxBlocks = 5, kMaxOpen = 1 + 8;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkEvents(const MarkedStream &run, bool mayTrust)
{
    std::vector<core::base::BlockId> open;
    for (const auto &event : run.events) {
        if (auto *started = std::get_if<CommandStarted>(&event)) {
            require(started->block.trusted ? mayTrust : started->block.command.empty() && started->block.cwd.empty());
            open.push_back(started->block.id);
        } else if (auto *finished = std::get_if<CommandFinished>(&event)) {
            require(finished->block.end >= finished->block.outputStart && std::erase(open, finished->block.id) == 1);
        } else if (auto *cwd = std::get_if<CwdChanged>(&event)) {
            require(mayTrust || !cwd->trusted);
        }
        require(open.size() <= kMaxOpen);
    }
    require(run.tracker.blocks().size() <= kMaxBlocks + kMaxOpen);
    require(mayTrust || (!run.tracker.sawTrustedMark() && run.tracker.cwd().empty()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const bool mayTrust = data[0] & 1;
    std::string stream;
    for (std::size_t i = 2; i < size; ++i) {
        if (mayTrust && data[i] == 0xfd)
            stream += kNonce;
        else
            stream += char(data[i]);
    }
    if (!mayTrust && stream.find(kNonce) != std::string::npos)
        return 0; // guessed: the fuzzer has read it in this program
    MarkedStream whole(kNonce, kMaxBlocks), cut(kNonce, kMaxBlocks);
    whole.feed(stream);
    const auto at = stream.size() * data[1] / 255;
    cut.feed(std::string_view(stream).substr(0, at));
    cut.feed(std::string_view(stream).substr(at));
    require(whole.describe() == cut.describe());
    checkEvents(whole, mayTrust);
    for (const auto &event : whole.events)
        if (auto *finished = std::get_if<CommandFinished>(&event))
            whole.tracker.withdrawBlock(finished->block.id);
    whole.tracker.forgetBefore(data[1]);
    whole.tracker.finish({}, {}, 0);
    require(!whole.tracker.isAnyRunning());
    (void)nestedShell(std::string_view(stream));
    return 0;
}

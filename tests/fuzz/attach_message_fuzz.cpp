// A hostile viewer: any messages in any order. Role view never reaches the program, and credit is never exceeded.
#include "core/attach/fake_session.h"
#include "core/attach/viewer.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

using namespace core::attach;

namespace {
struct CountingTransport : ViewerTransport
{
    void send(const v1::SessionMessage &message) override { bytes += message.output().data().size(); }
    std::size_t pendingBytes() const override { return 0; }
    void close(std::string_view) override {}
    std::size_t bytes = 0;
};
} // namespace

// The input: one byte of length, so many bytes of one message, and so on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::size_t kBehind = 1024;
    const auto session = std::make_shared<testing::FakeSession>(4096);
    CountingTransport wire;
    Viewer::Limits limits;
    limits.behindBytes = kBehind;
    Viewer viewer(
        wire, [&](const v1::Join &) { return Admission{session, {core::session::Principal::Kind::AttachToken, "fuzz", core::session::Role::View}, true, {}}; },
        limits);
    std::string_view rest(reinterpret_cast<const char *>(data), size);
    while (!rest.empty()) {
        const std::size_t length = static_cast<unsigned char>(rest.front());
        rest.remove_prefix(1);
        const std::size_t before = wire.bytes;
        viewer.receiveBytes(rest.substr(0, length));
        rest.remove_prefix(std::min(length, rest.size()));
        session->feed("some output of the program\r\n");
        viewer.wake();
        if (wire.bytes - before > 2 * kBehind)
            std::abort();
    }
    if (!session->posted().empty())
        std::abort();
    return 0;
}

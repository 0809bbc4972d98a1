#include "app/berthctl/client.h"

#include "app/berthctl/exit_codes.h"
#include "core/control/instances.h"

#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <grpcpp/create_channel_posix.h>

namespace berthctl {

core::base::Result<std::unique_ptr<Stub>> connect(const std::string &runtimeDir, const std::string &instance)
{
    auto fd = core::control::connectInstance(runtimeDir, instance);
    if (!fd)
        return std::unexpected(fd.error());
    ::fcntl(fd->get(), F_SETFL, ::fcntl(fd->get(), F_GETFL) | O_NONBLOCK); // gRPC's event loop needs it
    return berth::control::v1::Control::NewStub(grpc::CreateInsecureChannelFromFd("berth", fd->release()));
}

std::unique_ptr<grpc::ClientContext> context(std::chrono::seconds deadline)
{
    auto made = std::make_unique<grpc::ClientContext>();
    made->set_deadline(std::chrono::system_clock::now() + deadline);
    return made;
}

int report(const core::base::Error &error)
{
    std::fprintf(stderr, "berthctl: %s\n", error.message.c_str());
    return error.is("control.no_instance") ? kNoInstance : kFailed;
}

int report(const grpc::Status &status)
{
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
        std::fprintf(stderr, "berthctl: the running Berth went away.\n");
        return kNoInstance;
    }
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED)
        std::fprintf(stderr, "berthctl: Berth did not answer in time.\n");
    else
        std::fprintf(stderr, "berthctl: %s\n", status.error_message().c_str());
    return kFailed;
}

} // namespace berthctl

// An agent that behaves as badly as the first argument says: hostile, rambling, mute. Speaks real gRPC.
#include "berth/agent/v1/agent.grpc.pb.h"

#include <cstdio>
#include <cstdlib>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace wire = berth::agent::v1;

namespace {

using Stream = grpc::ServerReaderWriter<wire::AgentMessage, wire::ClientMessage>;

class FakeAgent : public wire::Agent::Service
{
public:
    explicit FakeAgent(std::string mode) : m_mode(std::move(mode)) {}

    grpc::Status Converse(grpc::ServerContext *, Stream *stream) override
    {
        wire::ClientMessage message;
        while (stream->Read(&message)) {
            if (message.has_hello() && m_mode != "mute")
                welcome(*stream);
            else if (message.has_command_failed())
                hint(*stream, message.command_failed());
            else if (message.has_ask())
                ramble(*stream, message.ask().id());
            else if (message.has_probe_result())
                tell(*stream, message.probe_result());
        }
        return grpc::Status::OK;
    }

private:
    static void welcome(Stream &stream)
    {
        wire::AgentMessage out;
        out.mutable_welcome()->set_provider("evil\x1b]0;x\x07\n" + std::string(1000, 'm'));
        stream.Write(out);
    }

    void hint(Stream &stream, const wire::CommandFailed &failed)
    {
        m_failed = failed;
        const auto send = [&](const std::string &session, std::uint64_t block, const std::string &proposed) {
            wire::AgentMessage out;
            out.mutable_hint()->set_session(session);
            out.mutable_hint()->set_block(block);
            out.mutable_hint()->set_title("\x1b[31mred\u202e title\x07\nsecond" + std::string(5000, 't'));
            out.mutable_hint()->set_text("a\x1b]52;c;aGk=\x07" "b\u200b" + std::string(400'000, 'x'));
            out.mutable_hint()->set_proposed(proposed);
            out.mutable_hint()->set_tier(77);
            stream.Write(out);
        };
        if (m_mode == "newline")
            return send(failed.session(), failed.block(), "echo a\nrm -rf /");
        if (m_mode == "curious") {
            const auto probe = [&](std::uint64_t id, const std::string &session, const std::string &name, std::initializer_list<std::string> arguments) {
                wire::AgentMessage out;
                out.mutable_probe()->set_id(id);
                out.mutable_probe()->set_session(session);
                out.mutable_probe()->set_name(name);
                for (const std::string &argument : arguments)
                    out.mutable_probe()->add_arguments(argument);
                stream.Write(out);
            };
            probe(1, failed.session(), "run", {"id"});
            probe(2, failed.session(), "path", {"../etc/shadow"});
            probe(3, failed.session(), "path", {std::string(100'000, '/')});
            probe(4, "999", "commands", {});
            probe(5, failed.session(), "commands", {"x"});
            return probe(6, failed.session(), "path", {"/etc"});
        }
        send("999", failed.block(), "echo forged session");
        send(failed.session(), failed.block() + 1, "echo forged block");
        send(failed.session(), failed.block(), "ls \u202e\u200b -la");
    }

    // Reports as a hint which questions were refused.
    void tell(Stream &stream, const wire::ProbeResult &result)
    {
        m_told += std::to_string(result.id()) + (result.refused() ? "no " : "yes ");
        if (result.id() != 6)
            return;
        wire::AgentMessage out;
        out.mutable_hint()->set_session(m_failed.session());
        out.mutable_hint()->set_block(m_failed.block());
        out.mutable_hint()->set_title(m_told);
        stream.Write(out);
    }

    static void ramble(Stream &stream, std::uint64_t id)
    {
        wire::AgentMessage out;
        out.mutable_answer_text()->set_ask_id(id);
        out.mutable_answer_text()->set_text(std::string(8000, 'r') + "\x1b[2J\u202e");
        while (stream.Write(out)) { }
    }

    const std::string m_mode;
    wire::CommandFailed m_failed;
    std::string m_told;
};

} // namespace

int main(int argc, char **argv)
{
    std::string socket;
    for (int i = 2; i + 1 < argc; ++i)
        if (std::string(argv[i]) == "--socket")
            socket = argv[i + 1];
    ::umask(077);
    FakeAgent agent(argc > 1 ? argv[1] : "hostile");
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials());
    builder.RegisterService(&agent);
    const auto server = builder.BuildAndStart();
    if (!server)
        return 1;
    std::puts("ready");
    std::fflush(stdout);
    char byte;
    while (::read(0, &byte, 1) > 0) { }
    std::_Exit(0);
}

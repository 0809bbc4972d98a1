// berthctl record: starts, stops and lists the recordings of the running instance.
#include "app/berthctl/commands.h"
#include "app/berthctl/durations.h"
#include "app/berthctl/exit_codes.h"
#include "core/vt/utf8.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>
#include <filesystem>

namespace berthctl {
namespace {

namespace pb = berth::control::v1;

std::string shown(const std::string &text)
{
    constexpr std::size_t kLongest = 4096;
    return core::vt::sanitizedLine(text, kLongest);
}

void print(const pb::Recording &recording, bool json)
{
    if (json) {
        const QJsonObject object{{QStringLiteral("path"), QString::fromStdString(recording.path())},
                                 {QStringLiteral("title"), QString::fromStdString(recording.title())},
                                 {QStringLiteral("session"), recording.session() ? QJsonValue(qint64(recording.session())) : QJsonValue()},
                                 {QStringLiteral("start_ms"), qint64(recording.started_ms())},
                                 {QStringLiteral("length_ms"), qint64(recording.length_ms())},
                                 {QStringLiteral("bytes"), qint64(recording.bytes())},
                                 {QStringLiteral("problem"), recording.problem().empty() ? QJsonValue() : QString::fromStdString(recording.problem())}};
        std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
        return;
    }
    const std::string state = recording.session() ? "session " + std::to_string(recording.session()) : "";
    std::printf("%-12s %9s %10s  %-24s %s%s%s\n", state.c_str(), clockText(std::chrono::milliseconds(recording.length_ms())).c_str(), sizeText(recording.bytes()).c_str(),
                shown(recording.title()).c_str(), shown(recording.path()).c_str(), recording.problem().empty() ? "" : "  ", recording.problem().c_str());
}

} // namespace

int startRecording(Stub &stub, std::uint64_t session, const std::string &output)
{
    pb::StartRecordingRequest request;
    request.set_session(session);
    if (!output.empty()) {
        std::error_code error; // the instance has another working directory
        request.set_path(std::filesystem::absolute(output, error).string());
    }
    pb::StartRecordingResponse response;
    if (const auto status = stub.StartRecording(context().get(), request, &response); !status.ok())
        return report(status);
    std::printf("%s\n", response.recording().path().c_str());
    return kDone;
}

int stopRecording(Stub &stub, std::uint64_t session)
{
    pb::StopRecordingRequest request;
    request.set_session(session);
    pb::StopRecordingResponse response;
    if (const auto status = stub.StopRecording(context().get(), request, &response); !status.ok())
        return report(status);
    const pb::Recording &recording = response.recording();
    std::printf("%s\n", recording.path().c_str());
    if (recording.problem().empty())
        return kDone;
    std::fprintf(stderr, "berthctl: the recording ended early: %s\n", recording.problem().c_str());
    return kFailed;
}

int listRecordings(Stub &stub, bool json)
{
    pb::ListRecordingsResponse response;
    if (const auto status = stub.ListRecordings(context().get(), {}, &response); !status.ok())
        return report(status);
    for (const pb::Recording &recording : response.recordings())
        print(recording, json);
    return kDone;
}

} // namespace berthctl

#include "core/recording/note.h"

#include "core/base/exit_status.h"
#include "core/vt/utf8.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

namespace core::recording {
namespace {

constexpr std::size_t kLabelChars = 120;
constexpr double kLargest = 9007199254740992; // what a JSON number holds exactly

template<class... T> struct Overloaded : T... { using T::operator()...; };

QString utf16(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

std::uint64_t natural(const QJsonValue &value, double largest = kLargest)
{
    const double number = value.toDouble();
    return number >= 0 && number <= largest ? std::uint64_t(number) : 0;
}

} // namespace

std::string noteText(const Note &note)
{
    const QJsonObject object = std::visit(
        Overloaded{[](const CommandBegan &n) {
                       return QJsonObject{{QStringLiteral("kind"), QStringLiteral("command")},
                                          {QStringLiteral("n"), qint64(n.number)},
                                          {QStringLiteral("command"), utf16(n.command)},
                                          {QStringLiteral("cwd"), utf16(n.cwd)},
                                          {QStringLiteral("prompt"), qint64(n.promptAbove)},
                                          {QStringLiteral("above"), qint64(n.commandAbove)},
                                          {QStringLiteral("cell"), qint64(n.commandCell)}};
                   },
                   [](const CommandEnded &n) {
                       return QJsonObject{{QStringLiteral("kind"), QStringLiteral("exit")},
                                          {QStringLiteral("n"), qint64(n.number)},
                                          {QStringLiteral("exit"), n.exitCode ? QJsonValue(*n.exitCode) : QJsonValue()},
                                          {QStringLiteral("stopped"), n.stopped},
                                          {QStringLiteral("ms"), qint64(n.duration.count())}};
                   },
                   [](const Skipped &) { return QJsonObject{{QStringLiteral("kind"), QStringLiteral("skipped")}}; },
                   [](const RecordingEnded &n) {
                       return QJsonObject{{QStringLiteral("kind"), QStringLiteral("end")}, {QStringLiteral("reason"), utf16(n.reason)}};
                   }},
        note);
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<Note> parseNote(std::string_view json)
{
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size())));
    if (!document.isObject())
        return {};
    const QJsonObject object = document.object();
    const auto value = [&object](const char *key) { return object.value(QLatin1String(key)); };
    const QString kind = value("kind").toString();
    constexpr double kMost32 = 0xffffffff;
    if (kind == QLatin1String("command")) {
        const auto small = [&](const char *key) { return std::uint32_t(natural(value(key), kMost32)); };
        return CommandBegan{natural(value("n")), value("command").toString().toStdString(), value("cwd").toString().toStdString(),
                            small("prompt"), small("above"), small("cell")};
    }
    if (kind == QLatin1String("exit")) {
        CommandEnded ended;
        ended.number = natural(value("n"));
        if (const double exit = value("exit").toDouble(NAN); exit >= -2147483648.0 && exit <= 2147483647.0)
            ended.exitCode = int(exit);
        ended.stopped = base::looksStopped(ended.exitCode) && value("stopped").toBool(true);
        ended.duration = std::chrono::milliseconds(natural(value("ms"), 1e15));
        return ended;
    }
    if (kind == QLatin1String("skipped"))
        return Skipped{};
    if (kind == QLatin1String("end"))
        return RecordingEnded{value("reason").toString().toStdString()};
    return {};
}

std::string markerLabel(std::string_view command)
{
    const std::size_t line = command.find('\n');
    std::string label = vt::sanitizedLine(command.substr(0, line), kLabelChars);
    if (line != std::string_view::npos)
        label += " …";
    return label;
}

} // namespace core::recording

// How berthctl prints: JSON lines for scripts, and text from programs in a way that cannot steer the terminal.
#pragma once
#include <QJsonObject>
#include <QString>
#include <cstdint>
#include <string>

namespace berthctl {

inline QString text(const std::string &utf8) { return QString::fromStdString(utf8); }
QJsonValue textOrNull(const std::string &utf8); // empty: null
void printJson(const QJsonObject &object);      // one line

std::string isoTime(std::int64_t milliseconds);   // since the epoch; UTC
std::string localTime(std::int64_t milliseconds);

// Titles, names and commands come from programs: nothing of theirs may steer the terminal they are listed in, nor turn
// the order of what is read. Controls (C0, DEL, C1) and format characters (bidi, zero width) become spaces.
std::string printable(const std::string &value);
// The same on one line, where ↵ stands for a line's end.
std::string printableLine(const std::string &value);

} // namespace berthctl

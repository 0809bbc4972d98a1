// What the overlay says about a past command: pure functions.
#pragma once
#include "core/store/store.h"

#include <QDateTime>
#include <QFont>
#include <QString>

namespace ui::history {

enum class Outcome { Succeeded, Failed, Stopped, Unknown };
Outcome outcomeOf(const core::store::CommandRecord &record);
QString outcomeText(const core::store::CommandRecord &record); // "succeeded", "exit 1", "stopped", "result unknown"

// The command in one line: control and invisible characters as marks, line ends as a sign, cut to what a row can show.
QString oneLine(const QString &command);
QFont commandFont(int px); // without ligatures: what is shown is what is typed
int lineCount(const QString &command); // a line end at the very end starts no line

QString placeText(const core::store::CommandRecord &record); // "shop-api", or "host"; another computer by its name
QColor placeColor(const core::store::CommandRecord &record); // in the current scheme
QString folderText(const core::store::CommandRecord &record, const QString &home); // the home folder of the host as ~

// "just now", "3 min ago", "yesterday 14:02", "12 Nov 2025". Empty when it is not known (an import without times).
QString whenText(core::base::WallTime start, const QDateTime &now);
QString whenExact(core::base::WallTime start);
QString clockText(core::base::WallTime start, const QDateTime &now); // "02:10:33" of today, else as whenExact(). Empty: not known
QString unverifiedText(); // a sentence: what marks without the session's key are worth

QString originText(const core::store::CommandRecord &record); // "imported", "not verified"; empty: reported by Berth's own marks

// All of a row in one sentence, for assistive technology.
QString spoken(const core::store::CommandRecord &record, const QDateTime &now);

} // namespace ui::history

// What is searched for: the text, the way it matches, and the filters that are on. Values and pure functions.
#pragma once
#include "core/store/store.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace ui::history {

// Where the overlay was opened: what "here" and "this container" stand for.
struct Scope
{
    QString cwd;           // empty: not known, "here" is not offered
    QString container;     // name; empty: the host
    QString engine;        // its id
    bool elsewhere = false; // the container is not the terminal's below: it is named in full
    bool operator==(const Scope &) const = default;
};

struct Filter
{
    QString text;
    bool fuzzy = false; // the letters in order; else whole words and their beginnings
    bool here = false;
    bool place = false;
    bool failed = false;
    bool today = false;
    bool everyRun = false; // equal commands one by one; else the newest, with how many there were
    bool operator==(const Filter &) const = default;

    bool isNarrowed() const { return here || place || failed || today; }
    Filter everywhere() const; // the same without the filters
};

inline constexpr int kPageRows = 200;
inline constexpr int kMostFuzzy = 500; // best first, so there is no next page
inline constexpr int kMostQueryChars = 1000;

core::store::HistoryQuery queryFor(const Filter &filter, const Scope &scope, const QDateTime &now);
// "this folder (/srv/app)", "shop-api", "failed", "today": those that are on.
QStringList activeNames(const Filter &filter, const Scope &scope);

} // namespace ui::history

// A case of the suite as the files in cases/ have it (README.md describes them).
#pragma once
#include "core/base/coordinates.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

struct ConformanceCase
{
    QString name;
    QString file;
    QString function; // the control function it is about: a row of core/vt/CONTROL_FUNCTIONS.md
    QString spec;     // where the right answer is written down
    core::base::GridSize size;
    QByteArray in;
    QStringList options;
    QString miss; // why it is known to fail; empty: it passes
    QList<QPair<QString, QString>> expected;
};

QByteArray unescaped(const QString &text);

// Every case of every file in the folder, in order. A line that is none of the format's is a problem.
QList<ConformanceCase> readCases(const QString &folder, QString &problem);

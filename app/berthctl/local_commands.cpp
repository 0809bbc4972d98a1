// What berthctl does by itself, with no instance running.
#include "app/berthctl/commands.h"
#include "app/berthctl/exit_codes.h"
#include "core/config/settings.h"
#include "core/vt/bench.h"
#include "core/vt/render.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace berthctl {

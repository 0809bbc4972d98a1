#include "ui/desk/volume_rows.h"

#include "ui/desk/engine_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui::desk {

using namespace core::engine;

namespace {

struct SayVolumes
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::Volumes)
};

const char *const kProjectLabel = "com.docker.compose.project";

QString projectOf(const std::map<std::string, std::string> &labels)
{
    const auto found = labels.find(kProjectLabel);
    return found == labels.end() ? QString() : oneLine(found->second, 60);
}

void addMap(QStringList &lines, const QString &title, const std::map<std::string, std::string> &values)
{
    for (const auto &[key, value] : values)
        lines << title + QStringLiteral(" ") + oneLine(key) + QStringLiteral("=") + oneLine(value, 400);
}

} // namespace

VolumeSizes volumeSizes(const DiskUsage &usage)
{
    VolumeSizes sizes;
    for (const DiskItem &item : usage.items) {
        if (item.kind == DiskItem::Kind::Volume)
            sizes.emplace(item.id, item.sizeBytes);
    }
    return sizes;
}

std::vector<TableColumn> volumeColumns()
{
    return {{SayVolumes::tr("Name"), 180}, {SayVolumes::tr("Used by"), 190}, {SayVolumes::tr("Size"), 96, true}, {SayVolumes::tr("Project"), 110, false, false, 2},
            {SayVolumes::tr("Driver"), 92, false, false, 3}, {SayVolumes::tr("Created"), 124, false, false, 1}};
}

QString volumeTitle(const Volume &volume)
{
    return volume.isAnonymous() ? SayVolumes::tr("%1 (anonymous)").arg(shortId(volume.name)) : oneLine(volume.name);
}

std::vector<TableRow> volumeRows(const std::vector<Volume> &volumes, const std::vector<Container> &containers, const VolumeSizes &sizes, core::base::WallTime now)
{
    using theme::Role;
    std::vector<TableRow> rows;
    for (const Volume &volume : volumes) {
        const auto users = usersOfVolume(containers, volume.name);
        const auto size = sizes.find(volume.name);
        const bool measured = size != sizes.end();
        rows.push_back({QString::fromStdString(volume.name),
                        {{volumeTitle(volume), {}, volume.isAnonymous() ? Role::Dim : Role::Text, QString::fromStdString(volume.name)},
                         {users.empty() ? SayVolumes::tr("nothing") : namesOf(users), -int(users.size()), Role::Dim, namesOf(users, 50)},
                         {measured ? bytesText(size->second) : QString(), measured ? qlonglong(size->second) : qlonglong(-1)},
                         {projectOf(volume.labels), {}, Role::Dim},
                         {oneLine(volume.driver, 40), {}, Role::Dim},
                         {ageCell(volume.created, now), qlonglong(volume.created.time_since_epoch().count()), Role::Dim, whenCell(volume.created)}}});
    }
    return rows;
}

QString volumeDetails(const Volume &volume, const std::vector<const Container *> &users)
{
    QStringList lines{SayVolumes::tr("name %1").arg(oneLine(volume.name)), SayVolumes::tr("driver %1").arg(oneLine(volume.driver)),
                      SayVolumes::tr("stored at %1").arg(oneLine(volume.mountpoint, 1000))};
    if (const QString when = whenCell(volume.created); !when.isEmpty())
        lines << SayVolumes::tr("created %1").arg(when);
    for (const Container *user : users) {
        for (const Mount &mount : user->mounts) {
            if (mount.type == Mount::Type::Volume && mount.name == volume.name)
                lines << SayVolumes::tr("in %1 at %2, %3").arg(oneLine(user->name, 60), oneLine(mount.destination), mount.writable ? SayVolumes::tr("writable") : SayVolumes::tr("read-only"));
        }
    }
    addMap(lines, SayVolumes::tr("label"), volume.labels);
    addMap(lines, SayVolumes::tr("option"), volume.options);
    return lines.join(QLatin1Char('\n'));
}

QString volumeLoss(const Volume &volume, const VolumeSizes &sizes, const std::vector<const Container *> &users)
{
    if (!users.empty())
        return SayVolumes::tr("It is used by %1. The engine keeps a volume as long as a container has it, stopped ones too: remove them first.").arg(namesOf(users, 5));
    const auto size = sizes.find(volume.name);
    return size == sizes.end() ? SayVolumes::tr("All files in it are lost. There is no copy of them.")
                               : SayVolumes::tr("All files in it are lost, %1. There is no copy of them.").arg(bytesText(size->second));
}

} // namespace ui::desk

#include "ui/desk/disk_rows.h"

#include "ui/desk/engine_text.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <array>

namespace ui::desk {

using namespace core::engine;
using Kind = DiskItem::Kind;

namespace {

struct SayDisk
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::Disk)
};

constexpr std::array kDiskKinds = {Kind::Container, Kind::Image, Kind::Volume, Kind::Network, Kind::BuildCache};

QString kindsText(Kind kind)
{
    switch (kind) {
    case Kind::Container: return SayDisk::tr("Containers");
    case Kind::Image: return SayDisk::tr("Images");
    case Kind::Volume: return SayDisk::tr("Volumes");
    case Kind::Network: return SayDisk::tr("Networks");
    case Kind::BuildCache: return SayDisk::tr("Build cache");
    }
    return {};
}

QString oneText(const DiskItem &item)
{
    switch (item.kind) {
    case Kind::Container: return SayDisk::tr("container");
    case Kind::Image: return item.isDangling ? SayDisk::tr("image without a name") : SayDisk::tr("image");
    case Kind::Volume: return item.isAnonymous ? SayDisk::tr("anonymous volume") : SayDisk::tr("volume");
    case Kind::Network: return SayDisk::tr("network");
    case Kind::BuildCache: return SayDisk::tr("build cache");
    }
    return {};
}

QString joined(QStringList parts)
{
    if (parts.size() < 2)
        return parts.join(QString());
    const QString last = parts.takeLast();
    return SayDisk::tr("%1 and %2").arg(parts.join(QStringLiteral(", ")), last);
}

} // namespace

QString kindText(Kind kind, int count)
{
    const bool one = count == 1;
    switch (kind) {
    case Kind::Container: return one ? SayDisk::tr("1 container") : SayDisk::tr("%1 containers").arg(count);
    case Kind::Image: return one ? SayDisk::tr("1 image") : SayDisk::tr("%1 images").arg(count);
    case Kind::Volume: return one ? SayDisk::tr("1 volume") : SayDisk::tr("%1 volumes").arg(count);
    case Kind::Network: return one ? SayDisk::tr("1 network") : SayDisk::tr("%1 networks").arg(count);
    case Kind::BuildCache: return one ? SayDisk::tr("1 part of the build cache") : SayDisk::tr("%1 parts of the build cache").arg(count);
    }
    return {};
}

std::vector<KindUsage> usageByKind(const DiskUsage &usage)
{
    std::vector<KindUsage> out;
    for (const Kind kind : {Kind::Image, Kind::Container, Kind::Volume, Kind::BuildCache}) {
        const auto all = std::ranges::count(usage.items, kind, &DiskItem::kind);
        const auto used = std::ranges::count_if(usage.items, [kind](const DiskItem &item) { return item.kind == kind && item.inUse; });
        KindUsage line;
        line.name = kindsText(kind);
        line.detail = all == 0 ? SayDisk::tr("none") : SayDisk::tr("%1, %2 in use").arg(all).arg(used);
        line.bytes = usage.total(kind);
        line.free = usage.reclaimable(kind);
        if (kind == Kind::Image && usage.layersBytes > 0)
            line.bytes = usage.layersBytes;
        line.free = std::min(line.free, line.bytes);
        out.push_back(std::move(line));
    }
    return out;
}

std::vector<TableColumn> planColumns()
{
    return {{SayDisk::tr("Would go"), 220}, {SayDisk::tr("What it is"), 190, false, false, 1}, {SayDisk::tr("Project"), 110, false, false, 3}, {SayDisk::tr("Created"), 124, false, false, 2}, {SayDisk::tr("Size"), 96, true}};
}

QString planKey(const DiskItem &item)
{
    return QString::number(int(item.kind)) + QString::fromStdString(item.id);
}

std::vector<TableRow> planRows(const PrunePlan &plan, core::base::WallTime now)
{
    std::vector<TableRow> rows;
    for (const DiskItem &item : plan) {
        const bool keepsData = item.kind == Kind::Volume && !item.isAnonymous;
        rows.push_back({planKey(item),
                        {{oneLine(item.name), {}, theme::Role::Text, QString::fromStdString(item.id)},
                         {oneText(item), {}, keepsData ? theme::Role::Warn : theme::Role::Dim},
                         {oneLine(item.project, 60), {}, theme::Role::Dim},
                         {ageCell(item.created, now), qlonglong(item.created.time_since_epoch().count()), theme::Role::Dim, whenCell(item.created)},
                         {item.sizeBytes > 0 ? bytesText(item.sizeBytes) : QStringLiteral("—"), qlonglong(-item.sizeBytes), item.sizeBytes > 0 ? theme::Role::Text : theme::Role::Dim}}});
    }
    return rows;
}

std::int64_t planBytes(const PrunePlan &plan)
{
    std::int64_t sum = 0;
    for (const DiskItem &item : plan)
        sum += item.sizeBytes;
    return sum;
}

QString planSummary(const PrunePlan &plan)
{
    QStringList parts;
    for (const Kind kind : kDiskKinds) {
        if (const auto count = std::ranges::count(plan, kind, &DiskItem::kind); count > 0)
            parts << kindText(kind, int(count));
    }
    const std::int64_t bytes = planBytes(plan);
    return parts.isEmpty() ? SayDisk::tr("nothing") : bytes > 0 ? SayDisk::tr("%1, %2").arg(joined(parts), bytesText(bytes)) : joined(parts);
}

QString planLoss(const PrunePlan &plan)
{
    const auto has = [&](Kind kind) { return std::ranges::find(plan, kind, &DiskItem::kind) != plan.end(); };
    QStringList sentences;
    if (has(Kind::Container))
        sentences << SayDisk::tr("Every file changed inside these containers is lost.");
    if (has(Kind::Volume))
        sentences << SayDisk::tr("What is in these volumes is lost, and there is no copy of it.");
    if (has(Kind::Image))
        sentences << SayDisk::tr("These images must be pulled, loaded or built to have them again.");
    if (has(Kind::BuildCache))
        sentences << SayDisk::tr("Builds take longer the next time.");
    sentences << SayDisk::tr("What has come into use meanwhile stays.");
    return sentences.join(QLatin1Char(' '));
}

QString reportSentence(const PruneReport &report)
{
    QString words = report.removed.empty() ? SayDisk::tr("Nothing was removed.") : SayDisk::tr("Removed %1.").arg(planSummary(report.removed));
    if (report.kept.size() == 1)
        words += QLatin1Char(' ') + SayDisk::tr("%1 stayed: %2").arg(oneLine(report.kept.front().first.name, 60), oneLine(report.kept.front().second.message));
    else if (!report.kept.empty())
        words += QLatin1Char(' ') + SayDisk::tr("%1 stayed, the first because: %2").arg(report.kept.size()).arg(oneLine(report.kept.front().second.message));
    return words;
}

} // namespace ui::desk

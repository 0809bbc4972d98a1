#include "ui/containers/container_model.h"

#include "ui/containers/usage_trends.h"

#include <algorithm>

namespace ui::containers {
namespace {

using namespace core::engine;

QString text(const std::string &s)
{
    return QString::fromStdString(s);
}

QString containerKey(const QString &engineId, const QString &containerId)
{
    return engineId + QLatin1Char('/') + containerId;
}

QString groupKey(const QString &engineId, const QString &project)
{
    return engineId + QLatin1Char('#') + project;
}

} // namespace

ContainerModel::ContainerModel(Registry &registry, QObject *parent) : QAbstractListModel(parent), m_registry(registry)
{
    connect(&registry, &Registry::changed, this, &ContainerModel::refresh);
    connect(&registry, &Registry::engineAdded, this, &ContainerModel::refresh);
    refresh();
}

int ContainerModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ContainerModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const auto activity = m_activities.value(row.key);
    switch (role) {
    case Qt::DisplayRole: return row.title;
    case Qt::ToolTipRole: return activity.error.isEmpty() ? withUse(row, row.tip, QStringLiteral("\n")) : activity.error;
    case Qt::AccessibleTextRole: return withUse(row, row.subtitle.isEmpty() ? row.title : row.title + QStringLiteral(", ") + row.subtitle, QStringLiteral(", "));
    case TrendRole: return m_trends && row.kind == Kind::Container ? QVariant::fromValue(m_trends->history(row.engineId, row.containerId)) : QVariant();
    case KindRole: return int(row.kind);
    case KeyRole: return row.key;
    case EngineIdRole: return row.engineId;
    case ContainerIdRole: return row.containerId;
    case SubtitleRole: return row.subtitle;
    case WordsRole: return QVariant::fromValue(row.words);
    case ProjectRole: return row.project;
    case LightRole: return int(row.light);
    case NotableRole: return row.notable;
    case CountRole: return row.count;
    case FoldedRole: return row.folded;
    case StaleRole: return row.stale;
    case PendingRole: return activity.pending;
    case ErrorRole: return activity.error;
    default: return {};
    }
}

Qt::ItemFlags ContainerModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QString ContainerModel::withUse(const Row &row, const QString &words, const QString &between) const
{
    const QString use = m_trends && row.kind == Kind::Container ? m_trends->words(row.engineId, row.containerId) : QString();
    return use.isEmpty() ? words : words + between + use;
}

void ContainerModel::setTrends(const UsageTrends *trends)
{
    m_trends = trends;
    if (!trends)
        return;
    connect(trends, &UsageTrends::changed, this, [this](const QString &engineId, const QString &containerId) {
        for (int i = 0; i < int(m_rows.size()); ++i) {
            const Row &row = m_rows[std::size_t(i)];
            if (row.containerId == containerId && row.engineId == engineId)
                Q_EMIT dataChanged(index(i), index(i), {TrendRole, Qt::ToolTipRole});
        }
    });
}

void ContainerModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    refresh();
}

void ContainerModel::toggleFold(const QModelIndex &group)
{
    const QString key = group.data(KeyRole).toString();
    if (!m_folded.remove(key))
        m_folded.insert(key);
    refresh();
}

void ContainerModel::setActivity(const QString &engineId, const QString &containerId, const QString &pending, const QString &error)
{
    setActivityOf(containerKey(engineId, containerId), {pending, error, statesOf(engineId, {containerId})});
}

QHash<QString, QString> ContainerModel::statesOf(const QString &engineId, const QStringList &containerIds) const
{
    QHash<QString, QString> states;
    const Engine *const owner = m_registry.engine(engineId.toStdString());
    for (const QString &id : containerIds) {
        const Container *const container = owner ? owner->find(id.toStdString()) : nullptr;
        states.insert(containerKey(engineId, id), container ? text(container->state) : QString());
    }
    return states;
}

void ContainerModel::clearErrors()
{
    for (const QString &key : m_activities.keys()) {
        if (const Activity activity = m_activities.value(key); activity.pending.isEmpty())
            setActivityOf(key, {});
    }
}

// What an action could not do is no news any more once the containers that it failed for have changed, or are gone.
void ContainerModel::dropOldErrors()
{
    if (m_activities.isEmpty())
        return;
    QHash<QString, QString> states;
    for (const Engine *engine : m_registry.engines()) {
        for (const Container &container : engine->containers())
            states.insert(containerKey(text(engine->id()), text(container.id)), text(container.state));
    }
    for (const QString &key : m_activities.keys()) {
        const Activity activity = m_activities.value(key);
        const auto hasChanged = [&](const auto &then) { return !states.contains(then.first) || states.value(then.first) != then.second; };
        const bool isOld = !activity.states.isEmpty() && std::all_of(activity.states.keyValueBegin(), activity.states.keyValueEnd(), hasChanged);
        if (isOld && activity.pending.isEmpty())
            setActivityOf(key, {});
    }
}

void ContainerModel::setGroupActivity(const QString &engineId, const QString &project, const QString &pending, const QString &error, const QStringList &failedFor)
{
    setActivityOf(groupKey(engineId, project), {pending, error, statesOf(engineId, failedFor)});
}

bool ContainerModel::isPending(const QString &engineId, const QString &containerId) const
{
    return !m_activities.value(containerKey(engineId, containerId)).pending.isEmpty();
}

void ContainerModel::setActivityOf(const QString &key, const Activity &activity)
{
    if (activity.pending.isEmpty() && activity.error.isEmpty())
        m_activities.remove(key);
    else
        m_activities.insert(key, activity);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        if (m_rows[std::size_t(i)].key == key)
            Q_EMIT dataChanged(index(i), index(i));
    }
}

const Container *ContainerModel::container(const QModelIndex &index) const
{
    const Engine *owner = engine(index);
    const QString id = index.data(ContainerIdRole).toString();
    return owner && !id.isEmpty() ? owner->find(id.toStdString()) : nullptr;
}

Engine *ContainerModel::engine(const QModelIndex &index) const
{
    return m_registry.engine(index.data(EngineIdRole).toString().toStdString());
}

void ContainerModel::watch(Engine *engine)
{
    if (m_watched.contains(engine))
        return;
    m_watched.insert(engine);
    connect(engine, &Engine::containersChanged, this, &ContainerModel::refresh);
    connect(engine, &Engine::stateChanged, this, &ContainerModel::refresh);
    connect(engine, &QObject::destroyed, this, [this, engine] { m_watched.remove(engine); });
}

bool ContainerModel::accepts(const Container &container) const
{
    return m_filter.isEmpty() || text(container.name).contains(m_filter, Qt::CaseInsensitive)
        || text(container.image).contains(m_filter, Qt::CaseInsensitive) || text(container.project).contains(m_filter, Qt::CaseInsensitive);
}

ContainerModel::Row ContainerModel::engineRow(const Engine &engine)
{
    Row row;
    row.kind = Kind::Engine;
    row.engineId = text(engine.id());
    row.key = row.engineId;
    row.title = text(engine.title());
    row.tip = text(engine.endpoint());
    row.count = int(engine.containers().size());
    switch (engine.state()) {
    case EngineState::Ready:
        row.light = Light::Running;
        break;
    case EngineState::Connecting:
        row.light = Light::Paused;
        row.subtitle = tr("connecting");
        break;
    case EngineState::Stale:
        row.light = Light::Broken;
        row.stale = true;
        row.subtitle = staleText(engine.staleSince());
        row.tip = text(engine.lastError().message);
        break;
    }
    return row;
}

ContainerModel::Row ContainerModel::containerRow(const Engine &engine, const Container &container)
{
    Row row;
    row.engineId = text(engine.id());
    row.containerId = text(container.id);
    row.key = containerKey(row.engineId, row.containerId);
    row.title = text(container.name);
    row.words = rowWords(container, engine.endpoint(), sinceSaid(row.key, container.status));
    row.subtitle = ui::containers::subtitle(row.words);
    row.light = lightOf(container);
    row.notable = container.reach.isNotable();
    row.stale = engine.state() == EngineState::Stale;
    row.tip = plainLine(row.subtitle.toStdString());
    if (!container.isRunning())
        row.tip.prepend(plainLine(container.image) + QLatin1Char('\n'));
    if (row.notable)
        row.tip += QLatin1Char('\n') + reachSentence(container.reach);
    return row;
}

ContainerModel::Row ContainerModel::groupRow(const QString &engineId, const std::string &project)
{
    Row group;
    group.kind = Kind::Group;
    group.engineId = engineId;
    group.project = text(project);
    group.title = project.empty() ? tr("other") : group.project;
    group.key = groupKey(engineId, group.project);
    return group;
}

std::chrono::seconds ContainerModel::sinceSaid(const QString &key, const std::string &status)
{
    const auto now = core::base::Clock::system().now();
    Said &said = m_said[key];
    if (said.since == core::base::SteadyTime{} || said.status != status)
        said = {status, now};
    return std::chrono::duration_cast<std::chrono::seconds>(now - said.since);
}

void ContainerModel::tick()
{
    refresh();
}

void ContainerModel::appendContainers(std::vector<Row> &rows, Engine *engine)
{
    const QString engineId = text(engine->id());
    const bool stale = engine->state() == EngineState::Stale;
    std::vector<const Container *> shown;
    for (const Container &container : engine->containers()) {
        if (accepts(container))
            shown.push_back(&container);
    }
    const auto alone = [](const Container *c) { return c->project.empty(); };
    const bool grouped = !std::all_of(shown.begin(), shown.end(), alone);
    // Compose projects first, what belongs to none after them.
    std::stable_partition(shown.begin(), shown.end(), [&](const Container *c) { return !alone(c); });

    const std::string *project = nullptr;
    bool folded = false;
    for (const Container *container : shown) {
        if (grouped && (!project || *project != container->project)) {
            project = &container->project;
            Row group = groupRow(engineId, *project);
            group.folded = folded = m_folded.contains(group.key) && m_filter.isEmpty();
            group.stale = stale;
            // What its button would do: stop while anything runs.
            const bool runs = std::ranges::any_of(shown, [&](const Container *each) { return each->project == *project && lightOf(*each) != Light::Stopped; });
            group.light = runs ? Light::Running : Light::Stopped;
            rows.push_back(group);
        }
        if (!folded)
            rows.push_back(containerRow(*engine, *container));
    }
}

std::vector<ContainerModel::Row> ContainerModel::wanted()
{
    std::vector<Row> rows;
    m_containerCount = 0;
    for (Engine *engine : m_registry.engines()) {
        watch(engine);
        m_containerCount += int(engine->containers().size());
        rows.push_back(engineRow(*engine));
        appendContainers(rows, engine);
    }
    constexpr int kSpare = 64;
    if (m_filter.isEmpty() && m_said.size() > m_containerCount + kSpare) { // of containers that have gone
        QSet<QString> shown;
        for (const Row &row : rows)
            shown.insert(row.key);
        m_said.removeIf([&](const auto &each) { return !shown.contains(each.key()); });
    }
    if (const QString summary = failedSummary(m_registry.failed()); !summary.isEmpty()) {
        Row row;
        row.kind = Kind::Failed;
        row.key = QStringLiteral("failed");
        row.title = summary;
        row.tip = tr("What was tried, and what would mend it");
        rows.push_back(row);
    }
    return rows;
}

void ContainerModel::refresh()
{
    dropOldErrors();
    std::vector<Row> next = wanted();
    // Rows that are gone leave from the bottom up; then new ones enter from the top down. A row that moved (a rename
    // changes the order) is taken out and put back.
    QSet<QString> kept;
    for (const Row &row : next)
        kept.insert(row.key);
    for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
        if (kept.contains(m_rows[std::size_t(i)].key))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    for (int i = 0; i < int(next.size()); ++i) {
        Row &row = next[std::size_t(i)];
        const auto here = m_rows.begin() + i;
        const auto found = std::find_if(here, m_rows.end(), [&](const Row &old) { return old.key == row.key; });
        if (found != m_rows.end() && found != here) {
            const int from = int(found - m_rows.begin());
            beginRemoveRows({}, from, from);
            m_rows.erase(found);
            endRemoveRows();
        }
        if (found == here && here != m_rows.end()) {
            if (*here != row) {
                *here = std::move(row);
                Q_EMIT dataChanged(index(i), index(i));
            }
            continue;
        }
        beginInsertRows({}, i, i);
        m_rows.insert(m_rows.begin() + i, std::move(row));
        endInsertRows();
    }
    Q_EMIT refreshed();
}

} // namespace ui::containers

// The panel's list: engines as headers, Compose groups, containers, and what was not found, in one flat model. Updates
// keep rows that stay (selection and scroll position with them). Filtering and folding happen here.
//
// Threads: GUI. Watches a Registry that must outlive it.
#pragma once
#include "core/engine/discovery.h"
#include "ui/containers/container_text.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <vector>

namespace ui::containers {

class UsageHistory;
class UsageTrends;

class ContainerModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind { Engine, Group, Container, Failed };
    enum Role {
        KindRole = Qt::UserRole,
        KeyRole,
        EngineIdRole,
        ContainerIdRole,
        SubtitleRole,
        WordsRole,    // RowWords: the subtitle in its parts
        ProjectRole,  // of a group; empty: what belongs to none
        LightRole,
        NotableRole,  // bool: the shield
        CountRole,    // containers of an engine
        FoldedRole,   // of a group
        StaleRole,
        PendingRole,  // "starting…", empty when nothing is under way
        ErrorRole,    // the last action's failure, until the next action, a change of the container, or clearErrors()
        TrendRole,    // const UsageHistory *: the last minute's use, good until the next event; null: not known
    };

    explicit ContainerModel(core::engine::Registry &registry, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    int containerCount() const { return m_containerCount; } // unfiltered
    void setTrends(const UsageTrends *trends); // outlives the model's use of it; null: none
    void tick(); // time has passed: how long things run
    void setFilter(const QString &text);
    void toggleFold(const QModelIndex &group);
    // An action on a container began, ended well (both empty), or failed.
    void setActivity(const QString &engineId, const QString &containerId, const QString &pending, const QString &error);
    // The same of a Compose group's header.
    // `failedFor`: the containers that the error is about.
    void setGroupActivity(const QString &engineId, const QString &project, const QString &pending, const QString &error, const QStringList &failedFor = {});
    void clearErrors();
    bool isPending(const QString &engineId, const QString &containerId) const;
    const core::engine::Container *container(const QModelIndex &index) const;
    core::engine::Engine *engine(const QModelIndex &index) const;

Q_SIGNALS:
    void refreshed(); // after every update, also when no row changed

private:
    struct Row
    {
        Kind kind = Kind::Container;
        QString key, engineId, title, subtitle, tip, containerId, project;
        RowWords words;
        Light light = Light::Stopped;
        bool notable = false, folded = false, stale = false;
        int count = 0;
        bool operator==(const Row &) const = default;
    };
    struct Activity
    {
        QString pending, error;
        QHash<QString, QString> states; // of the containers that it failed for, by key, as they were then
    };
    QHash<QString, QString> statesOf(const QString &engineId, const QStringList &containerIds) const;
    void dropOldErrors();

    void watch(core::engine::Engine *engine);
    void refresh();
    std::vector<Row> wanted();
    void appendContainers(std::vector<Row> &rows, core::engine::Engine *engine);
    std::chrono::seconds sinceSaid(const QString &key, const std::string &status);
    bool accepts(const core::engine::Container &container) const;
    QString withUse(const Row &row, const QString &words, const QString &between) const;
    static Row engineRow(const core::engine::Engine &engine);
    Row containerRow(const core::engine::Engine &engine, const core::engine::Container &container);
    static Row groupRow(const QString &engineId, const std::string &project);
    void setActivityOf(const QString &key, const Activity &activity);

    core::engine::Registry &m_registry;
    QSet<core::engine::Engine *> m_watched;
    std::vector<Row> m_rows;
    QHash<QString, Activity> m_activities;
    struct Said // the engine's words for a container's state, and when they were new
    {
        std::string status;
        core::base::SteadyTime since;
    };
    QHash<QString, Said> m_said;
    QSet<QString> m_folded;
    QString m_filter;
    int m_containerCount = 0;
    const UsageTrends *m_trends = nullptr;
};

} // namespace ui::containers

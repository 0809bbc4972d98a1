#include "ui/window/window_layout.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <algorithm>

namespace ui::window {
namespace {

constexpr qint64 kMostBytes = 256 * 1024;
constexpr int kWidestPanel = 1000;
constexpr qsizetype kLongestText = 4096; // PATH_MAX

void collect(const SplitNode &node, std::vector<const PaneSpec *> &into)
{
    if (node.isPane())
        into.push_back(&node.pane);
    for (const SplitNode &child : node.children)
        collect(child, into);
}

QJsonValue textValue(const std::string &text)
{
    return QString::fromStdString(text);
}

QJsonObject nodeToJson(const SplitNode &node)
{
    QJsonObject object;
    if (node.isPane()) {
        const auto put = [&object](const char *key, const std::string &text) {
            if (!text.empty())
                object.insert(QLatin1String(key), textValue(text));
        };
        put("engine", node.pane.engine);
        put("container", node.pane.container);
        put("user", node.pane.user);
        put("cwd", node.pane.cwd);
        return object;
    }
    QJsonArray shares, children;
    for (const int share : node.shares)
        shares.append(share);
    for (const SplitNode &child : node.children)
        children.append(nodeToJson(child));
    object.insert(QStringLiteral("split"), node.orientation == Qt::Horizontal ? QStringLiteral("beside") : QStringLiteral("under"));
    object.insert(QStringLiteral("shares"), shares);
    object.insert(QStringLiteral("children"), children);
    return object;
}

std::string textOf(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString().left(kLongestText).toStdString();
}

std::optional<SplitNode> nodeFromJson(const QJsonObject &object, int depth, int &panesLeft)
{
    SplitNode node;
    if (!object.contains(QLatin1String("split"))) {
        if (--panesLeft < 0)
            return std::nullopt;
        node.pane = {textOf(object, "engine"), textOf(object, "container"), textOf(object, "user"), textOf(object, "cwd")};
        if (node.pane.isContainer() == node.pane.container.empty())
            return std::nullopt;
        return node;
    }
    if (depth >= kDeepestSplit)
        return std::nullopt;
    node.orientation = object.value(QLatin1String("split")).toString() == QLatin1String("under") ? Qt::Vertical : Qt::Horizontal;
    const QJsonArray shares = object.value(QLatin1String("shares")).toArray();
    for (const QJsonValue &value : object.value(QLatin1String("children")).toArray()) {
        auto child = nodeFromJson(value.toObject(), depth + 1, panesLeft);
        if (!child)
            return std::nullopt;
        const auto index = qsizetype(node.children.size());
        node.children.push_back(std::move(*child));
        node.shares.push_back(std::clamp(index < shares.size() ? shares.at(index).toInt(1) : 1, 1, 100'000));
    }
    if (node.children.empty())
        return std::nullopt;
    return node;
}

} // namespace

std::vector<const PaneSpec *> SplitNode::panes() const
{
    std::vector<const PaneSpec *> found;
    collect(*this, found);
    return found;
}

const PaneSpec *WindowLayout::firstLocal() const
{
    const auto localIn = [](const TabLayout &tab) -> const PaneSpec * {
        auto panes = tab.root.panes();
        if (tab.activePane >= 0 && tab.activePane < int(panes.size()))
            panes.insert(panes.begin(), panes[std::size_t(tab.activePane)]);
        const auto local = std::find_if(panes.begin(), panes.end(), [](const PaneSpec *pane) { return !pane->isContainer(); });
        return local == panes.end() ? nullptr : *local;
    };
    if (currentTab >= 0 && currentTab < int(tabs.size())) {
        if (const PaneSpec *pane = localIn(tabs[std::size_t(currentTab)]))
            return pane;
    }
    for (const TabLayout &tab : tabs) {
        if (const PaneSpec *pane = localIn(tab))
            return pane;
    }
    return nullptr;
}

QByteArray toJson(const WindowLayout &layout)
{
    QJsonArray tabs;
    for (const TabLayout &tab : layout.tabs)
        tabs.append(QJsonObject{{QStringLiteral("name"), textValue(tab.name)}, {QStringLiteral("root"), nodeToJson(tab.root)}, {QStringLiteral("active"), tab.activePane}});
    QJsonObject object{{QStringLiteral("maximized"), layout.maximized},
                       {QStringLiteral("containers"), layout.containers},
                       {QStringLiteral("assistant"), layout.assistant},
                       {QStringLiteral("current"), layout.currentTab},
                       {QStringLiteral("tabs"), tabs}};
    if (layout.size) {
        object.insert(QStringLiteral("width"), layout.size->width());
        object.insert(QStringLiteral("height"), layout.size->height());
    }
    if (layout.containersWidth)
        object.insert(QStringLiteral("containersWidth"), *layout.containersWidth);
    if (layout.assistantWidth)
        object.insert(QStringLiteral("assistantWidth"), *layout.assistantWidth);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<WindowLayout> layoutFromJson(const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    WindowLayout layout;
    const QSize size(object.value(QLatin1String("width")).toInt(), object.value(QLatin1String("height")).toInt());
    if (size.width() >= 200 && size.height() >= 100)
        layout.size = size.boundedTo({16'000, 16'000});
    layout.maximized = object.value(QLatin1String("maximized")).toBool();
    layout.containers = object.value(QLatin1String("containers")).toBool(true);
    layout.assistant = object.value(QLatin1String("assistant")).toBool(true);
    const auto panelWidth = [&object](const char *key) -> std::optional<int> {
        const int width = object.value(QLatin1String(key)).toInt();
        return width > 0 ? std::optional(std::min(width, kWidestPanel)) : std::nullopt;
    };
    layout.containersWidth = panelWidth("containersWidth");
    layout.assistantWidth = panelWidth("assistantWidth");
    int panesLeft = kMostPanes;
    for (const QJsonValue &value : object.value(QLatin1String("tabs")).toArray()) {
        if (panesLeft == 0)
            break;
        const QJsonObject tab = value.toObject();
        int left = panesLeft;
        auto root = nodeFromJson(tab.value(QLatin1String("root")).toObject(), 0, left);
        if (!root)
            continue; // the others are as good as before
        panesLeft = left;
        const int panes = int(root->panes().size());
        layout.tabs.push_back({textOf(tab, "name"), std::move(*root), std::clamp(tab.value(QLatin1String("active")).toInt(), 0, panes - 1)});
    }
    layout.currentTab = std::clamp(object.value(QLatin1String("current")).toInt(), 0, std::max(0, int(layout.tabs.size()) - 1));
    return layout;
}

std::optional<WindowLayout> readLayout(const std::string &file)
{
    QFile in(QString::fromStdString(file));
    if (file.empty() || !in.open(QIODevice::ReadOnly) || in.size() > kMostBytes)
        return std::nullopt;
    return layoutFromJson(in.read(kMostBytes));
}

bool writeLayout(const std::string &file, const WindowLayout &layout)
{
    QSaveFile out(QString::fromStdString(file));
    if (!out.open(QIODevice::WriteOnly))
        return false;
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner); // folders and container names are the user's own affair
    out.write(toJson(layout));
    return out.commit();
}

} // namespace ui::window

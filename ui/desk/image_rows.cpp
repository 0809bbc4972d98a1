#include "ui/desk/image_rows.h"

#include "ui/desk/engine_text.h"
#include "ui/desk/inspect_text.h"

#include <QCoreApplication>
#include <algorithm>

namespace ui::desk {

using namespace core::engine;

namespace {

struct SayImages
{
    Q_DECLARE_TR_FUNCTIONS(ui::desk::Images)
};

// "registry:5000/team/app:1.2" -> {"registry:5000/team/app", "1.2"}
std::pair<QString, QString> nameAndTag(const std::string &reference)
{
    const QString text = QString::fromStdString(reference);
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    return colon > text.lastIndexOf(QLatin1Char('/')) ? std::pair(text.left(colon), text.mid(colon + 1)) : std::pair(text, QString());
}

bool sameImage(const std::string &one, const std::string &other)
{
    return !one.empty() && shortId(one) == shortId(other);
}

// What engines write for a step that was not made by a shell.
QString stepText(const std::string &createdBy)
{
    QString text = oneLine(withoutSecrets(QString::fromStdString(createdBy)).toStdString(), 400); // masked before it is cut
    for (const char *const head : {"/bin/sh -c #(nop) ", "/bin/sh -c "}) {
        if (text.startsWith(QLatin1String(head)))
            return text.mid(qsizetype(qstrlen(head))).trimmed();
    }
    return text;
}

} // namespace

std::vector<TableColumn> imageColumns()
{
    return {{SayImages::tr("Name"), 200}, {SayImages::tr("Tag"), 120}, {SayImages::tr("Id"), 120, false, true, 3}, {SayImages::tr("Size"), 96, true},
            {SayImages::tr("Created"), 120, false, false, 2}, {SayImages::tr("Used by"), 170, false, false, 1}};
}

std::vector<ImageChoice> imageChoices(const std::vector<Image> &images)
{
    std::vector<ImageChoice> out;
    for (const Image &image : images) {
        if (image.tags.empty())
            out.push_back({image.id, {}, {}, image.sizeBytes});
        for (const std::string &tag : image.tags) {
            ImageChoice choice{image.id, tag, image.tags, image.sizeBytes};
            std::erase(choice.otherTags, tag);
            out.push_back(std::move(choice));
        }
    }
    return out;
}

QString imageKey(const ImageChoice &choice)
{
    return QString::fromStdString(choice.tag + '\n' + choice.id);
}

bool isCalled(const ImageChoice &choice, const QString &reference)
{
    const QString tag = QString::fromStdString(choice.tag);
    return tag == reference || tag.endsWith(QLatin1Char('/') + reference);
}

QString nameAtEngine(EngineKind kind, const QString &reference)
{
    const QString first = reference.section(QLatin1Char('/'), 0, 0);
    const bool hub = first == QLatin1String("docker.io") || first == QLatin1String("index.docker.io");
    const bool host = reference.contains(QLatin1Char('/')) && (first.contains(QLatin1Char('.')) || first.contains(QLatin1Char(':')) || first == QLatin1String("localhost"));
    if (host && !hub)
        return reference;
    QString name = hub ? reference.section(QLatin1Char('/'), 1) : reference;
    const QString library = QStringLiteral("library/");
    if (kind == EngineKind::Podman)
        return QStringLiteral("docker.io/") + (name.contains(QLatin1Char('/')) ? name : library + name);
    return name.startsWith(library) && name.count(QLatin1Char('/')) == 1 ? name.mid(library.size()) : name;
}

std::vector<const Container *> usersOfImage(const std::vector<Container> &containers, const ImageChoice &choice)
{
    std::vector<const Container *> users;
    for (const Container &container : containers) {
        if (sameImage(container.imageId, choice.id) || (container.imageId.empty() && container.image == choice.tag && !choice.tag.empty()))
            users.push_back(&container);
    }
    return users;
}

std::vector<TableRow> imageRows(const std::vector<Image> &images, const std::vector<Container> &containers, core::base::WallTime now)
{
    std::vector<TableRow> rows;
    std::map<std::string, const Image *> byId;
    for (const Image &image : images)
        byId.emplace(image.id, &image);
    for (const ImageChoice &choice : imageChoices(images)) {
        const Image &image = *byId.at(choice.id);
        const auto [name, tag] = nameAndTag(choice.tag);
        const auto users = usersOfImage(containers, choice);
        const bool dangling = choice.tag.empty();
        rows.push_back({imageKey(choice),
                        {{dangling ? SayImages::tr("no name") : name, dangling ? QVariant(QStringLiteral("\x7f")) : QVariant(), dangling ? theme::Role::Dim : theme::Role::Text},
                         {tag, {}, theme::Role::Text},
                         {shortId(choice.id), {}, theme::Role::Dim, QString::fromStdString(choice.id)},
                         {bytesText(image.sizeBytes), qlonglong(image.sizeBytes)},
                         {ageCell(image.created, now), qlonglong(image.created.time_since_epoch().count()), theme::Role::Dim, whenCell(image.created)},
                         {namesOf(users), -int(users.size()), theme::Role::Dim, namesOf(users, 50)}}});
    }
    return rows;
}

RemovalWords imageRemoval(const ImageChoice &choice, const std::vector<const Container *> &users)
{
    RemovalWords words;
    const QString name = choice.tag.empty() ? shortId(choice.id) : QString::fromStdString(choice.tag);
    words.title = SayImages::tr("Remove %1?").arg(name);
    if (!choice.otherTags.empty()) {
        words.text = SayImages::tr("Only this name goes. The image stays, as %1.").arg(QString::fromStdString(choice.otherTags.front()));
        return words;
    }
    words.isPossible = users.empty();
    words.text = users.empty() ? SayImages::tr("Its %1 are deleted, except layers that other images share. To have it again it must be pulled, loaded or built.").arg(bytesText(choice.sizeBytes))
                               : SayImages::tr("It is used by %1. The engine keeps an image as long as a container has it, stopped ones too: remove them first.").arg(namesOf(users, 5));
    return words;
}

std::vector<TableColumn> layerColumns()
{
    return {{SayImages::tr("Made by"), 280, false, true}, {SayImages::tr("Size"), 96, true}, {SayImages::tr("Created"), 120, false, false, 1}};
}

std::vector<TableRow> layerRows(const std::vector<ImageLayer> &layers, core::base::WallTime now)
{
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const ImageLayer &layer = layers[i];
        QString made = stepText(layer.createdBy);
        if (made.isEmpty())
            made = layer.comment.empty() ? SayImages::tr("not told") : oneLine(withoutSecrets(QString::fromStdString(layer.comment)).toStdString());
        const int order = int(layers.size() - i); // the first step at the top
        rows.push_back({QString::number(i),
                        {{made, order, theme::Role::Text, oneLine(withoutSecrets(QString::fromStdString(layer.createdBy)).toStdString(), 2000)},
                         {layer.sizeBytes > 0 ? bytesText(layer.sizeBytes) : QStringLiteral("—"), qlonglong(layer.sizeBytes), layer.sizeBytes > 0 ? theme::Role::Text : theme::Role::Dim},
                         {ageCell(layer.created, now), qlonglong(layer.created.time_since_epoch().count()), theme::Role::Dim, whenCell(layer.created)}}});
    }
    return rows;
}

} // namespace ui::desk

// Images as a table, and what is said about them. Pure functions.
#pragma once
#include "core/engine/image_store.h"
#include "ui/desk/table_model.h"

namespace ui::desk {

struct ImageChoice // what a row stands for
{
    std::string id;
    std::string tag;                   // empty: a dangling image
    std::vector<std::string> otherTags; // of the same image
    std::int64_t sizeBytes = 0;
    const std::string &reference() const { return tag.empty() ? id : tag; } // to name it by
};

std::vector<TableColumn> imageColumns();
// A row for each tag, its key is tag and id; one for an image that has none.
std::vector<TableRow> imageRows(const std::vector<core::engine::Image> &images, const std::vector<core::engine::Container> &containers,
                                core::base::WallTime now);
std::vector<ImageChoice> imageChoices(const std::vector<core::engine::Image> &images); // as imageRows()
QString imageKey(const ImageChoice &choice);
// Podman puts a registry before a name that was given without: "localhost/app:1" is "app:1".
bool isCalled(const ImageChoice &choice, const QString &reference);
// What the engine calls an image that is given this name: Docker leaves its own registry away, Podman says it.
QString nameAtEngine(core::engine::EngineKind kind, const QString &reference);

std::vector<const core::engine::Container *> usersOfImage(const std::vector<core::engine::Container> &containers, const ImageChoice &choice);

struct RemovalWords
{
    QString title, text;
    bool isPossible = true; // the engine would refuse
};
RemovalWords imageRemoval(const ImageChoice &choice, const std::vector<const core::engine::Container *> &users);

std::vector<TableColumn> layerColumns();
std::vector<TableRow> layerRows(const std::vector<core::engine::ImageLayer> &layers, core::base::WallTime now);

} // namespace ui::desk

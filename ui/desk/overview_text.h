// What the Overview says about a container: pure functions over what the engine told.
#pragma once
#include "core/engine/container_details.h"
#include "ui/containers/container_text.h"

#include <QString>
#include <vector>

namespace ui::desk {

struct FactPart // a piece of a value; with a target it is a link
{
    QString text;
    QString target = {}; // "http://localhost:8080", "container:ID"
    friend bool operator==(const FactPart &, const FactPart &) = default;
};

struct Fact
{
    QString name;              // empty: the value has the whole width
    std::vector<FactPart> value;
    const char *tone = "";     // as in ui/theme/theme.h
    bool isFixedWidth = false; // commands, paths, ids
    QString detail = {};       // a second, dim line
    friend bool operator==(const Fact &a, const Fact &b)
    {
        return a.name == b.name && a.value == b.value && std::string_view(a.tone) == b.tone && a.isFixedWidth == b.isFixedWidth && a.detail == b.detail;
    }
};

struct Section
{
    QString title;
    std::vector<Fact> facts;
    friend bool operator==(const Section &, const Section &) = default;
};

// `all`: the engine's containers, for who else uses a mount. `endpoint`: where published ports are ("ssh://me@host").
std::vector<Section> overviewOf(const core::engine::ContainerDetails &details, const core::engine::Container &container,
                                const std::vector<core::engine::Container> &all, const std::string &endpoint);

// What each reach beyond the container means, worst first; one sentence a line. Never empty.
std::vector<QString> reachExplained(const core::engine::Reach &reach, const std::vector<core::engine::Mount> &mounts);
// The containers but `self` that mount the same volume, or the same folder of the host, one above or one below it.
std::vector<const core::engine::Container *> othersUsing(const core::engine::Mount &mount, const std::string &self,
                                                         const std::vector<core::engine::Container> &all);
using containers::portUrl;
QString restartText(const core::engine::RestartPolicy &policy);
QString stateText(const std::string &state); // "running", "exited": the engine's word, translated where it is known
QString healthText(core::engine::Health health);
// What is said while it is stopped, with the time that its program has, where that is known. Null: not known yet.
QString stoppingText(const core::engine::ContainerDetails *details);

} // namespace ui::desk

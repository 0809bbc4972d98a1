#include "ui/desk/overview_text.h"

#include "core/engine/reach.h"
#include "core/engine/run_line.h"
#include "core/telemetry/redactor.h"
#include "ui/desk/desk_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>
#include <set>

namespace ui::desk {

using namespace core::engine;

namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("ui::desk::Overview", words);
}

Fact fact(const QString &name, const QString &value, const char *tone = "", bool fixed = false)
{
    return {name, {{value}}, tone, fixed, {}};
}

QString commandText(const ContainerDetails &details)
{
    QStringList words;
    for (const auto &list : {details.entrypoint, details.command}) {
        for (const std::string &word : list)
            words << oneLine(shellQuoted(word), 2000);
    }
    if (words.isEmpty())
        return tr("none");
    return text(core::telemetry::redact(words.join(QLatin1Char(' ')).toStdString()).text); // passwords among its arguments
}

QString shortId(const std::string &id)
{
    const std::size_t colon = id.find(':');
    return oneLine(std::string_view(id).substr(colon == std::string::npos ? 0 : colon + 1, 12));
}

Section stateSection(const ContainerDetails &d)
{
    Section out{tr("State"), {}};
    const bool running = d.state == "running" || d.state == "paused";
    const char *tone = d.state == "running" ? "ok" : d.state == "paused" || d.state == "restarting" ? "warn" : d.state == "dead" ? "fail" : "";
    out.facts.push_back(fact(tr("State"), stateText(d.state), tone));
    if (!d.problem.empty())
        out.facts.push_back(fact(tr("Problem"), oneLine(d.problem, 1000), "fail"));
    if (isKnown(d.started))
        out.facts.push_back(fact(tr("Started"), timeText(d.started)));
    if (!running && isKnown(d.finished)) {
        out.facts.push_back(fact(tr("Ended"), timeText(d.finished)));
        QString code = QString::number(d.exitCode);
        if (d.oomKilled)
            code += tr(" · killed: it ran out of memory");
        else if (d.exitCode > 128 && d.exitCode < 160)
            code += tr(" · ended by signal %1").arg(d.exitCode - 128);
        out.facts.push_back(fact(tr("Exit code"), code, d.exitCode == 0 && !d.oomKilled ? "ok" : "fail"));
    } else if (d.oomKilled) {
        out.facts.push_back(fact(tr("Memory"), tr("the kernel has killed a process in it that wanted too much"), "fail"));
    }
    if (running && d.health != Health::None) { // else it is what was last known
        Fact health = fact(tr("Health"), healthText(d.health), d.health == Health::Healthy ? "ok" : d.health == Health::Unhealthy ? "fail" : "warn");
        health.detail = oneLine(d.healthOutput, 400).simplified();
        out.facts.push_back(std::move(health));
    }
    QString restart = restartText(d.restart);
    if (d.restartCount > 0)
        restart += QStringLiteral(" · ") + (d.restartCount == 1 ? tr("restarted once") : tr("restarted %1 times").arg(d.restartCount));
    out.facts.push_back(fact(tr("Restart"), restart));
    return out;
}

Section imageSection(const ContainerDetails &d)
{
    Section out{tr("Image and command"), {}};
    out.facts.push_back(fact(tr("Image"), oneLine(d.image), "", true));
    out.facts.push_back(fact(tr("Image id"), shortId(d.imageId), "", true));
    out.facts.push_back(fact(tr("Command"), commandText(d), "", true));
    if (!d.workingDir.empty())
        out.facts.push_back(fact(tr("Folder"), oneLine(d.workingDir), "", true));
    out.facts.push_back(fact(tr("User"), d.user.empty() ? tr("root") : oneLine(d.user), d.user.empty() ? "dim" : ""));
    out.facts.push_back(fact(tr("Created"), timeText(d.created)));
    QStringList limits;
    if (d.resources.memoryBytes > 0)
        limits << tr("%1 of memory").arg(bytesText(d.resources.memoryBytes));
    if (d.resources.cpus > 0)
        limits << tr("%1 CPUs").arg(d.resources.cpus, 0, 'g', 3);
    if (d.resources.processes > 0)
        limits << tr("%1 processes").arg(d.resources.processes);
    out.facts.push_back(fact(tr("Limits"), limits.isEmpty() ? tr("none") : limits.join(QStringLiteral(", ")), limits.isEmpty() ? "dim" : ""));
    return out;
}

Section portSection(const ContainerDetails &d, const std::string &endpoint)
{
    Section out{tr("Ports"), {}};
    std::set<QString> seen; // the same port on IPv4 and IPv6 is one line
    std::set<std::pair<int, std::string>> published;
    const auto add = [&](const PortMapping &port, bool works) {
        const QString inside = QStringLiteral("%1/%2").arg(port.containerPort).arg(oneLine(port.protocol, 10));
        const bool everywhere = port.hostIp.empty() || port.hostIp == "0.0.0.0" || port.hostIp == "::";
        const QString outside = port.hostPort == 0 ? tr("a free port") : everywhere ? QString::number(port.hostPort) : oneLine(port.hostIp, 60) + QLatin1Char(':') + QString::number(port.hostPort);
        if (!seen.insert(inside + QLatin1Char('>') + outside).second)
            return;
        const QString url = works ? portUrl(port, endpoint) : QString();
        Fact one{inside, {{outside, url}}, works ? "" : "dim", true, {}};
        if (!works)
            one.detail = tr("published while it runs");
        out.facts.push_back(std::move(one));
    };
    for (const PortMapping &port : d.published) {
        if (port.hostPort == 0)
            continue;
        published.insert({port.containerPort, port.protocol});
        add(port, true);
    }
    for (const PortMapping &port : d.ports) {
        if (!published.contains({port.containerPort, port.protocol}))
            add(port, false);
    }
    if (out.facts.empty())
        out.facts.push_back(fact({}, d.networkMode == "host" ? tr("It uses the host's network: each port it opens is the host's.") : tr("No port is published."), "dim"));
    return out;
}

Section networkSection(const ContainerDetails &d)
{
    Section out{tr("Networks"), {}};
    const bool up = d.state == "running" || d.state == "paused";
    for (const NetworkAddress &network : d.networks) {
        if (network.network == "none")
            continue;
        if (network.network == "host" && network.ip.empty()) {
            out.facts.push_back(fact(QStringLiteral("host"), tr("the host's own addresses")));
            continue;
        }
        Fact one = fact(oneLine(network.network, 80), network.ip.empty() ? (up ? tr("no address") : tr("no address while it does not run")) : oneLine(network.ip, 60), network.ip.empty() ? "dim" : "", !network.ip.empty());
        QStringList names;
        for (const std::string &alias : network.aliases) {
            if (!d.id.starts_with(alias) && names.size() < 8)
                names << oneLine(alias, 80);
        }
        names.removeDuplicates();
        if (!names.isEmpty())
            one.detail = tr("also called %1").arg(names.join(QStringLiteral(", ")));
        out.facts.push_back(std::move(one));
    }
    if (out.facts.empty())
        out.facts.push_back(fact({}, d.networkMode == "none" ? tr("It has no network.") : tr("It is in no network."), "dim"));
    return out;
}

QString kindOf(const Mount &mount)
{
    switch (mount.type) {
    case Mount::Type::Volume: return mount.name.size() == 64 ? tr("anonymous volume") : tr("volume");
    case Mount::Type::Bind: return mount.source.ends_with(".sock") ? tr("host socket") : tr("from the host"); // a file or a folder
    case Mount::Type::Tmpfs:
    case Mount::Type::Other: break;
    }
    return tr("temporary");
}

Section mountSection(const ContainerDetails &d, const std::vector<Container> &all)
{
    Section out{tr("Mounts"), {}};
    for (const Mount &mount : d.mounts) {
        const bool volume = mount.type == Mount::Type::Volume;
        const QString source = volume ? oneLine(mount.name.size() == 64 ? mount.name.substr(0, 12) : mount.name) : mount.type == Mount::Type::Tmpfs ? tr("memory") : oneLine(mount.source);
        Fact one{oneLine(mount.destination), {{source}}, "", true, {}};
        one.value.push_back({QStringLiteral(" · ") + kindOf(mount) + (mount.writable ? QString() : tr(", read-only"))});
        const auto others = othersUsing(mount, d.id, all);
        constexpr std::size_t kNamed = 6;
        if (!others.empty())
            one.value.push_back({tr(" · used by ")});
        for (std::size_t i = 0; i < std::min(others.size(), kNamed); ++i) {
            if (i > 0)
                one.value.push_back({QStringLiteral(", ")});
            one.value.push_back({oneLine(others[i]->name, 80), QStringLiteral("container:") + text(others[i]->id)});
        }
        if (others.size() > kNamed)
            one.value.push_back({tr(" and %1 more").arg(others.size() - kNamed)});
        out.facts.push_back(std::move(one));
    }
    for (const auto &[path, options] : d.tmpfs)
        out.facts.push_back({oneLine(path), {{tr("memory")}, {options.empty() ? QString() : QStringLiteral(" · ") + oneLine(options)}}, "", true, {}});
    if (out.facts.empty())
        out.facts.push_back(fact({}, tr("Nothing is mounted: what it writes goes when it is removed."), "dim"));
    return out;
}

Section composeSection(const ContainerDetails &d)
{
    Section out{tr("Compose"), {}};
    const auto label = [&](const char *key) {
        const auto found = d.labels.find(std::string("com.docker.compose.") + key);
        return found == d.labels.end() ? QString() : oneLine(found->second);
    };
    const std::pair<const char *, QString> rows[] = {{"project", tr("Project")}, {"service", tr("Service")}, {"container-number", tr("Number")},
                                                     {"project.working_dir", tr("Folder")}, {"project.config_files", tr("Files")}};
    for (const auto &[key, name] : rows) {
        if (const QString value = label(key); !value.isEmpty())
            out.facts.push_back(fact(name, value, "", std::string_view(key).starts_with("project.")));
    }
    return out;
}

} // namespace

std::vector<Section> overviewOf(const ContainerDetails &details, const Container &container, const std::vector<Container> &all, const std::string &endpoint)
{
    std::vector<Section> out{stateSection(details), imageSection(details), portSection(details, endpoint), networkSection(details), mountSection(details, all)};
    Section reach{tr("What a shell in here can reach"), {}};
    Reach whole = core::engine::reachAmong(details, all);
    whole.engineSocket |= container.reach.engineSocket;
    for (const QString &sentence : reachExplained(whole, details.mounts))
        reach.facts.push_back(fact({}, sentence, whole.isNotable() ? "" : "dim"));
    out.push_back(std::move(reach));
    if (Section compose = composeSection(details); !compose.facts.empty())
        out.push_back(std::move(compose));
    return out;
}

std::vector<QString> reachExplained(const Reach &reach, const std::vector<Mount> &mounts)
{
    std::vector<QString> out;
    if (reach.engineSocket)
        out.push_back(tr("The engine's socket is mounted: whoever is in here can start any container with any folder of the host in it. That is as good as root on the host."));
    if (reach.privileged)
        out.push_back(tr("It is privileged: it has every device and every right of the kernel. Root in here can take over the host."));
    else if (reach.kernelRights)
        out.push_back(tr("It was given capabilities with which root in here can take over the host."));
    if (reach.devices > 0)
        out.push_back(tr("Devices of the host were given to it."));
    if (!reach.through.empty()) {
        QStringList names;
        for (const std::string &name : reach.through)
            names << oneLine(name, 60);
        out.push_back(tr("It is in the namespaces of %1, and reaches what that reaches.").arg(names.mid(0, 4).join(QStringLiteral(", "))));
    }
    if (reach.unknown)
        out.push_back(tr("Not all of it is known: it is in namespaces of a container that is not there any more or cannot be inspected, or in some that are given by a path."));
    if (reach.hostPid)
        out.push_back(tr("It sees the host's processes, and root in here can end them or look into them."));
    if (reach.hostNetwork)
        out.push_back(tr("It is in the host's network: it can reach what listens on localhost, and opens ports of the host itself."));
    if (reach.hostIpc)
        out.push_back(tr("It shares the host's memory segments and queues with the host's programs."));
    QStringList folders;
    for (const Mount &mount : mounts) {
        if (mount.type == Mount::Type::Bind && mount.writable && !mount.source.ends_with(".sock"))
            folders << oneLine(mount.source, 120);
    }
    constexpr int kNamed = 4;
    if (!folders.isEmpty()) {
        const qsizetype more = folders.size() - kNamed;
        QString list = folders.mid(0, kNamed).join(QStringLiteral(", "));
        if (more > 0)
            list += tr(" and %1 more").arg(more);
        out.push_back(tr("It can write to the host's files: %1.").arg(list));
    } else if (reach.writableHostMounts > 0 && reach.through.empty()) {
        out.push_back(tr("It can write to files of the host that are mounted into it."));
    }
    if (reach.writableHostMounts > folders.size() && !reach.through.empty())
        out.push_back(tr("It can write to files of the host that are mounted into the containers whose processes it shares."));
    if (out.empty())
        out.push_back(tr("Nothing of the host: no folder it could write to, not its network, not its processes, and not the engine."));
    return out;
}

std::vector<const Container *> othersUsing(const Mount &mount, const std::string &self, const std::vector<Container> &all)
{
    std::vector<const Container *> out;
    if (mount.type != Mount::Type::Volume && mount.type != Mount::Type::Bind)
        return out;
    const auto within = [](const std::string &inner, const std::string &outer) {
        return inner == outer || (inner.starts_with(outer) && (outer.ends_with('/') || inner[outer.size()] == '/'));
    };
    for (const Container &other : all) {
        if (other.id == self)
            continue;
        const bool uses = std::any_of(other.mounts.begin(), other.mounts.end(), [&](const Mount &theirs) {
            if (theirs.type != mount.type)
                return false;
            if (mount.type == Mount::Type::Volume)
                return !mount.name.empty() && theirs.name == mount.name;
            return !mount.source.empty() && !theirs.source.empty() && (within(theirs.source, mount.source) || within(mount.source, theirs.source));
        });
        if (uses)
            out.push_back(&other);
    }
    return out;
}

QString restartText(const RestartPolicy &policy)
{
    if (policy.isOff())
        return tr("no");
    if (policy.name == "on-failure")
        return policy.maxRetries > 0 ? tr("on failure, at most %1 times").arg(policy.maxRetries) : tr("on failure");
    if (policy.name == "unless-stopped")
        return tr("unless stopped");
    return policy.name == "always" ? tr("always") : oneLine(policy.name, 40);
}

QString stateText(const std::string &state)
{
    static const std::map<std::string, const char *> known = {
        {"created", QT_TRANSLATE_NOOP("ui::desk::Overview", "created, never started")}, {"running", QT_TRANSLATE_NOOP("ui::desk::Overview", "running")},
        {"paused", QT_TRANSLATE_NOOP("ui::desk::Overview", "paused")}, {"restarting", QT_TRANSLATE_NOOP("ui::desk::Overview", "restarting")},
        {"removing", QT_TRANSLATE_NOOP("ui::desk::Overview", "being removed")}, {"exited", QT_TRANSLATE_NOOP("ui::desk::Overview", "exited")},
        {"dead", QT_TRANSLATE_NOOP("ui::desk::Overview", "dead")},
    };
    const auto found = known.find(state);
    return found == known.end() ? oneLine(state, 40) : tr(found->second);
}

QString healthText(Health health)
{
    switch (health) {
    case Health::None: return {};
    case Health::Starting: return tr("starting");
    case Health::Healthy: return tr("healthy");
    case Health::Unhealthy: return tr("unhealthy");
    }
    return {};
}

QString stoppingText(const ContainerDetails *details)
{
    constexpr int kDefault = 10; // both engines', for a container without a time of its own
    const int seconds = details ? details->stopTimeout.value_or(kDefault) : 0;
    if (seconds == 0) // Docker kills at once; for Podman it may as well mean that no time was set
        return tr("Stopping…");
    if (seconds < 0)
        return tr("Stopping; its program has as long as it needs to end…");
    return tr("Stopping; its program has %1 s to end…").arg(seconds); // not rounded to minutes
}

} // namespace ui::desk

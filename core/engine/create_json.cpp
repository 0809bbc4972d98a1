// What is sent to make a container or an exec.
#include "core/engine/api_json.h"
#include "core/engine/health_json.h"

#include <cmath>

namespace core::engine {
namespace {

QString key(const char *name)
{
    return QLatin1String(name);
}

QString portKey(const PortMapping &port)
{
    return QString::fromStdString(std::to_string(port.containerPort) + '/' + (port.protocol.empty() ? "tcp" : port.protocol));
}

void addPorts(QJsonObject &body, QJsonObject &host, const std::vector<PortMapping> &ports)
{
    if (ports.empty())
        return;
    QJsonObject exposed, bindings;
    for (const PortMapping &port : ports) {
        const QString name = portKey(port);
        exposed.insert(name, QJsonObject());
        QJsonArray list = bindings.value(name).toArray();
        list.append(QJsonObject{{key("HostIp"), QString::fromStdString(port.hostIp)},
                                {key("HostPort"), port.hostPort == 0 ? QString() : QString::number(port.hostPort)}});
        bindings.insert(name, list);
    }
    body.insert(key("ExposedPorts"), exposed);
    host.insert(key("PortBindings"), bindings);
}

void addMounts(QJsonObject &host, const CreateSpec &spec)
{
    QJsonArray mounts;
    QJsonObject tmpfs = toObject(spec.tmpfs);
    for (const Mount &mount : spec.mounts) {
        if (mount.type == Mount::Type::Tmpfs) {
            tmpfs.insert(QString::fromStdString(mount.destination), QString());
            continue;
        }
        const bool bind = mount.type == Mount::Type::Bind;
        QJsonObject object{{key("Type"), bind ? key("bind") : key("volume")},
                           {key("Target"), QString::fromStdString(mount.destination)},
                           {key("ReadOnly"), !mount.writable}};
        const std::string &source = bind ? mount.source : mount.name;
        if (!source.empty())
            object.insert(key("Source"), QString::fromStdString(source));
        mounts.append(object);
    }
    if (!mounts.isEmpty())
        host.insert(key("Mounts"), mounts);
    if (!tmpfs.isEmpty())
        host.insert(key("Tmpfs"), tmpfs);
}

void addResources(QJsonObject &host, const Resources &resources)
{
    constexpr double kNano = 1e9;
    if (resources.memoryBytes > 0)
        host.insert(key("Memory"), qint64(resources.memoryBytes));
    if (resources.cpus > 0)
        host.insert(key("NanoCpus"), qint64(std::llround(resources.cpus * kNano)));
    if (resources.processes > 0)
        host.insert(key("PidsLimit"), qint64(resources.processes));
}

void addText(QJsonObject &object, const char *name, const std::string &value)
{
    if (!value.empty())
        object.insert(key(name), QString::fromStdString(value));
}

void addList(QJsonObject &object, const char *name, const std::vector<std::string> &list)
{
    if (!list.empty())
        object.insert(key(name), toArray(list));
}

QJsonArray consoleSize(base::GridSize size)
{
    size = base::clamped(size);
    return {size.rows, size.cols};
}

QJsonObject hostConfig(const CreateSpec &spec)
{
    QJsonObject host{{key("Init"), spec.init}};
    if (spec.network)
        host.insert(key("NetworkMode"), QString::fromStdString(*spec.network));
    if (!spec.restart.isOff())
        host.insert(key("RestartPolicy"), QJsonObject{{key("Name"), QString::fromStdString(spec.restart.name)},
                                                      {key("MaximumRetryCount"), spec.restart.maxRetries}});
    addMounts(host, spec);
    addResources(host, spec.resources);
    addList(host, "CapAdd", spec.capAdd);
    addList(host, "CapDrop", spec.capDrop);
    addList(host, "SecurityOpt", spec.securityOptions);
    addList(host, "Dns", spec.dns);
    addList(host, "ExtraHosts", spec.extraHosts);
    addText(host, "PidMode", spec.pidMode);
    QJsonArray devices;
    for (const Device &device : spec.devices)
        devices.append(QJsonObject{{key("PathOnHost"), QString::fromStdString(device.host)},
                                   {key("PathInContainer"), QString::fromStdString(device.container)},
                                   {key("CgroupPermissions"), QString::fromStdString(device.permissions.empty() ? "rwm" : device.permissions)}});
    if (!devices.isEmpty())
        host.insert(key("Devices"), devices);
    for (const auto &[name, on] : {std::pair{"Privileged", spec.privileged}, {"ReadonlyRootfs", spec.readOnlyRoot}, {"AutoRemove", spec.autoRemove}}) {
        if (on)
            host.insert(key(name), true);
    }
    return host;
}

} // namespace

std::string createBody(const CreateSpec &spec, bool withSize)
{
    QJsonObject body{
        {key("Image"), QString::fromStdString(spec.image)},
        {key("Tty"), spec.tty},
        {key("OpenStdin"), spec.openStdin},
        {key("Labels"), toObject(spec.labels)},
    };
    QJsonObject host = hostConfig(spec);
    addPorts(body, host, spec.ports);
    if (withSize && spec.tty && spec.terminalSize)
        host.insert(key("ConsoleSize"), consoleSize(*spec.terminalSize));
    body.insert(key("HostConfig"), host);
    addList(body, "Cmd", spec.command);
    if (spec.entrypoint) // Docker takes [""] as "none", and null as the image's own
        body.insert(key("Entrypoint"), toArray(spec.entrypoint->empty() ? std::vector<std::string>{""} : *spec.entrypoint));
    addList(body, "Env", spec.environment);
    addText(body, "User", spec.user);
    addText(body, "WorkingDir", spec.workingDir);
    addText(body, "Hostname", spec.hostname);
    if (spec.healthCheck != HealthCheck())
        body.insert(key("Healthcheck"), toObject(spec.healthCheck));
    return compact(body);
}

std::string execBody(const ExecSpec &spec, bool terminal, const std::string &detachKeys, bool withSize)
{
    QJsonObject body{
        {key("AttachStdin"), terminal},
        {key("AttachStdout"), true},
        {key("AttachStderr"), true},
        {key("Tty"), terminal},
        {key("Cmd"), toArray(spec.command)},
        {key("Env"), toArray(spec.environment)},
    };
    if (terminal)
        body.insert(key("DetachKeys"), QString::fromStdString(detachKeys));
    if (terminal && withSize)
        body.insert(key("ConsoleSize"), consoleSize(spec.size));
    addText(body, "User", spec.user);
    addText(body, "WorkingDir", spec.workingDir);
    return compact(body);
}

} // namespace core::engine

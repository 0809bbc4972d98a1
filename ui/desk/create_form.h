// What is typed to make a container, and what that means: a pure function, so that each sentence has a test.
#pragma once
#include "core/engine/types.h"

#include <QString>
#include <vector>

namespace ui::desk {

struct CreateForm
{
    QString image, name, command;
    QString ports;       // a line each: "8080:80", "127.0.0.1:5432:5432", "53:53/udp", "80": the engine chooses
    QString mounts;      // a line each: "/srv/data:/data:ro", "volume:/data", "/cache" (anonymous), "tmpfs:/run"
    QString environment; // a line each: "NAME=value"
    QString user, workingDir, network; // empty: the image's, the engine's
    QString restart;                   // "", "always", "unless-stopped", "on-failure", "on-failure:5"
    QString memory, cpus, processes;   // "512m", "1.5", "100"; empty: no limit
    QString devices;     // a line each: "/dev/kvm", "/dev/sdb:/dev/disk:r"
    QString capabilities; // "NET_ADMIN -MKNOD": given, and with a minus taken away
    QString healthCommand, healthEvery; // a shell's words; "30s", "2m", empty: the engine's usual
    bool autoRemove = false;
    bool tty = true;
    bool openStdin = true;
};

enum class FormField : unsigned char { Image, Name, Command, Ports, Mounts, Environment, User, WorkingDir, Restart, Memory, Cpus, Processes, Devices, Capabilities, Health };

struct FormProblem
{
    FormField field;
    QString sentence;
    friend bool operator==(const FormProblem &, const FormProblem &) = default;
};

struct FormResult
{
    core::engine::CreateSpec spec;     // of what is right
    std::vector<FormProblem> problems; // at most one for each field
    QString problemOf(FormField field) const; // empty: none
};

FormResult readForm(const CreateForm &form);

} // namespace ui::desk

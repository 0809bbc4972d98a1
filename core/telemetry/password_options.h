// Which options of well known tools take a secret that nothing else announces: pure tables.
#pragma once
#include <string_view>

namespace core::telemetry {

// What the word at the start of a command means for its later arguments.
enum class Program : unsigned char {
    Other, MySql, SshPass, Curl, Redis, Mongo, SqlCmd, Ldap, Zip, SevenZip, Smb, OpenSsl,
    Plain,    // known to take none: ends what sshpass began
    Registry, // docker, helm, …: of interest once "login" follows
    Login,
};

// `before` is what the command was so far. Looks at the last part of a path; Other: the word says nothing.
Program programOf(std::string_view word, Program before);

enum class Secret : unsigned char {
    None,
    Whole,        // the value is the secret
    AfterColon,   // "user:secret"
    AfterPercent, // "user%secret"
};
struct PasswordOption
{
    Secret secret = Secret::None;
    std::size_t attachedAt = 0; // > 0: the value begins there in the word itself; 0: it is the next word
};
PasswordOption passwordOption(Program program, std::string_view word);

} // namespace core::telemetry

#include "core/telemetry/password_options.h"

#include <algorithm>
#include <array>

namespace core::telemetry {
namespace {

struct Known
{
    std::string_view word;
    Program program;
};
constexpr std::array kPrograms{
    Known{"sshpass", Program::SshPass},   Known{"curl", Program::Curl},         Known{"wget", Program::Curl},
    Known{"redis-cli", Program::Redis},   Known{"valkey-cli", Program::Redis},  Known{"sqlcmd", Program::SqlCmd},     Known{"bcp", Program::SqlCmd},
    Known{"zip", Program::Zip},           Known{"unzip", Program::Zip},         Known{"7z", Program::SevenZip},       Known{"7za", Program::SevenZip},
    Known{"7zr", Program::SevenZip},      Known{"rar", Program::SevenZip},      Known{"unrar", Program::SevenZip},    Known{"smbclient", Program::Smb},
    Known{"smbget", Program::Smb},        Known{"rpcclient", Program::Smb},     Known{"openssl", Program::OpenSsl},   Known{"docker", Program::Registry},
    Known{"podman", Program::Registry},   Known{"nerdctl", Program::Registry},  Known{"buildah", Program::Registry},  Known{"skopeo", Program::Registry},
    Known{"helm", Program::Registry},     Known{"oras", Program::Registry},     Known{"crane", Program::Registry},    Known{"oc", Program::Registry},
    Known{"ssh", Program::Plain},         Known{"scp", Program::Plain},         Known{"sftp", Program::Plain},        Known{"rsync", Program::Plain},
    Known{"az", Program::Registry},       Known{"cf", Program::Registry},       Known{"docker-compose", Program::Registry},
};
constexpr std::array<std::string_view, 3> kLdap{"ldapsearch", "ldapmodify", "ldapadd"};

struct Option
{
    Program program;
    std::string_view option;
    Secret secret;
    bool next;     // takes the next word
    bool attached; // takes the rest of its own word
};
// mysql's -p without a value asks; the next word is then the database. 7z and rar as well.
constexpr std::array kOptions{
    Option{Program::MySql, "-p", Secret::Whole, false, true},        Option{Program::SshPass, "-p", Secret::Whole, true, true},
    Option{Program::Login, "-p", Secret::Whole, true, true},         Option{Program::Mongo, "-p", Secret::Whole, true, true},
    Option{Program::Redis, "-a", Secret::Whole, true, false},        Option{Program::Redis, "--pass", Secret::Whole, true, false},
    Option{Program::SqlCmd, "-P", Secret::Whole, true, true},        Option{Program::Ldap, "-w", Secret::Whole, true, true},
    Option{Program::Zip, "-P", Secret::Whole, true, false},          Option{Program::SevenZip, "-p", Secret::Whole, false, true},
    Option{Program::OpenSsl, "-k", Secret::Whole, true, false},      Option{Program::OpenSsl, "-K", Secret::Whole, true, false},
    Option{Program::Curl, "-u", Secret::AfterColon, true, true},     Option{Program::Curl, "-U", Secret::AfterColon, true, true},
    Option{Program::Curl, "--user", Secret::AfterColon, true, false},
    Option{Program::Curl, "--proxy-user", Secret::AfterColon, true, false}, Option{Program::Curl, "--pass", Secret::Whole, true, false},
    Option{Program::Curl, "--oauth2-bearer", Secret::Whole, true, false},
    Option{Program::Smb, "-U", Secret::AfterPercent, true, true},    Option{Program::Smb, "--user", Secret::AfterPercent, true, false},
};

} // namespace

Program programOf(std::string_view word, Program before)
{
    word.remove_prefix(word.rfind('/') == std::string_view::npos ? 0 : word.rfind('/') + 1);
    if (word == "login")
        return before == Program::Registry ? Program::Login : Program::Other;
    if (word.starts_with("mysql") || word.starts_with("mariadb"))
        return Program::MySql;
    if (word.starts_with("mongo"))
        return Program::Mongo;
    if (std::ranges::find(kLdap, word) != kLdap.end())
        return Program::Ldap;
    const auto known = std::ranges::find(kPrograms, word, &Known::word);
    return known == kPrograms.end() ? Program::Other : known->program;
}

PasswordOption passwordOption(Program program, std::string_view word)
{
    if (program == Program::Other || !word.starts_with('-'))
        return {};
    for (const Option &option : kOptions) {
        if (option.program != program)
            continue;
        if (option.next && word == option.option)
            return {option.secret, 0};
        if (option.attached && word.size() >= option.option.size() && word.starts_with(option.option))
            return {option.secret, option.option.size()};
    }
    return {};
}

} // namespace core::telemetry

#include "core/agent/rules_engine.h"
#include "tests/support/test_main.h"

#include <QRegularExpression>
#include <QTest>
#include <set>

using namespace core::agent;

namespace {

const RulesEngine &engine()
{
    static const RulesEngine rules(*RuleSet::builtIn());
    return rules;
}

// A machine as the probes would see it.
std::optional<std::vector<std::string>> answer(const Fact &fact)
{
    static const std::vector<std::string> commands{"git", "gitk", "ls", "cat", "docker", "python3", "apt-get", "sudo", "make", "grep"};
    static const std::map<std::string, std::vector<std::string>> paths{
        {"/", {"dir", "0755", "root"}},           {"/home", {"dir", "0755", "root"}},        {"/home/ann", {"dir", "0755", "ann"}},
        {"/home/ann/n.sh", {"file", "0644", "ann"}}, {"/home/ann/x.sh", {"file", "0755", "ann"}}, {"/home/ann/src", {"dir", "0755", "ann"}},
        {"/home/ann/mine", {"file", "0000", "ann"}}, {"/etc", {"dir", "0755", "root"}},     {"/etc/shadow", {"file", "0640", "root"}},
        {"/tmp", {"dir", "1777", "root"}},        {"/root", {"dir", "0700", "root"}},        {"/opt", {"dir", "0755", "root"}},
    };
    static const std::map<std::string, std::vector<std::string>> names{{"/home/ann", {"n.sh", "x.sh", "src", "mine", "README.md"}}, {"/home/ann/src", {"main.cpp"}}};
    if (fact.name == "commands")
        return commands;
    if (fact.name == "path") {
        const auto it = paths.find(fact.arguments.at(0));
        return it == paths.end() ? std::vector<std::string>{"missing"} : it->second;
    }
    if (fact.name == "names") {
        const auto it = names.find(fact.arguments.at(0));
        return it == names.end() ? std::nullopt : std::optional(it->second);
    }
    return {};
}

Verdict settle(const Failure &failure, bool refuse = false)
{
    Answers answers;
    for (int i = 0; i < 20; ++i) {
        Verdict verdict = engine().consider(failure, answers);
        const Fact *fact = std::get_if<Fact>(&verdict);
        if (!fact)
            return verdict;
        answers[*fact] = refuse ? std::nullopt : answer(*fact);
    }
    return Silence{"endless"};
}

Failure failureOf(const QString &command, int exit, const QString &output, int attempt = 1)
{
    return {.command = command.toStdString(), .cwd = "/home/ann", .exitCode = exit, .output = output.toStdString(), .user = "ann", .attempt = attempt};
}

} // namespace

class RulesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(RuleSet::builtIn(), RuleSet::builtIn() ? "" : RuleSet::builtIn().error().message.c_str()); }

    // Outputs as real programs print them (bash 5.2, zsh 5.9, dash 0.5.12, busybox 1.35, coreutils 9.1 …), LANG=C.
    void speaks_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("title");    // in full
        QTest::addColumn<QString>("proposed"); // at the third attempt
        const auto row = [](const char *name, const char *command, int exit, const char *output, const char *rule, const char *title, const char *proposed) {
            QTest::newRow(name) << QString::fromUtf8(command) << exit << QString::fromUtf8(output) << QString::fromUtf8(rule) << QString::fromUtf8(title)
                                << QString::fromUtf8(proposed);
        };
        const char *gti = "No command 'gti' on this machine";
        row("bash", "gti status", 127, "bash: gti: command not found\n", "command-not-found", gti, "git status");
        row("bash login", "gti status", 127, "-bash: gti: command not found\n", "command-not-found", gti, "git status");
        row("bash script", "./run", 127, "./run: line 1: gti: command not found\n", "command-not-found", gti, "");
        row("zsh", "gti status", 127, "zsh: command not found: gti\n", "command-not-found", gti, "git status");
        row("zsh -c", "gti status", 127, "zsh:1: command not found: gti\n", "command-not-found", gti, "git status");
        row("dash", "gti status", 127, "dash: 1: gti: not found\n", "command-not-found", gti, "git status");
        row("busybox", "gti status", 127, "sh: gti: not found\n", "command-not-found", gti, "git status");
        row("busybox path", "gti status", 127, "/bin/sh: gti: not found\n", "command-not-found", gti, "git status");
        row("fish", "gti status", 127, "fish: Unknown command: gti\n", "command-not-found", gti, "git status");
        row("Debian's helper", "gti status", 127, "Command 'gti' not found, did you mean:\n  command 'git' from deb git\n", "command-not-found", gti, "git status");
        row("env", "env gti", 127, "env: \xE2\x80\x98gti\xE2\x80\x99: No such file or directory\n", "command-not-found", gti, "env git");
        row("timeout", "timeout 1 gti", 127, "timeout: failed to run command \xE2\x80\x98gti\xE2\x80\x99: No such file or directory\n", "command-not-found", gti, "timeout 1 git");
        row("sudo", "sudo gti", 1, "sudo: gti: command not found\n", "command-not-found", gti, "sudo git");
        row("docker exec", "docker exec c gti", 127, "OCI runtime exec failed: exec failed: unable to start container process: exec: \"gti\": executable file not found in $PATH: unknown\n",
            "command-not-found", gti, "docker exec c git");
        row("known package", "jq .", 127, "bash: jq: command not found\n", "command-not-found", "'jq' is not installed on this machine", "sudo apt-get install jq");
        row("package of another name", "ping x", 127, "bash: ping: command not found\n", "command-not-found", "'ping' is not installed on this machine", "sudo apt-get install iputils-ping");
        row("nothing near", "frobnicate", 127, "bash: frobnicate: command not found\n", "command-not-found", "No command 'frobnicate' on this machine", "echo \"$PATH\" | tr : '\\n'");
        row("127 without words", "gti", 127, "", "exit-127", gti, "git");

        row("bash not executable", "./n.sh", 126, "bash: ./n.sh: Permission denied\n", "permission-denied", "./n.sh is not executable", "chmod +x ./n.sh");
        row("bash -c not executable", "./n.sh", 126, "bash: line 1: ./n.sh: Permission denied\n", "permission-denied", "./n.sh is not executable", "chmod +x ./n.sh");
        row("zsh not executable", "./n.sh", 126, "zsh: permission denied: ./n.sh\n", "permission-denied", "./n.sh is not executable", "chmod +x ./n.sh");
        row("dash not executable", "./n.sh", 126, "dash: 1: ./n.sh: Permission denied\n", "permission-denied", "./n.sh is not executable", "chmod +x ./n.sh");
        row("busybox not executable", "./n.sh", 126, "sh: ./n.sh: Permission denied\n", "permission-denied", "./n.sh is not executable", "chmod +x ./n.sh");
        row("noexec", "./x.sh", 126, "bash: ./x.sh: Permission denied\n", "permission-denied", "./x.sh may not be run here", "findmnt -T ./x.sh");
        row("dash folder", "/tmp", 126, "dash: 1: /tmp: Permission denied\n", "permission-denied", "/tmp is a folder", "cd /tmp");
        row("zsh folder", "/tmp", 126, "zsh: permission denied: /tmp\n", "permission-denied", "/tmp is a folder", "cd /tmp");
        row("cat shadow", "cat /etc/shadow", 1, "cat: /etc/shadow: Permission denied\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("busybox cat shadow", "cat /etc/shadow", 1, "cat: can't open '/etc/shadow': Permission denied\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("ls root", "ls /root", 2, "ls: cannot open directory '/root': Permission denied\n", "permission-denied", "/root belongs to root", "ls -ld /root");
        row("mkdir", "mkdir /opt/x", 1, "mkdir: cannot create directory \xE2\x80\x98/opt/x\xE2\x80\x99: Permission denied\n", "permission-denied", "/opt belongs to root", "ls -ld /opt");
        row("touch", "touch /opt/x", 1, "touch: cannot touch '/opt/x': Permission denied\n", "permission-denied", "/opt belongs to root", "ls -ld /opt");
        row("busybox touch", "touch /etc/x", 1, "touch: /etc/x: Permission denied\n", "permission-denied", "/etc belongs to root", "ls -ld /etc");
        row("redirection", "echo > /etc/shadow", 1, "bash: /etc/shadow: Permission denied\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("dash redirection", "echo > /etc/shadow", 2, "sh: 1: cannot create /etc/shadow: Permission denied\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("su", "su bob -c 'cat mine'", 1, "cat: mine: Permission denied\n", "permission-denied", "Not allowed", "id");
        row("sudo -u", "sudo -u bob cat mine", 1, "cat: mine: Permission denied\n", "permission-denied", "Not allowed", "id");
        row("own mode", "cat mine", 1, "cat: mine: Permission denied\n", "permission-denied", "The mode of mine forbids it", "chmod u+rw mine");
        row("python", "python3 a.py", 1, "PermissionError: [Errno 13] Permission denied: '/etc/shadow'\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("node", "node a.js", 1, "Error: EACCES: permission denied, open '/etc/shadow'\n", "permission-denied", "/etc/shadow belongs to root", "ls -ld /etc/shadow");
        row("ssh", "ssh h", 255, "ann@h: Permission denied (publickey).\n", "ssh-key-refused", "The server refused this key", "ssh-add -l");
        row("apt", "apt-get install x", 100,
            "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n",
            "needs-root", "This needs root", "sudo apt-get install x");
        row("apt lock", "apt-get install x", 100,
            "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (apt-get)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?\n",
            "apt-lock", "Another package manager is at work", "ps -C apt,apt-get,dpkg,unattended-upgr -o pid,etime,args");

        row("cat nope", "cat REDAME.md", 1, "cat: REDAME.md: No such file or directory\n", "no-such-file", "No 'REDAME.md' in /home/ann", "cat README.md");
        row("cat a place", "cat README.md:3", 1, "cat: 'README.md:3': No such file or directory\n", "no-such-file", "No 'README.md:3' in /home/ann", "cat README.md");
        row("busybox cat nope", "cat REDAME.md", 1, "cat: can't open 'REDAME.md': No such file or directory\n", "no-such-file", "No 'REDAME.md' in /home/ann", "cat README.md");
        row("ls nope", "ls zzz", 2, "ls: cannot access 'zzz': No such file or directory\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("busybox ls nope", "ls zzz", 1, "ls: zzz: No such file or directory\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("deep", "cat scr/main.cpp", 1, "cat: scr/main.cpp: No such file or directory\n", "no-such-file", "No 'scr' in /home/ann", "cat src/main.cpp");
        row("below a file", "cat n.sh/y", 1, "cat: n.sh/y: No such file or directory\n", "no-such-file", "/home/ann/n.sh is a file, not a folder", "ls -ld /home/ann/n.sh");
        row("bash cd", "cd scr", 1, "bash: cd: scr: No such file or directory\n", "no-such-file", "No 'scr' in /home/ann", "cd src");
        row("bash -c cd", "cd scr", 1, "bash: line 1: cd: scr: No such file or directory\n", "no-such-file", "No 'scr' in /home/ann", "cd src");
        row("zsh cd", "cd scr", 1, "cd: no such file or directory: scr\n", "no-such-file", "No 'scr' in /home/ann", "cd src");
        row("zsh -c cd", "cd scr", 1, "zsh:cd:1: no such file or directory: scr\n", "no-such-file", "No 'scr' in /home/ann", "cd src");
        row("dash cd", "cd scr", 2, "dash: 1: cd: can't cd to scr\n", "cannot-change-folder", "No 'scr' in /home/ann", "cd src");
        row("dash cd file", "cd n.sh", 2, "dash: 1: cd: can't cd to n.sh\n", "cannot-change-folder", "Not a folder: n.sh", "ls -ld n.sh");
        row("dash cd root", "cd /root", 2, "sh: 1: cd: can't cd to /root\n", "cannot-change-folder", "/root belongs to root", "ls -ld /root");
        row("busybox cd", "cd scr", 2, "sh: cd: line 0: can't cd to scr: No such file or directory\n", "no-such-file", "No 'scr' in /home/ann", "cd src");
        row("bash run", "./y.sh", 127, "bash: ./y.sh: No such file or directory\n", "no-such-file", "No 'y.sh' in /home/ann", "./n.sh");
        row("dash run", "./zzzz", 127, "dash: 1: ./zzzz: not found\n", "command-not-found", "No 'zzzz' in /home/ann", "ls -la /home/ann");
        row("dash interpreter", "./x.sh", 127, "dash: 1: ./x.sh: not found\n", "command-not-found", "What runs ./x.sh is missing", "head -c 80 ./x.sh | cat -v");
        row("bash interpreter", "./x.sh", 127, "bash: ./x.sh: cannot execute: required file not found\n", "interpreter-missing", "What runs ./x.sh is missing", "head -c 80 ./x.sh | cat -v");
        row("zsh interpreter", "./x.sh", 127, "zsh: ./x.sh: bad interpreter: /usr/bin/pyton: no such file or directory\n", "interpreter-missing",
            "./x.sh needs /usr/bin/pyton, which is missing", "head -n 1 ./x.sh | cat -A");
        row("bash redirection", "cat < zzz", 1, "bash: zzz: No such file or directory\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("dash redirection missing", "cat < zzz", 2, "dash: 1: cannot open zzz: No such file\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("python file", "python3 x", 1, "FileNotFoundError: [Errno 2] No such file or directory: 'zzz'\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("python script", "python3 zzz.py", 2, "/usr/bin/python3: can't open file '/home/ann/zzz.py': [Errno 2] No such file or directory\n", "no-such-file", "No 'zzz.py' in /home/ann", "ls -la /home/ann");
        row("node file", "node x", 1, "Error: ENOENT: no such file or directory, open 'zzz'\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("spaces", "cat 'my fil'", 1, "cat: 'my fil': No such file or directory\n", "no-such-file", "No 'my fil' in /home/ann", "ls -la /home/ann");

        row("bash not a folder", "cd n.sh", 1, "bash: cd: n.sh: Not a directory\n", "not-a-directory", "Not a folder: n.sh", "ls -ld n.sh");
        row("zsh not a folder", "cd n.sh", 1, "cd: not a directory: n.sh\n", "not-a-directory", "Not a folder: n.sh", "ls -ld n.sh");
        row("busybox not a folder", "cd n.sh", 2, "sh: cd: line 0: can't cd to n.sh: Not a directory\n", "not-a-directory", "Not a folder: n.sh", "ls -ld n.sh");
        row("ls below a file", "ls n.sh/x", 2, "ls: cannot access 'n.sh/x': Not a directory\n", "not-a-directory", "Not a folder: n.sh/x", "ls -ld n.sh/x");
        row("bash run folder", "/tmp", 126, "bash: /tmp: Is a directory\n", "is-a-directory", "/tmp is a folder", "cd /tmp");
        row("cat folder", "cat src", 1, "cat: src: Is a directory\n", "is-a-directory", "That is a folder", "ls -la src");
        row("rm folder", "rm src", 1, "rm: cannot remove 'src': Is a directory\n", "is-a-directory", "src is a folder", "ls -la src");
        row("cp folder", "cp src x", 1, "cp: -r not specified; omitting directory 'src'\n", "is-a-directory", "src is a folder", "");

        row("node port", "node s.js", 1, "Error: listen EADDRINUSE: address already in use :::8080\n    at Server\n", "address-in-use", "Port 8080 is taken", "ss -ltnp 'sport = :8080'");
        row("python port", "python3 -m http.server", 1, "OSError: [Errno 98] Address already in use\n", "address-in-use", "Its port is taken", "ss -ltnp");
        row("go port", "./srv", 1, "listen tcp :9000: bind: address already in use\n", "address-in-use", "Port 9000 is taken", "ss -ltnp 'sport = :9000'");
        row("nginx port", "nginx", 1, "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n", "address-in-use", "Port 80 is taken", "ss -ltnp 'sport = :80'");
        row("docker port", "docker run -p 80:80 x", 125, "Bind for 0.0.0.0:8081 failed: port is already allocated.\n", "address-in-use", "Port 8081 is taken", "ss -ltnp 'sport = :8081'");
        row("flask port", "flask run", 1, "Address already in use\nPort 5000 is in use by another program.\n", "address-in-use", "Port 5000 is taken", "ss -ltnp 'sport = :5000'");

        row("disk full dd", "dd", 1, "dd: error writing '/x': No space left on device\n", "disk-full", "The disk is full", "df -h .");
        row("disk full bash", "echo x > f", 1, "bash: echo: write error: No space left on device\n", "disk-full", "The disk is full", "df -h .");
        row("disk full node", "npm i", 1, "npm ERR! ENOSPC: no space left on device, write\n", "disk-full", "The disk is full", "df -h .");

        row("curl dns", "curl http://nope.invalid", 6, "curl: (6) Could not resolve host: nope.invalid\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("curl dns after progress", "curl http://nope.invalid", 6, "  0     0    0     0curl: (6) Could not resolve host: nope.invalid\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("git dns", "git clone x", 128, "fatal: unable to access 'https://nope.invalid/x.git/': Could not resolve host: nope.invalid\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("wget dns", "wget x", 4, "wget: unable to resolve host address 'nope.invalid'\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("busybox dns", "ping x", 1, "ping: bad address 'nope.invalid'\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("ping dns", "ping nope.invalid", 2, "ping: nope.invalid: Name or service not known\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("ssh dns", "ssh nope.invalid", 255, "ssh: Could not resolve hostname nope.invalid: Name or service not known\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("python dns", "python3 x", 1, "urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>\n", "dns-failure", "A host name was not found", "cat /etc/resolv.conf");
        row("node dns", "node x", 1, "  [cause]: Error: getaddrinfo ENOTFOUND nope.invalid\n    errno: -3008,\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("go dns", "./x", 1, "dial tcp: lookup nope.invalid on 127.0.0.53:53: no such host\n", "dns-failure", "The name nope.invalid was not found", "cat /etc/resolv.conf");
        row("apt dns", "apt-get update", 100, "Err:1 http://deb.debian.org x\n  Temporary failure resolving 'deb.debian.org'\n", "dns-failure", "The name deb.debian.org was not found", "cat /etc/resolv.conf");
        row("musl dns", "wget x", 1, "getaddrinfo: Temporary failure in name resolution\n", "dns-failure", "A host name was not found", "cat /etc/resolv.conf");

        row("curl refused", "curl http://127.0.0.1:9", 7, "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server\n", "connection-refused", "Nothing listens on 127.0.0.1:9", "ss -ltn");
        row("ssh refused", "ssh -p 9 h", 255, "ssh: connect to host h port 9: Connection refused\n", "connection-refused", "Nothing listens on h:9", "ss -ltn");
        row("node refused", "npm test", 1, "    Error: connect ECONNREFUSED 172.18.0.3:5432\n", "connection-refused", "Nothing listens on 172.18.0.3:5432", "ss -ltn");
        row("psql refused", "psql -h db", 2, "psql: error: connection to server at \"db\" (172.18.0.3), port 5432 failed: Connection refused\n", "connection-refused", "Nothing listens on db:5432", "ss -ltn");
        row("docker down", "docker ps", 1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n", "docker-not-running", "No Docker daemon answers", "docker context ls");
        row("no route", "ping x", 1, "connect: Network is unreachable\n", "no-route", "There is no way to that machine", "ip route");
        row("certificate", "curl https://x", 60, "curl: (60) SSL certificate problem: self-signed certificate\n", "certificate", "The server's certificate was not accepted", "date -u");

        row("bash syntax", "if then", 2, "bash: syntax error near unexpected token `then'\n", "syntax-error", "The shell stumbled over 'then'", "");
        row("zsh syntax", "if then", 1, "zsh: parse error near `then'\n", "syntax-error", "The shell stumbled over 'then'", "");
        row("dash syntax", "if then", 2, "dash: 1: Syntax error: \"then\" unexpected\n", "syntax-error", "The shell stumbled over 'then'", "");
        row("busybox syntax", "if then", 2, "sh: syntax error: unexpected \"then\"\n", "syntax-error", "The shell stumbled over 'then'", "");
        row("bash open quote", "echo $(", 2, "bash: -c: line 2: unexpected EOF while looking for matching `)'\n", "syntax-error", "The command is not complete", "");
        row("dash open quote", "echo '", 2, "dash: 1: Syntax error: Unterminated quoted string\n", "syntax-error", "The command is not complete", "");
        row("git", "git status", 128, "fatal: not a git repository (or any of the parent directories): .git\n", "git-no-repository", "This folder is not in a git repository", "find . -maxdepth 3 -name .git");

        row("npm script", "npm run nope", 1, "npm error Missing script: \"nope\"\n", "npm-no-script", "No script 'nope' in package.json", "npm run");
        row("npm package.json", "npm test", 254, "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '/package.json'\n", "npm-no-package-json", "No package.json here",
            "find . -maxdepth 3 -name package.json -not -path '*/node_modules/*'");
        row("python module", "python3 x", 1, "ModuleNotFoundError: No module named 'foo'\n", "python-module-missing", "Python has no module 'foo'", "python3 -c 'import sys; print(sys.executable, sys.prefix)'");
        row("pip", "pip install nopkg", 1, "ERROR: Could not find a version that satisfies the requirement nopkg (from versions: none)\nERROR: No matching distribution found for nopkg\n", "pip-not-found",
            "pip found no package 'nopkg'", "python3 -m pip --version");
        row("cargo", "cargo build", 101, "error: could not find `Cargo.toml` in `/home/ann` or any parent directory\n", "cargo-not-found", "No Cargo.toml here", "find . -maxdepth 3 -name Cargo.toml");
        row("make", "make x", 2, "make: *** No rule to make target 'x'.  Stop.\n", "make-no-target", "make knows no way to 'x'", "make -pRrq : 2>/dev/null | grep -E '^[A-Za-z0-9][^=:]*:' | cut -d: -f1 | sort -u");
        row("memory", "./x", 1, "terminate called after throwing an instance of 'std::bad_alloc'\n", "out-of-memory", "Memory ran out", "free -h");

        row("126", "x", 126, "", "exit-126", "It was found, but could not be run", "ls -l x");
        row("killed", "x", 137, "Killed\n", "killed", "It was killed (SIGKILL)", "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.failcnt 2>/dev/null");
        row("crashed", "x", 139, "Segmentation fault (core dumped)\n", "segfault", "It crashed (segmentation fault)", "ulimit -c");
        row("terminated", "x", 143, "Terminated\n", "terminated", "It was asked to end (SIGTERM)", "ps -u \"$(id -u)\" -o pid,etime,args");
        row("aborted", "x", 134, "Aborted\n", "aborted", "It aborted itself (SIGABRT)", "");
        row("hung up", "x", 129, "", "hung-up", "It lost its terminal (SIGHUP)", "");
        row("another signal", "x", 136, "Floating point exception\n", "signal", "It was ended by SIGFPE", "kill -l");
        row("grep that could not read", "grep x zzz", 2, "grep: zzz: No such file or directory\n", "no-such-file", "No 'zzz' in /home/ann", "ls -la /home/ann");
        row("hostile name", "cat x", 1, "cat: $(reboot);x: No such file or directory\n", "no-such-file", "No '$(reboot);x' in /home/ann", "ls -la /home/ann");
    }
    void speaks()
    {
        QFETCH(QString, command);
        QFETCH(int, exit);
        QFETCH(QString, output);
        QFETCH(QString, rule);
        QFETCH(QString, title);
        QFETCH(QString, proposed);
        const Verdict verdict = settle(failureOf(command, exit, output, 3));
        const Advice *advice = std::get_if<Advice>(&verdict);
        QVERIFY2(advice, std::holds_alternative<Silence>(verdict) ? std::get<Silence>(verdict).reason.c_str() : "");
        QCOMPARE(QString::fromStdString(advice->rule), rule);
        QCOMPARE(QString::fromStdString(advice->title), title);
        QCOMPARE(QString::fromStdString(advice->proposed), proposed);
        QCOMPARE(advice->tier, 3);
        QVERIFY(!advice->text.empty() && advice->text.find('{') == std::string::npos);
    }

    void speaksWhenProbesAreRefused_data() { speaks_data(); }
    void speaksWhenProbesAreRefused()
    {
        QFETCH(QString, command);
        QFETCH(int, exit);
        QFETCH(QString, output);
        QFETCH(QString, rule);
        const Verdict verdict = settle(failureOf(command, exit, output, 3), true);
        const Advice *advice = std::get_if<Advice>(&verdict);
        QVERIFY(advice);
        QCOMPARE(QString::fromStdString(advice->rule), rule);
        QVERIFY(!advice->title.empty() && !advice->text.empty());
    }

    void staysSilent_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("reason"); // a part of it
        const auto row = [](const char *name, const char *command, int exit, const char *output, const char *reason) {
            QTest::newRow(name) << QString::fromUtf8(command) << exit << QString::fromUtf8(output) << QString::fromUtf8(reason);
        };
        row("grep", "grep nope file", 1, "", "grep");
        row("grep in a pipeline", "cat f | grep nope", 1, "", "grep");
        row("diff", "diff a b", 1, "1c1\n< a\n---\n> b\n", "diff");
        row("diff whose text looks like an error", "diff a b", 1, "< bash: gti: command not found\n", "diff");
        row("test", "test -f nope", 1, "", "test");
        row("bracket", "[ -f nope ]", 1, "", "[");
        row("double bracket", "[[ a == b ]]", 1, "", "[[");
        row("false", "false", 1, "", "false");
        row("git diff", "git diff --exit-code", 1, "@@ -1 +1 @@\n-a\n+b\n", "differences");
        row("systemctl", "systemctl is-active x", 3, "inactive\n", "systemctl");
        row("Ctrl-C", "sleep 100", 130, "^C\n", "keyboard");
        row("Ctrl-C in a failing build", "make", 130, "x: No such file or directory\n^C\n", "keyboard");
        row("Ctrl-backslash", "sleep 100", 131, "^\\Quit (core dumped)\n", "keyboard");
        row("the status of a stop, returned", "./frob", 150, "frob: no runtime\n", "exit 150"); // a real stop is not reported
        row("head closed the pipe", "yes", 141, "", "pipe");
        row("unknown", "./frob", 3, "frob failed oddly\n", "exit 3");
        row("no words", "./frob", 1, "", "exit 1");
    }
    void staysSilent()
    {
        QFETCH(QString, command);
        QFETCH(int, exit);
        QFETCH(QString, output);
        QFETCH(QString, reason);
        const Verdict verdict = settle(failureOf(command, exit, output));
        const Silence *silence = std::get_if<Silence>(&verdict);
        QVERIFY2(silence, std::holds_alternative<Advice>(verdict) ? std::get<Advice>(verdict).rule.c_str() : "");
        QVERIFY2(QString::fromStdString(silence->reason).contains(reason), silence->reason.c_str());
    }

    void eachAttemptSaysMore()
    {
        const QString output = QStringLiteral("curl: (6) Could not resolve host: nope.invalid\n");
        std::vector<Advice> tiers;
        for (int attempt = 1; attempt <= 4; ++attempt)
            tiers.push_back(std::get<Advice>(settle(failureOf(QStringLiteral("curl http://nope.invalid"), 6, output, attempt))));
        QCOMPARE(tiers[0].tier, 1);
        QVERIFY(tiers[0].proposed.empty());
        QVERIFY(tiers[1].text.size() > tiers[0].text.size());
        QVERIFY(tiers[1].text.starts_with(tiers[0].text));
        QVERIFY(!tiers[1].proposed.empty()); // harmless: reads a file
        QVERIFY(tiers[2].text.size() > tiers[1].text.size());
        QCOMPARE(tiers[3].tier, 3);
    }

    void theLastMessageCounts()
    {
        const QString output = QStringLiteral("x: No such file or directory\n") + QStringLiteral("compiling\n").repeated(100) + QStringLiteral("odd failure\n");
        QVERIFY(std::holds_alternative<Silence>(settle(failureOf(QStringLiteral("./build"), 1, output))));
    }

    void hostileOutputEnds()
    {
        const QString longLine = QStringLiteral("a: ").repeated(200'000);
        settle(failureOf(QStringLiteral("x"), 1, longLine));
        settle(failureOf(QStringLiteral("'").repeated(9000), 127, QStringLiteral("\n").repeated(16'000)));
        settle(failureOf(QString(), -1, QString()));
        settle(failureOf(QStringLiteral("cat ") + QStringLiteral("../").repeated(3000), 1, QStringLiteral("cat: ") + QStringLiteral("../").repeated(100) + QStringLiteral("x: No such file or directory")));
    }

    // A text that names a variable nobody sets would show a hole.
    void everyVariableInTheTextsExists()
    {
        const auto rules = RuleSet::builtIn();
        QVERIFY(rules);
        const std::set<QString> common{QStringLiteral("program"), QStringLiteral("command"), QStringLiteral("exit"), QStringLiteral("signal"),
                                       QStringLiteral("cwd"),     QStringLiteral("place"),   QStringLiteral("user")};
        const auto variablesOf = [](const Words &words) {
            std::set<QString> out;
            static const QRegularExpression braces(QStringLiteral("\\{=?(\\w+)\\}"));
            for (const std::string &text : {words.title, words.cause, words.look, words.act, words.propose}) {
                auto matches = braces.globalMatch(QString::fromStdString(text));
                while (matches.hasNext())
                    out.insert(matches.next().captured(1));
            }
            return out;
        };
        for (const Rule &rule : rules->rules) {
            std::set<QString> known = common;
            for (const auto &expression : rule.match)
                for (const QString &name : expression.namedCaptureGroups())
                    known.insert(name);
            if (rule.refine == "address")
                known.insert(QStringLiteral("address"));
            for (const QString &name : variablesOf(rule.words))
                QVERIFY2(known.contains(name), (rule.name + " uses " + name.toStdString()).c_str());
        }
        for (const auto &[name, words] : rules->cases)
            QVERIFY2(!words.title.empty() && !words.cause.empty(), name.c_str());
    }

    void mistakesInTheFileHaveALine_data()
    {
        QTest::addColumn<QString>("toml");
        QTest::newRow("syntax") << QStringLiteral("a = 1\n[[rule\n");
        QTest::newRow("no name") << QStringLiteral("\n[[rule]]\ntitle = 'x'\n");
        QTest::newRow("no words") << QStringLiteral("\n[[rule]]\nname = 'x'\n");
        QTest::newRow("bad expression") << QStringLiteral("\n[[rule]]\nname = 'x'\ntitle = 'x'\nmatch = ['(']\n");
        QTest::newRow("no such refiner") << QStringLiteral("\n[[rule]]\nname = 'x'\ntitle = 'x'\nrefine = 'y'\n");
        QTest::newRow("package") << QStringLiteral("\n[packages]\nx = ['y']\n");
    }
    void mistakesInTheFileHaveALine()
    {
        QFETCH(QString, toml);
        const auto rules = RuleSet::parse(toml.toStdString());
        QVERIFY(!rules);
        QCOMPARE(rules.error().code, std::string("agent.bad_rules"));
        QVERIFY2(rules.error().message.starts_with("rules.toml:"), rules.error().message.c_str());
    }
};
BERTH_TEST(RulesTest)
#include "rules_test.moc"

#include "tests/support/test_main.h" // first: moc 6.4 stumbles over <compare> before <string>

#include "core/shell/command_words.h"
#include "core/shell/nested_shell.h"

#include <QTest>
#include <random>

using namespace core::shell;
using Kind = NestedShell::Kind;

class NestedShellTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensAnotherShell_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("program");
        const auto row = [](const char *line, Kind kind, const char *program) { QTest::newRow(line) << int(kind) << QByteArray(program); };
        row("bash", Kind::Shell, "bash");
        row("/bin/sh -l", Kind::Shell, "sh");
        row("exec zsh", Kind::Shell, "zsh");
        row("exec -a name bash --norc", Kind::Shell, "bash");
        row("bash --rcfile x -i", Kind::Shell, "bash");
        row("fish --private", Kind::Shell, "fish");
        row("su", Kind::User, "su");
        row("su - postgres", Kind::User, "su");
        row("sudo -i", Kind::User, "sudo");
        row("sudo -u postgres -s", Kind::User, "sudo");
        row("sudo -u postgres bash", Kind::User, "sudo");
        row("sudo su -", Kind::User, "su");
        row("doas -s", Kind::User, "doas");
        row("ssh far", Kind::Remote, "ssh");
        row("ssh -p 22 -i key -oBatchMode=yes ann@far", Kind::Remote, "ssh");
        row("ssh -M far", Kind::Remote, "ssh");
        row("ssh -t far tmux attach", Kind::Remote, "ssh");
        row("sshpass -p 'a b' ssh far", Kind::Remote, "ssh");
        row("mosh far", Kind::Remote, "mosh");
        row("sudo ssh far", Kind::Remote, "ssh");
        row("docker exec -it web bash", Kind::Container, "docker");
        row("docker exec -i -t -u root web sh", Kind::Container, "docker");
        row("docker container exec --interactive --tty web sh", Kind::Container, "docker");
        row("docker --context far run --rm -v /a:/b --name x -it alpine", Kind::Container, "docker");
        row("docker compose -f a.yml exec web sh", Kind::Container, "docker");
        row("docker-compose run web", Kind::Container, "docker-compose");
        row("docker attach web", Kind::Container, "docker");
        row("docker start -ai web", Kind::Container, "docker");
        row("sudo podman exec -ti web ash", Kind::Container, "podman");
        row("podman --remote --url unix:///run/podman.sock exec -it web bash", Kind::Container, "podman");
        row("kubectl exec -it pod -- sh", Kind::Container, "kubectl");
        row("kubectl -n shop exec pod -c web --stdin --tty -- sh", Kind::Container, "kubectl");
        row("oc rsh pod", Kind::Container, "oc");
        row("distrobox enter deb", Kind::Container, "distrobox");
        row("nsenter -t 1 -m -u", Kind::Namespace, "nsenter");
        row("sudo nsenter --target 1 --mount bash", Kind::Namespace, "nsenter");
        row("chroot /mnt", Kind::Namespace, "chroot");
        row("chroot /mnt /bin/bash", Kind::Namespace, "chroot");
        row("unshare -r", Kind::Namespace, "unshare");
        row("tmux", Kind::Multiplexer, "tmux");
        row("tmux -L x new -s y", Kind::Multiplexer, "tmux");
        row("tmux a -t y", Kind::Multiplexer, "tmux");
        row("screen -r", Kind::Multiplexer, "screen");
        row("zellij", Kind::Multiplexer, "zellij");
        // Found inside a longer line.
        row("cd /x && TERM=xterm ssh far", Kind::Remote, "ssh");
        row("for h in a b; do ssh \"$h\"; done", Kind::Remote, "ssh");
        row("if true; then env A=1 nohup su; fi", Kind::User, "su");
        row("nice -n 5 timeout 10 bash", Kind::Shell, "bash");
        row("\"ssh\" f\\ar 2>/dev/null", Kind::Remote, "ssh");
        row("echo a # b\nssh far", Kind::Remote, "ssh");
    }
    void opensAnotherShell()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, program);
        const auto found = nestedShell(std::string_view(QTest::currentDataTag()));
        QVERIFY(found);
        QCOMPARE(int(found->kind), kind);
        QCOMPARE(QByteArray::fromStdString(found->program), program);
        QCOMPARE(found->inPlace, QByteArray(QTest::currentDataTag()).startsWith("exec "));
    }

    void opensNone_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"", "ls", "vim x", "make ssh", "echo ssh far", "bash -c ls", "bash script.sh", "sh -ec 'a; b'", "curl x | bash", "bash < script",
                                 "bash <<X\nssh far\nX", "cat <<'X'\nsu\nX\n", "su -c id", "su - ann --command=id", "sudo apt install ssh", "sudo -l", "ssh far uptime",
                                 "ssh -N -L 1:b:2 far", "ssh -f far", "ssh", "ssh far &", "docker ps", "docker build -t web .", "docker exec web ls -t", "docker run -d -t web",
                                 "docker compose exec -T web ls", "kubectl get pods", "kubectl exec pod -- tar -t", "nsenter -t 1 ls", "chroot /mnt ls", "chroot", "tmux ls",
                                 "tmux new -d -s x", "screen -ls", "x=$(ssh far)", "echo `su`", "exec 3<file", "exec vim", "env", "echo 'ssh far; su'", "# su", "grep \"su\" su"})
            QTest::newRow(line[0] ? line : "(nothing)") << QByteArray(line);
    }
    void opensNone()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!nestedShell(std::string_view(line.constData())));
    }

    void argumentsOfARunningProgram()
    {
        QCOMPARE(nestedShell(std::vector<std::string>{"-bash"}), std::optional(NestedShell{Kind::Shell, "bash"}));
        QCOMPARE(nestedShell(std::vector<std::string>{"/usr/bin/ssh", "far"}), std::optional(NestedShell{Kind::Remote, "ssh"}));
        QVERIFY(!nestedShell(std::vector<std::string>{"bash", "./deploy.sh"}));
        QVERIFY(!nestedShell(std::vector<std::string>{}));
    }

    void wordsAsAShellSplitsThem()
    {
        const auto commands = simpleCommands("A=1 cmd 'a b' \"c \\\" d\"e 2>err f>g h\\ i $(x; y) && two | three &\n# no\nfour;");
        QCOMPARE(commands.size(), std::size_t(4));
        QCOMPARE(commands[0].words, (std::vector<std::string>{"cmd", "a b", "c \" de", "f", "h i", ""}));
        QCOMPARE(commands[1].words, std::vector<std::string>{"two"});
        QVERIFY(commands[2].readsElsewhere && commands[2].inBackground && !commands[1].readsElsewhere);
        QCOMPARE(commands[3].words, std::vector<std::string>{"four"});
    }

    void anyBytes()
    {
        std::mt19937 random(7);
        const std::string alphabet = "sh -it'\"\\$()`<>|&;\n#=docker exec su sudo ";
        for (int round = 0; round < 3000; ++round) {
            std::string line;
            for (auto n = random() % 60; n > 0; --n)
                line += alphabet[random() % alphabet.size()];
            std::size_t bytes = 0;
            for (const auto &command : simpleCommands(line))
                for (const auto &word : command.words)
                    bytes += word.size();
            QVERIFY(bytes <= line.size());
            (void)nestedShell(std::string_view(line));
        }
        QVERIFY(!nestedShell(std::string_view(std::string(100'000, ' ') + "su"))); // only the start is looked at
    }
};
BERTH_TEST(NestedShellTest)
#include "nested_shell_test.moc"

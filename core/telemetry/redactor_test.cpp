#include "core/telemetry/redactor.h"
#include "tests/support/test_main.h"

#include <QTest>
#include <algorithm>

using namespace core::telemetry;

namespace {

// Assembled, so that no scanner takes this file for a leak.
const std::string kA20(20, 'a');
const std::string kDigits = "0123456789012345678901234567890123456789";
const std::string kGitHub = "ghp_" + kDigits.substr(0, 36);
const std::string kAws = "AKIA" + std::string("IOSFODNN7EXAMPLE");
const std::string kJwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";
const std::string kPem = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\ndef==\n-----END OPENSSH PRIVATE KEY-----";

} // namespace

class RedactorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void secrets_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // '#' stands for the mark
        const auto row = [](const char *name, const std::string &text, const std::string &expected) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray::fromStdString(expected);
        };
        row("aws id", "aws configure set " + kAws + " now", "aws configure set # now");
        row("github", "git clone https://" + kGitHub + "@github.com/a/b", "git clone https://#@github.com/a/b");
        row("github fine-grained", "x github_pat_" + kDigits, "x #");
        row("github after a dash", "x-" + kGitHub, "x-#");
        row("gitlab", "glpat-" + kA20, "#");
        row("slack", "\"xoxb-1234567890-abc\"", "\"#\"");
        row("openai", "echo sk-proj-" + kA20 + "1_2", "echo #");
        row("anthropic", "sk-ant-api03-" + kA20, "#");
        row("google", "key AIza" + kDigits.substr(0, 35) + ".", "key #.");
        row("npm", "//npm.example.org/:_authToken=npm_" + kDigits.substr(0, 36), "//npm.example.org/:_authToken=#");
        row("jwt", "got " + kJwt + ", ok", "got #, ok");
        row("pem", "cat id\n" + kPem + "\n$ ", "cat id\n#\n$ ");
        row("pem cut off", "x -----BEGIN RSA PRIVATE KEY-----\nabc", "x #");
        row("pem escaped", "{\"private\":\"\\n" + kPem + "\\n\"}", "{\"private\":\"\\n#\\n\"}");
        row("pem glued to a token", "echo " + kGitHub + kPem + " x", "echo ## x");
        row("pem that goes on a token", "echo glpat-" + kA20 + kPem + "x", "echo ##x");
        row("pem as a value", "PRIVATE_KEY=" + kPem + "\nX=1", "PRIVATE_KEY=#\nX=1");
        row("pem as a quoted value", "PRIVATE_KEY=\"" + kPem + "\"\nX=1", "PRIVATE_KEY=\"#\"\nX=1");
        row("pem behind a certificate", "PASSWORD='-----BEGIN CERTIFICATE----------BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----'", "PASSWORD='#'");
        row("two pems", kPem + " and " + kPem, "# and #");

        row("assignment", "export GITHUB_TOKEN=abcd1234", "export GITHUB_TOKEN=#");
        row("assignment, several", "A_SECRET=one1 B_PASSWORD=x make -j2", "A_SECRET=# B_PASSWORD=# make -j2");
        row("assignment, double quotes", "PASSWORD=\"a b\\\"c\" cmd", "PASSWORD=\"#\" cmd");
        row("assignment, single quotes", "PASSWORD='$a b' cmd", "PASSWORD='#' cmd");
        row("assignment, escaped blank", "PASSWORD=a\\ b cmd", "PASSWORD=# cmd");
        row("assignment, unclosed quote", "PASSWORD=\"abc\nnext", "PASSWORD=\"#\nnext");
        row("upper-case key", "STRIPE_KEY=abcd", "STRIPE_KEY=#");
        row("aws secret", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/b+c", "AWS_SECRET_ACCESS_KEY=#");
        row("rails", "SECRET_KEY_BASE=deadbeef", "SECRET_KEY_BASE=#");
        row("pgpassword", "PGPASSWORD=x psql", "PGPASSWORD=# psql");
        row("mysql_pwd", "MYSQL_PWD=x", "MYSQL_PWD=#");
        row("docker -e", "docker run -e DB_PASS=hunter2 img", "docker run -e DB_PASS=# img");
        row("camel case", "{\"clientSecret\": \"abcd\", \"n\": 1}", "{\"clientSecret\": \"#\", \"n\": 1}");
        row("json", "{\"password\":\"p w\"}", "{\"password\":\"#\"}");
        row("yaml", "  db_password: hunter2\n  x: 1", "  db_password: #\n  x: 1");
        row("ini", "password = hunter2", "password = #");
        row("path", "app/db/password:hunter2secret", "app/db/password:#");
        row("path, blank", "secrets/password: hunter2", "secrets/password: #");
        row("path, begins like an error", "secrets/password: Nothing2C", "secrets/password: #");
        row("query", "curl 'http://h/?api_key=abcd1234&x=1'", "curl 'http://h/?api_key=#&x=1'");
        row("option", "tool --password hunter2 --next", "tool --password # --next");
        row("option with =", "tool --api-key=abcd x", "tool --api-key=# x");
        row("option quoted", "tool --token 'ab cd' x", "tool --token '#' x");

        row("mysql -p", "mysql -u root -phunter2 db", "mysql -u root -p# db");
        row("mysqldump path", "/usr/bin/mysqldump -psecret! db", "/usr/bin/mysqldump -p# db");
        row("sshpass -p", "sshpass -p hunter2 ssh h", "sshpass -p # ssh h");
        row("docker login", "docker login -u me -p hunter2 reg", "docker login -u me -p # reg");
        row("curl -u", "curl -u me:hunter2 http://h", "curl -u me:# http://h");
        row("redis", "redis-cli -a hunter2 get x", "redis-cli -a # get x");

        row("url", "psql postgres://u:p%40w@h:5432/db", "psql postgres://u:#@h:5432/db");
        row("mysql quoted", "mysql -p'hunter 2' db", "mysql -p'#' db");
        row("mysqladmin", "mysqladmin -u root password hunter2", "mysqladmin -u root password #");
        row("sshpass attached", "sshpass -phunter2 ssh h", "sshpass -p# ssh h");
        row("sshpass quoted", "sshpass -p 'hunter 2' ssh -p 22 h", "sshpass -p '#' ssh -p 22 h");
        row("podman login", "podman login --username me -phunter2 reg", "podman login --username me -p# reg");
        row("helm login", "helm registry login -u me -p hunter2 reg", "helm registry login -u me -p # reg");
        row("mongo", "mongosh -u me -p hunter2 h", "mongosh -u me -p # h");
        row("curl attached", "curl -ume:hunter2 http://h", "curl -ume:# http://h");
        row("curl quoted", "curl -u \"me:hunter 2\" http://h", "curl -u \"me:#\" http://h");
        row("curl proxy", "curl --proxy-user me:hunter2 http://h", "curl --proxy-user me:# http://h");
        row("curl bearer", "curl --oauth2-bearer abc http://h", "curl --oauth2-bearer # http://h");
        row("redis --pass", "redis-cli --pass hunter2 get x", "redis-cli --pass # get x");
        row("sqlcmd", "sqlcmd -S h -U sa -P hunter2", "sqlcmd -S h -U sa -P #");
        row("ldap", "ldapsearch -D cn=x -w hunter2 -b dc=x", "ldapsearch -D cn=x -w # -b dc=x");
        row("zip", "unzip -P hunter2 a.zip", "unzip -P # a.zip");
        row("7z", "7z x -phunter2 a.7z", "7z x -p# a.7z");
        row("smb", "smbclient -U me%hunter2 //h/s", "smbclient -U me%# //h/s");
        row("openssl", "openssl rsa -in k -passin pass:hunter2 -out o", "openssl rsa -in k -passin pass:# -out o");
        row("openssl, quoted", "openssl rsa -passin pass:\"two words\"x -out o", "openssl rsa -passin pass:\"# -out o");
        row("openssl, as a whole", "openssl rsa -passin 'pass:hunter2' -out o", "openssl rsa -passin 'pass:#' -out o");
        row("openssl enc", "openssl enc -aes256 -k hunter2 -in a", "openssl enc -aes256 -k # -in a");
        row("sql", "CREATE USER a IDENTIFIED BY 'hunter2'", "CREATE USER a IDENTIFIED BY '#'");
        row("sql, postgres", "ALTER USER a WITH PASSWORD 'hunter2'", "ALTER USER a WITH PASSWORD '#'");
        row("fish set", "set -gx GITHUB_TOKEN abcd1234", "set -gx GITHUB_TOKEN #");
        row("aws configure", "aws configure set aws_secret_access_key abcd1234", "aws configure set aws_secret_access_key #");
        row("kubectl", "kubectl create secret generic x --from-literal=password=hunter2", "kubectl create secret generic x --from-literal=password=#");
        row("cookie", "curl -H 'Cookie: sid=abc; b=2' h", "curl -H 'Cookie: #' h");
        row("set-cookie", "< Set-Cookie: sid=abc; Path=/\n< ok", "< Set-Cookie: #\n< ok");
        row("signed link", "wget 'https://h/f?se=2026&sig=abCD1234%2B'", "wget 'https://h/f?se=2026&sig=#'");
        row("vault", "hvs." + kDigits, "#");
        row("age", "AGE-SECRET-KEY-1" + std::string(58, 'Q'), "#");
        row("second command", "ls; mysql -phunter2", "ls; mysql -p#");
        row("url, redis", "redis://:hunter2@h/0", "redis://:#@h/0");
        row("bearer", "curl -H \"Authorization: Bearer abc.def-ghi\" h", "curl -H \"Authorization: Bearer #\" h");
        row("basic", "authorization: Basic dXNlcjpw", "authorization: Basic #");
        row("no scheme", "-H 'Authorization: abcd'", "-H 'Authorization: #'");
        row("bearer alone", "Bearer abcdEFGH12345678", "Bearer #");
        row("x-api-key", "-H 'X-Api-Key: abcd1234'", "-H 'X-Api-Key: #'");
        row("in UTF-8", "é PASSWORD=ü漢 é", "é PASSWORD=# é");
        row("at the end", "TOKEN=abcd", "TOKEN=#");
        row("$'…'", "PASSWORD=$'S3cret\\'Word\\n' cmd", "PASSWORD=$'#' cmd");
        row("a quote in quotes", "PASSWORD='it'\\''s s3cret' cmd", "PASSWORD='#' cmd");
        row("pieces", "PASSWORD=pre\"fix d\"'x y'z cmd", "PASSWORD=# cmd");
        row("two quotes", "DB_PASSWORD=\"a b\"'c d' cmd", "DB_PASSWORD=\"#' cmd");
        row("$\"…\"", "PASSWORD=$\"a b\" cmd", "PASSWORD=$\"#\" cmd");
        row("on two lines", "X_TOKEN='line one\nline two' cmd", "X_TOKEN='#' cmd");
        row("option, $'…'", "tool --password=$'a\\tb' x", "tool --password=$'#' x");
        row("--pass", "tool --pass=\"hunter2\" x", "tool --pass=\"#\" x");
        row("pass=", "pass=hunter2 PW=abc tool", "pass=# PW=# tool");
        row("appended", "DB_PASS+=hunter2 tool", "DB_PASS+=# tool");
        row("token in a link", "git clone https://a8f3kd92LLq0zzPw@git.example.org/a", "git clone https://#@git.example.org/a");
        row("curl -u\"…\"", "curl -u\"me:hunter2\" http://h", "curl -u\"me:#\" http://h");
        row("slack link", "curl -d x https://hooks.slack.com/services/T00/B00/abcdEFGH1234", "curl -d x https://hooks.slack.com/services/#");
        row("quote behind plain text", "PASSWORD=it\"'\"s3cret cmd", "PASSWORD=# cmd");
        row("blank in the second piece", "PASSWORD=ab' s3cret' cmd", "PASSWORD=#' cmd");
        row("separators in the second piece", "mysql -phunter2';s3c&ret' db", "mysql -p#' db");
        row("comma in the word", "PASSWORD=Xy1,s3cret cmd", "PASSWORD=# cmd");
        row("brace in the word", "tool --password Xy1}s3cret x", "tool --password # x");
        row("quoted as a whole", "docker run -e \"DB_PASSWORD=Xy1 s3cret\" img", "docker run -e \"DB_PASSWORD=#\" img");
        row("second piece on two lines", "PASSWORD=ab'cd\ns3cret' cmd", "PASSWORD=#' cmd");
        row("begins with a slash", "AWS_SECRET_ACCESS_KEY=/abcdEFGH12345 cmd", "AWS_SECRET_ACCESS_KEY=# cmd");
        row("json in a string", "curl -d \"{\\\"password\\\":\\\"hunter2\\\", \\\"n\\\": 1}\" h", "curl -d \"{\\\"password\\\":\\\"#\\\", \\\"n\\\": 1}\" h");
        row("json in single quotes", "curl -d '{\"password\":\"hunter2\",\"n\":1}' h", "curl -d '{\"password\":\"#\",\"n\":1}' h");
        row("in outer quotes", "curl -d \"password=hunter2\" -H \"X: y\" h", "curl -d \"password=#\" -H \"X: y\" h");
    }
    void secrets()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const Redaction result = redact(text.toStdString());
        const qsizetype marks = expected.count('#');
        expected.replace("#", QByteArray(kRedacted.data(), static_cast<qsizetype>(kRedacted.size())));
        QCOMPARE(QByteArray::fromStdString(result.text), expected);
        QCOMPARE(static_cast<qsizetype>(result.count), marks);
        const Redaction again = redact(result.text);
        QCOMPARE(again.text, result.text);
        QCOMPARE(again.count, std::size_t(0));
    }

    void staysAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        int n = 0;
        for (const char *text : {
                 "", "ls -la", "git commit -m 'fix token handling'", "bash: syntax error near unexpected token `fi'",
                 "SyntaxError: Unexpected token: foo", "cd /srv && PWD=/srv", "OLDPWD=/home", "sort --key=2 file", "sort -k 2",
                 "export TOKEN=$(cat token.txt)", "PASSWORD=$PASS cmd", "PASSWORD=\"${PASS}\" cmd", "echo $GITHUB_TOKEN",
                 "if (token == other)", "std::string token = next();", "max_tokens=1024", "--max-tokens 1024", "primary_key: id",
                 "for key in keys: print(key)", "key: value", "sk-learn", "pip install sk-video-some-long-name-here 2.0", "task-1234567890-abcdefghijkl",
                 "PASSWORD_FILE=/run/secrets/db", "token=", "password:", "Password: ", "password: null", "\"token\": true",
                 "mkdir -p a/b", "cp -p a b", "ssh -p 2222 host", "docker run -p 80:80 nginx", "curl -o x -p http://h", "mysql -p db",
                 "https://example.org/a:b@c", "http://host:8080/path", "git@github.com:a/b.git", "ssh://git@h:22/a", "http://user@host/",
                 "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                 "550e8400-e29b-41d4-a716-446655440000", "AKIA is a prefix", "AKIAIOSFODNN7EXAMPLEX", "eyJ is no token", "eyJhbGciOiJIUzI1NiJ9",
                 "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
                 "docker run --name mysql -p3306:3306 mysql", "docker run -p 3306:3306 mysql:8", "ssh -p 2222 login", "ssh login -p 2222", "mysql -p",
                 "sshpass -f file ssh -p 22 h", "unzip -p a.zip", "7z x -p a.7z", "curl -u me h", "curl -u me:$PASS h", "sshpass -p \"$PW\" ssh h",
                 "openssl rsa -passin env:PW", "set -x PATH /bin", "set token", "grep password 'file'", "by 'x'",
                 "sort by key with care", "Cookie jar", "cookies: 3", "smbclient -U% -L h", "mysqladmin status", "git commit -m 'Cookie: '", "sig=abcd1234",
                 "SG.x", "hvs.short", "pul-request", "xai-lib", "kubectl get secret x", "docker login reg", "redis-cli -a", "redis-cli -a -h host",
                 "bearer of good news today", "the password was changed", "compass=north", "bypass=1", "keyboard: us", "std::token::x",
                 "bash: /etc/passwd: Permission denied", "cat: secrets/password: Not a directory", "bash: cd: token: No such file or directory",
                 "see /etc/passwd:3", "/etc/passwd:12:34: unexpected", "src/token:7 and so on", "~/x/passwd:9",
                 "grep -rn \"password:\" src/ | wc -l", "grep -c \"password=\" a; cat b", "grep 'password=' a", "read -p \"Password: \" x",
                 "echo \"Enter token:\"; read x; make", "ansible-playbook --ask-vault-pass site.yml", "psql --no-password mydb", "PASS: tests/foo.sh",
                 "--- PASS: TestFoo", "docker build --secret id=mytoken .", "rsync://backup-user-2024-production@host/x",
             })
            QTest::addRow("%d", n++) << QByteArray(text);
    }
    void staysAsItIs()
    {
        QFETCH(QByteArray, text);
        const Redaction result = redact(text.toStdString());
        QCOMPARE(QByteArray::fromStdString(result.text), text);
        QCOMPARE(result.count, std::size_t(0));
    }

    void spansAreWhereTheSecretsWere()
    {
        const Redaction result = redact("A_SECRET=one1 make " + kGitHub);
        QCOMPARE(result.spans, (std::vector<Span>{{9, 13}, {19, 19 + kGitHub.size()}}));
        QCOMPARE(result.text, "A_SECRET=" + std::string(kRedacted) + " make " + std::string(kRedacted));
    }

    // A text that arrives byte by byte: whatever is settled at any time has none of the secret but a token's known beginning.
    void nothingOfASecretIsSettled_data() { secrets_data(); }
    void nothingOfASecretIsSettled()
    {
        QFETCH(QByteArray, text);
        const std::string whole = text.toStdString();
        static constexpr std::string_view kHeads[] = {"github_pat_", "glpat-", "xoxb-", "sk-", "AIza", "npm_", "ghp_", "AKIA", "eyJ", "hvs.", "AGE-SECRET-KEY-1",
                                                      "-----BEGIN RSA PRIVATE KEY----", "-----BEGIN OPENSSH PRIVATE KEY----", "-----BEGIN PRIVATE KEY----"};
        for (std::size_t size = 0; size <= whole.size(); ++size) {
            const std::size_t settled = settledLength(std::string_view(whole).substr(0, size));
            QVERIFY(settled <= size);
            for (const Span &span : redact(whole).spans) {
                if (settled <= span.begin || size >= span.end)
                    continue;
                const std::string told = whole.substr(span.begin, settled - span.begin);
                const bool harmless = std::ranges::any_of(kHeads, [&](std::string_view head) { return head.starts_with(told); });
                QVERIFY2(harmless, qPrintable(QStringLiteral("at %1: %2").arg(size).arg(QString::fromStdString(told))));
            }
        }
    }

    void ordinaryTextIsSettled()
    {
        for (const char *text : {"", "make test", "$ ls -l", "see http://localhost:8080/ ", "password: ", "export TOKEN=abc1 ", "sk-learn "})
            QCOMPARE(settledLength(text), std::string_view(text).size());
        QCOMPARE(settledLength("export TOKEN=abc1"), std::size_t(13));
        QCOMPARE(settledLength("x ghp_"), std::size_t(2));
        QCOMPARE(settledLength("https://me:ab"), std::size_t(11));
    }

    // Inputs made to be read again and again by a careless scanner: quadratic in that much is many minutes, and the test
    // program's own time limit ends it.
    void timeIsLinear_data()
    {
        QTest::addColumn<QByteArray>("unit");
        for (const char *unit : {"-eyJhbGciOiJI", "://", "://a:", "-----BEGIN PRIVATE KEY-----", "-----BEGIN ", "password=", "token: ", "--password ",
                                 "sk-", "a.", "_", "mysql -p", "ghp_0123456789012345678901234567890123456789-", "\"", "password=\"\\", "Bearer ", "Authorization: ", "Cookie:", "set token ", "mysql password '", "identified by '", "sshpass -p", "curl -u a:", "openssl pass:", "AKIA", "--token=\"", "token='", "PASSWORD=\"$A\"", "PASSWORD=''", "A_TOKEN='\n", "-p\"$A\"'x ", "PASSWORD=x'", "token:", "PASSWORD=$", "Bearer a", "TOKEN=\\", "PASSWORD=a,"})
            QTest::newRow(unit) << QByteArray(unit);
    }
    void timeIsLinear()
    {
        QFETCH(QByteArray, unit);
        const std::string text = unit.repeated((256 << 10) / unit.size()).toStdString();
        QVERIFY(redact(text).text.size() < text.size() * 20);
    }
};

BERTH_TEST(RedactorTest)
#include "redactor_test.moc"

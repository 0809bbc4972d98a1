// A history of a million commands: how fast it fills and how fast it is searched, beside the sqlite3 shell on the same
// rows, the same schema and the same disk.
//
//   history_bench [ROWS, default 1000000] [FOLDER, default a temporary one] [CASE]
//
// The history stays in FOLDER as all-berth.db; when it is there already it is only searched. CASE: only the searches whose
// name contains it. Wall time, and processor time, which other work on the machine disturbs less.
//
// The rows are made up but shaped like a real history: words by Zipf's law, a third of the commands seen for the first
// time, 60 containers that were rebuilt now and then, sessions of 50 commands, a tenth failed.
#include "core/store/connection.h"
#include "core/store/history_table.h"
#include "core/store/store.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <future>
#include <map>
#include <random>
#include <sys/resource.h>
#include <thread>

namespace {

using namespace core;
using namespace core::store;

std::mt19937_64 g_random(2026);

// 0 ≤ n < count, small ones often: by Zipf's law, exponent 1.
std::size_t zipf(std::size_t count)
{
    return std::min(count - 1, static_cast<std::size_t>(std::pow(static_cast<double>(count), std::uniform_real_distribution(0.0, 1.0)(g_random)) - 1));
}

std::vector<std::string> makeWords(std::size_t count)
{
    std::vector<std::string> words{"git", "docker", "ls", "cd", "make", "cargo", "npm", "kubectl", "grep", "python3", "vim", "cat", "ssh", "curl",
                                   "status", "commit", "checkout", "push", "pull", "compose", "up", "logs", "build", "test", "run", "install", "get", "pods"};
    while (words.size() < count) {
        std::string word;
        for (auto n = g_random() % 8 + 2; n > 0; --n)
            word += static_cast<char>('a' + zipf(26));
        words.push_back(word);
    }
    return words;
}

class Generator
{
public:
    CommandRecord next()
    {
        CommandRecord record;
        if (m_known.empty() || g_random() % 3 == 0) {
            record.command = m_words[zipf(14)];
            for (auto n = g_random() % 5 + 1; n > 0; --n)
                record.command += (g_random() % 6 ? " " : g_random() % 2 ? " --" : "/") + m_words[zipf(m_words.size())];
            if (m_known.size() < 400'000)
                m_known.push_back(record.command);
        } else {
            record.command = m_known[m_known.size() - 1 - zipf(m_known.size())];
        }
        if (m_left == 0) { // another session
            m_left = 50;
            ++m_session;
            m_container = g_random() % 3 ? zipf(60) + 1 : 0;
        }
        --m_left;
        record.exitCode = g_random() % 10 ? 0 : 1;
        record.cwd = "/home/ada/" + m_words[zipf(300)];
        m_ms += 1 + static_cast<std::int64_t>(g_random() % 60'000);
        record.start = base::WallTime(std::chrono::milliseconds(m_ms));
        record.duration = std::chrono::milliseconds(g_random() % 1000);
        if (m_container) {
            record.engine = "docker:/var/run/docker.sock";
            record.containerName = m_words[m_container * 7] + "-" + std::to_string(m_container);
            record.containerId = std::to_string(m_container * 1000 + static_cast<std::size_t>(m_ms / 4'000'000'000)) + std::string(56, 'f');
            record.image = "registry.example.org/" + m_words[m_container] + ":latest";
            record.imageId = "sha256:" + record.containerId;
        }
        record.session = "ab12cd34/" + std::to_string(m_session);
        record.user = m_container % 3 ? "root" : "ada";
        record.host = "mill";
        record.shell = "bash";
        record.traceId = std::string(24, 'e') + std::to_string(10'000'000 + m_session);
        return record;
    }
    const std::vector<std::string> &words() const { return m_words; }
    std::int64_t now() const { return m_ms; }

private:
    std::vector<std::string> m_words = makeWords(30'000);
    std::vector<std::string> m_known;
    std::int64_t m_ms = 1'700'000'000'000;
    std::size_t m_session = 0, m_container = 0;
    int m_left = 0;
};

std::unique_ptr<Store> open(const QString &path)
{
    auto store = Store::open(path.toStdString());
    if (!store) {
        std::fprintf(stderr, "history_bench: %s %s\n", store.error().message.c_str(), store.error().detail.c_str());
        std::exit(1);
    }
    return std::move(*store);
}

double cpuSeconds(int who)
{
    rusage usage{};
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Rate
{
    double wall = 0, cpu = 0; // rows per second
};

// Runs `work`, which writes so many rows; `who`: whose processor time.
Rate measured(std::size_t rows, int who, const std::function<void()> &work)
{
    const double before = cpuSeconds(who);
    QElapsedTimer timer;
    timer.start();
    work();
    return {double(rows) / (double(timer.nsecsElapsed()) / 1e9), double(rows) / (cpuSeconds(who) - before)};
}

Rate berthInserts(const QString &path, const std::vector<CommandRecord> &records)
{
    auto store = open(path);
    std::vector<CommandRecord> copies = records;
    return measured(records.size(), RUSAGE_SELF, [&] {
        for (CommandRecord &record : copies) {
            while (!store->offer(record))
                std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        if (!store->flush(std::chrono::minutes(10)))
            std::exit(1);
    });
}

QByteArray quoted(const std::string &text)
{
    return '\'' + QByteArray::fromStdString(text).replace('\'', "''") + '\'';
}

// The sqlite3 shell reads statements of 500 rows, and commits every 5000: about what Berth's writer commits at once.
Rate shellInserts(const QString &path, const std::vector<CommandRecord> &records)
{
    open(path).reset(); // the schema
    const QString sql = path + QStringLiteral(".sql");
    QFile file(sql);
    if (!file.open(QIODevice::WriteOnly))
        std::exit(1);
    file.write("PRAGMA synchronous=NORMAL;\nBEGIN;\n");
    std::map<std::string, std::size_t> places, runs, folders;
    const auto idOf = [&](std::map<std::string, std::size_t> &ids, const char *table, const std::vector<std::string> &values) {
        std::string key;
        QByteArray list;
        for (const std::string &value : values) {
            key += value + '\n';
            list += ',' + quoted(value);
        }
        const auto [at, isNew] = ids.try_emplace(key, ids.size() + 1);
        if (isNew)
            file.write("INSERT INTO " + QByteArray(table) + " VALUES (" + QByteArray::number(qulonglong(at->second)) + list + ");\n");
        return QByteArray::number(qulonglong(at->second));
    };
    constexpr std::size_t kRows = 500, kCommit = 5000;
    for (std::size_t from = 0; from < records.size(); from += kRows) {
        QByteArray values, words;
        for (std::size_t i = from; i < std::min(records.size(), from + kRows); ++i) {
            const CommandRecord &r = records[i];
            const QByteArray place = idOf(places, "place", {r.engine, r.containerId, r.containerName, r.image, r.imageId, r.user, r.host});
            const QByteArray run = idOf(runs, "run", {r.session, r.shell, r.traceId}), folder = idOf(folders, "folder", {r.cwd});
            const QByteArray begin = (values.isEmpty() ? "(" : ",(") + QByteArray::number(firstIdOf(r.start + r.duration) + qint64(i % 900)) + ',' + quoted(r.command);
            words += begin + ')';
            values += begin + ','
                + QByteArray::number(*r.exitCode) + ',' + QByteArray::number(millisecondsOf(r.start)) + ',' + QByteArray::number(qint64(r.duration.count())) + ','
                + place + ',' + run + ',' + folder + ",1,0,NULL,0)";
        }
        file.write("INSERT INTO command VALUES " + values + ";\nINSERT INTO command_words(rowid, command) VALUES " + words + ";\n");
        if ((from + kRows) % kCommit == 0)
            file.write("COMMIT;\nBEGIN;\n");
    }
    file.write("COMMIT;\n");
    file.close();
    QProcess shell;
    shell.setStandardInputFile(sql);
    const Rate rate = measured(records.size(), RUSAGE_CHILDREN, [&] {
        shell.start(QStringLiteral("sqlite3"), {QStringLiteral("-bail"), path});
        if (!shell.waitForFinished(-1) || shell.exitCode() != 0) {
            std::fprintf(stderr, "history_bench: sqlite3: %s\n", shell.readAllStandardError().constData());
            std::exit(1);
        }
    });
    QFile::remove(sql);
    return rate;
}

struct Times
{
    std::vector<double> ms;
    double at(double share)
    {
        std::ranges::sort(ms);
        return ms.empty() ? 0 : ms[std::size_t(share * double(ms.size() - 1))];
    }
};

struct Case
{
    const char *name;
    std::function<HistoryQuery()> ask;
    std::function<QByteArray(const HistoryQuery &)> sql; // what a person would type into the sqlite3 shell for it
};

constexpr int kQueries = 300;

const QByteArray kSelect = "SELECT c.*, p.*, r.*, f.* FROM command c JOIN place p ON p.id=c.place_id JOIN run r ON r.id=c.run_id JOIN folder f ON f.id=c.folder_id ";

QByteArray matchOf(const HistoryQuery &query)
{
    QByteArray match;
    for (const QByteArray &word : QByteArray::fromStdString(query.text).split(' '))
        match += (match.isEmpty() ? "\"" : " AND \"") + word + "\"*";
    return "c.id IN (SELECT rowid FROM command_words WHERE command_words MATCH '" + match + "')";
}

std::vector<double> shellTimes(const QString &path, const QByteArray &input)
{
    QProcess shell;
    shell.start(QStringLiteral("sqlite3"), {QStringLiteral("-readonly"), path});
    shell.write(".timer on\n.output /dev/null\n" + input);
    shell.closeWriteChannel();
    shell.waitForFinished(-1);
    std::vector<double> times;
    static const QRegularExpression real(QStringLiteral("Run Time: real [0-9.]+ user ([0-9.]+) sys ([0-9.]+)"));
    for (auto match = real.globalMatch(QString::fromUtf8(shell.readAllStandardOutput())); match.hasNext();) {
        const auto one = match.next();
        times.push_back((one.captured(1).toDouble() + one.captured(2).toDouble()) * 1000);
    }
    return times;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    QTemporaryDir temporary;
    const QString folder = argc > 2 ? QString::fromLocal8Bit(argv[2]) : temporary.path();

    Generator generator;
    std::vector<CommandRecord> records;
    for (std::size_t i = 0; i < rows; ++i)
        records.push_back(generator.next());

    std::printf("%zu rows\n", rows);
    const std::vector<CommandRecord> some(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(rows / 5));
    const auto insert = [&](const char *name, const QString &at, const std::vector<CommandRecord> &all) {
        const Rate berth = berthInserts(at + QStringLiteral("-berth.db"), all);
        const Rate shell = shellInserts(at + QStringLiteral("-shell.db"), all);
        std::printf("| %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f |\n", name, berth.wall, shell.wall, berth.wall / shell.wall, berth.cpu, shell.cpu, berth.cpu / shell.cpu);
        std::fflush(stdout);
        QFile::remove(at + QStringLiteral("-shell.db"));
    };
    const QString path = folder + QStringLiteral("/all-berth.db");
    if (!QFile::exists(path)) {
        std::printf("\n| insert | Berth, rows/s | sqlite3 shell | ratio | per CPU second: Berth | sqlite3 shell | ratio |\n|---|---:|---:|---:|---:|---:|---:|\n");
        for (int round = 1; round <= 3; ++round) {
            const QString part = folder + QStringLiteral("/part%1").arg(round);
            insert(("a fifth, round " + std::to_string(round)).c_str(), part, some);
            QFile::remove(part + QStringLiteral("-berth.db"));
        }
        insert("all", folder + QStringLiteral("/all"), records);
    }

    const auto word = [&] { return generator.words()[zipf(generator.words().size())]; };
    const auto frequent = [&] { return generator.words()[zipf(60)]; };
    const auto make = [](auto change) {
        HistoryQuery query;
        change(query);
        return query;
    };
    const auto order = QByteArray(" ORDER BY c.id DESC LIMIT 100;\n");
    const auto words = [&](const HistoryQuery &query) { return kSelect + "WHERE " + matchOf(query) + order; };
    const auto container = [&] { return generator.words()[(zipf(60) + 1) * 7]; };
    const auto fuzzySql = [&](const HistoryQuery &query) {
        QByteArray like = "%";
        for (const char c : query.text)
            like += c == ' ' ? QByteArray() : QByteArray(1, c) + '%';
        return kSelect + "WHERE c.command LIKE '" + like + "'" + order;
    };
    const std::vector<Case> cases{
        {"newest", [&] { return HistoryQuery(); }, [&](const HistoryQuery &) { return kSelect + order; }},
        {"one word", [&] { return make([&](auto &q) { q.text = word(); }); }, words},
        {"two words", [&] { return make([&](auto &q) { q.text = frequent() + " " + word(); }); }, words},
        {"beginning of a word, 2 or 3 letters", [&] { return make([&](auto &q) { q.text = word().substr(0, 2 + g_random() % 2); }); }, words},
        {"one letter", [&] { return make([&](auto &q) { q.text = word().substr(0, 1); }); }, words},
        {"word that is not there", [&] { return make([&](auto &q) { q.text = frequent() + " qqq" + word(); }); }, words},
        {"container", [&] { return make([&](auto &q) { q.container = container(); }); },
         [&](const HistoryQuery &q) { return kSelect + "WHERE p.container_name LIKE '" + QByteArray::fromStdString(*q.container) + "%'" + order; }},
        {"container and word", [&] { return make([&](auto &q) { q.container = container(); q.text = word(); }); },
         [&](const HistoryQuery &q) { return kSelect + "WHERE p.container_name LIKE '" + QByteArray::fromStdString(*q.container) + "%' AND " + matchOf(q) + order; }},
        {"folder and frequent word, failed", [&] { return make([&](auto &q) { q.cwd = "/home/ada/" + generator.words()[zipf(300)]; q.text = frequent(); q.failedOnly = true; }); },
         [&](const HistoryQuery &q) { return kSelect + "WHERE f.path = '" + QByteArray::fromStdString(*q.cwd) + "' AND c.exit_code <> 0 AND " + matchOf(q) + order; }},
        {"last day, failed", [&] { return make([&](auto &q) { q.failedOnly = true; q.since = base::WallTime(std::chrono::milliseconds(generator.now() - 86'400'000)); }); },
         [&](const HistoryQuery &) { return kSelect + "WHERE c.exit_code <> 0 AND c.start_ms >= " + QByteArray::number(qlonglong(generator.now() - 86'400'000)) + order; }},
        {"distinct, beginning of a word", [&] { return make([&](auto &q) { q.distinct = true; q.text = frequent().substr(0, 3); }); },
         [&](const HistoryQuery &q) { return "SELECT c.command, count(*), max(c.id) FROM command c WHERE " + matchOf(q) + " GROUP BY c.command ORDER BY 3 DESC LIMIT 100;\n"; }},
        {"fuzzy, 3 to 6 letters", [&] { return make([&](auto &q) { q.match = HistoryQuery::Match::Fuzzy; q.text = frequent().substr(0, 2) + word().substr(0, 1 + g_random() % 4); }); }, fuzzySql},
        {"fuzzy, two words, distinct", [&] { return make([&](auto &q) { q.match = HistoryQuery::Match::Fuzzy; q.distinct = true; q.text = frequent() + " " + word().substr(0, 3); }); }, fuzzySql},
        {"fuzzy in a container", [&] { return make([&](auto &q) { q.match = HistoryQuery::Match::Fuzzy; q.container = container(); q.text = frequent().substr(0, 3); }); },
         [&](const HistoryQuery &q) { return QByteArray(fuzzySql(q)).replace("WHERE ", "WHERE p.container_name LIKE '" + QByteArray::fromStdString(*q.container) + "%' AND "); }},
    };
    std::printf("\nfile: %.0f MiB\n\n| search, ms | p50 | p99 | max | CPU p50 | CPU p99 | sqlite3 CPU p50 | p99 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n", double(QFileInfo(path).size()) / (1 << 20));
    auto store = open(path);
    Times all, allCpu;
    for (const Case &each : cases) {
        if (argc > 3 && !std::strstr(each.name, argv[3]))
            continue;
        Times berth, cpu;
        QByteArray sql;
        for (int i = 0; i < kQueries; ++i) {
            const HistoryQuery query = each.ask();
            if (i % 10 == 0) // the shell's slow scans would take an hour
                sql += each.sql(query);
            std::promise<void> done;
            QElapsedTimer timer;
            timer.start();
            const double before = cpuSeconds(RUSAGE_SELF);
            store->search(query, [&](const auto &found) {
                if (!found)
                    std::fprintf(stderr, "history_bench: %s\n", found.error().detail.c_str());
                done.set_value();
            });
            done.get_future().wait();
            berth.ms.push_back(double(timer.nsecsElapsed()) / 1e6);
            cpu.ms.push_back((cpuSeconds(RUSAGE_SELF) - before) * 1e3);
        }
        all.ms.insert(all.ms.end(), berth.ms.begin(), berth.ms.end());
        allCpu.ms.insert(allCpu.ms.end(), cpu.ms.begin(), cpu.ms.end());
        Times shell{shellTimes(path, sql)};
        std::printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", each.name, berth.at(0.5), berth.at(0.99), berth.at(1), cpu.at(0.5), cpu.at(0.99), shell.at(0.5), shell.at(0.99));
        std::fflush(stdout);
    }
    std::printf("| all | %.2f | %.2f | %.2f | %.2f | %.2f | | |\n", all.at(0.5), all.at(0.99), all.at(1), allCpu.at(0.5), allCpu.at(0.99));
    return 0;
}

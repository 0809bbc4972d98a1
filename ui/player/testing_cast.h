// A recording made by hand, for the tests and pictures of the player.
#pragma once
#include "core/recording/cast_event.h"
#include "core/recording/note.h"

#include <QFile>
#include <string>

namespace ui::player::testing {

class SampleCast
{
public:
    SampleCast() : m_text("{\"version\":2,\"width\":96,\"height\":26,\"timestamp\":1795788202,\"title\":\"shop-api · shop/api:dev\",\"env\":{\"SHELL\":\"bash\",\"TERM\":\"xterm-256color\"}}\n") {}

    void out(core::recording::Time at, const std::string &data) { core::recording::appendEvent(m_text, {at, core::recording::code::kOutput, data}); }
    void command(core::recording::Time at, const std::string &text, int exit, const std::string &output, std::chrono::milliseconds took)
    {
        using namespace core::recording;
        ++m_number;
        out(at, text + "\r\n");
        appendEvent(m_text, {at, code::kBerth, noteText(CommandBegan{m_number, text, "/srv/app", 1, 1, 15})});
        appendEvent(m_text, {at, code::kMarker, markerLabel(text)});
        out(at + took / 2, output);
        appendEvent(m_text, {at + took, code::kBerth, noteText(CommandEnded{m_number, exit, took})});
        out(at + took, "\x1b[32mapp\x1b[0m:\x1b[34m/srv/app\x1b[0m$ ");
    }
    bool write(const QString &path) const
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(m_text.data(), qint64(m_text.size())) == qint64(m_text.size());
    }

private:
    std::string m_text;
    std::uint64_t m_number = 0;
};

inline bool writeSample(const QString &path)
{
    using namespace std::chrono_literals;
    SampleCast cast;
    cast.out(0s, "\x1b[32mapp\x1b[0m:\x1b[34m/srv/app\x1b[0m$ ");
    cast.command(3s, "git status -sb", 0, "## main...origin/main\r\n \x1b[31mM\x1b[0m src/orders.py\r\n", 120ms);
    cast.command(12s, "pytest -q tests/test_orders.py", 1,
                 "\x1b[31m.F..\x1b[0m                                                                     [100%]\r\n"
                 "=================================== FAILURES ===================================\r\n"
                 "\x1b[31m______________________________ test_total_with_tax ______________________________\x1b[0m\r\n"
                 "    assert total([Item(3, 2)], tax=0.2) == 7.2\r\n\x1b[31mE   assert 6.0 == 7.2\x1b[0m\r\n"
                 "\x1b[31m1 failed\x1b[0m, \x1b[32m3 passed\x1b[0m in 0.31s\r\n", 1900ms);
    cast.command(30s, "sed -i 's/return s/return s * (1 + tax)/' src/orders.py", 0, "", 40ms);
    cast.command(41s, "pytest -q tests/test_orders.py", 0, "\x1b[32m....\x1b[0m                                                                     [100%]\r\n\x1b[32m4 passed\x1b[0m in 0.28s\r\n", 1700ms);
    cast.command(55s, "docker compose exec db pg_isready", 2, "db:5432 - \x1b[31mno response\x1b[0m\r\n", 600ms);
    cast.command(64s, "ls", 0, "Dockerfile  README.md  \x1b[1;34msrc\x1b[0m  \x1b[1;34mtests\x1b[0m\r\n", 30ms);
    cast.command(78s, "git commit -am 'Tax is part of the total'", 0, "[main 4f1c2aa] Tax is part of the total\r\n 1 file changed, 1 insertion(+), 1 deletion(-)\r\n", 250ms);
    return cast.write(path);
}

inline bool writePlain(const QString &path)
{
    using namespace std::chrono_literals;
    SampleCast cast;
    cast.out(500ms, "$ echo hello\r\nhello\r\n$ ");
    cast.out(9s, "exit\r\n");
    return cast.write(path);
}

} // namespace ui::player::testing

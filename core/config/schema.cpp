#include "core/config/settings.h"

#include <algorithm>
#include <cctype>

namespace core::config {
namespace {

Spec flag(const char *key, bool value, const char *doc)
{
    return {key, Type::Bool, value, 0, 0, "", "", doc};
}
Spec integer(const char *key, std::int64_t value, double low, double high, const char *unit, const char *doc)
{
    return {key, Type::Integer, value, low, high, unit, "", doc};
}
Spec real(const char *key, double value, double low, double high, const char *unit, const char *doc)
{
    return {key, Type::Real, value, low, high, unit, "", doc};
}
Spec text(const char *key, const char *value, const char *doc)
{
    return {key, Type::Text, std::string(value), 0, 0, "", "", doc};
}
Spec choice(const char *key, const char *value, const char *choices, const char *doc)
{
    return {key, Type::Choice, std::string(value), 0, 0, "", choices, doc};
}

const std::vector<Spec> &table()
{
    static const std::vector<Spec> specs{
        integer("terminal.scrollback_lines", 10'000, 0, 10'000'000, "lines", "Lines kept above the screen, per tab."),
        integer("terminal.scrollback_mib", 64, 1, 4096, "MiB", "Memory for those lines, per tab; whichever limit is reached first."),
        text("terminal.font_family", "JetBrains Mono", "The font; a missing one is replaced by the system's monospaced font."),
        real("terminal.font_size", 10, 5, 72, "points", "Size of the font before zooming."),
        flag("terminal.cursor_blink", true, "Whether the cursor may blink; a program can still ask for one that does not."),
        flag("terminal.text_blink", true, "Whether text that is marked as blinking does, while the window has the focus."),
        flag("terminal.ligatures", false, "Draws symbols that belong together as the font joins them, such as => and !=."),
        flag("terminal.smooth_scroll", true, "The wheel and the touchpad scroll by pixels instead of whole rows."),
        choice("terminal.bell", "visual", "none|visual|audible", "What a tab does when its program rings the bell, besides a mark on the tab."),
        integer("terminal.glyph_cache_mib", 8, 1, 1024, "MiB", "Memory for pictures of characters, per tab."),
        flag("terminal.bold_is_bright", false, "Bold text in one of the first eight colours takes the bright one."),
        flag("terminal.copy_on_select", false, "Selecting copies to the clipboard."),
        text("terminal.shell", "", "The shell of new tabs; empty for the login shell."),
        flag("terminal.shell_integration", true,
             "Starts bash, zsh and fish with the scripts that mark prompts and commands; needed for blocks and history."),
        integer("terminal.frame_interval_ms", 16, 4, 1000, "ms", "Shortest time between two pictures of a tab while output flows."),
        integer("terminal.padding_px", 8, 0, 64, "pixels", "Space around the text."),
        choice("terminal.ambiguous_width", "narrow", "narrow|wide",
               "Columns of characters that Unicode calls ambiguous, such as Greek letters and line drawing; wide is two, as East Asian fonts have it."),
        flag("terminal.checksum_reports", false,
             "Answers DECRQCRA, so that conformance suites can check the screen; a program could also read what others left on it."),
        flag("terminal.confirm_multiline_paste", true, "Shows a preview before text of several lines, or much of it, is pasted."),
        integer("terminal.paste_confirm_kib", 5, 1, 1024, "KiB", "From this size on a paste counts as much."),
        integer("terminal.string_kib", 1024, 4, 65'536, "KiB", "Longest string of one control sequence (OSC, DCS, …) that a program may send; a longer one is dropped whole."),
        integer("terminal.links", 4096, 0, 1'000'000, "links", "Targets of hyperlinks (OSC 8) kept, per tab; for a new one the older half is forgotten."),
        integer("terminal.synchronized_ms", 150, 10, 10'000, "ms", "Longest time for which a program may hold the picture back while it draws (synchronized output)."),
        integer("terminal.clipboard_kib", 512, 1, 49'152, "KiB", "Most text that a program may put on the clipboard at once; more is refused and said. terminal.string_kib bounds it too."),
        choice("terminal.osc52", "ask", "ask|allow|deny", "Whether a program may write the clipboard (OSC 52). Reading it is never allowed."),

        integer("blocks.notify_after_s", 10, 0, 86'400, "s",
                "A command that took at least this long and ends while its tab or the window is not in front is announced by the desktop; 0: never."),
        text("blocks.notify_skip",
             "vi vim nvim view nano emacs micro hx less more most man top htop btop watch ssh mosh tmux screen zellij su",
             "Programs that a person ends: nothing is announced when they do. Names, parted by blanks."),

        flag("window.confirm_close", true, "Asks before a tab with a running program is closed."),
        choice("window.restore", "window", "nothing|window|tabs",
               "What comes back at the next start. window: its size and panels. tabs: also tabs and splits, with shells in the same folders and containers; no command runs again."),
        integer("window.closed_tabs", 10, 0, 100, "tabs", "Closed tabs that can be reopened, with their last 2000 lines above the new shell."),
        flag("window.alt_digits", true, "Alt+1 to Alt+9 go to a tab; off: the program in the terminal gets these keys."),
        choice("window.theme", "system", "system|dark|light", "Colours of the window."),
        flag("window.show_containers", true, "Whether the containers panel is open."),
        flag("window.show_assistant", true, "Whether the assistant panel is open."),
        integer("window.columns", 120, 20, 500, "columns", "Width of a new window."),
        integer("window.rows", 34, 5, 300, "rows", "Height of a new window."),

        flag("containers.discover", true, "Looks for Docker and Podman on this machine at start."),
        flag("containers.start_podman", true, "Starts Podman's API service when Podman is installed and nothing answers. Takes effect at the next start."),
        text("containers.preferred_shell", "", "The shell tried first inside a container; empty for bash, zsh, ash, sh."),
        real("containers.actions_per_second", 10, 0.1, 10'000, "per second",
             "Actions (start, remove, pull, a shell, …) that each engine is asked for; the window, whole Compose projects and berthctl are counted apart. What is beyond waits its turn and says so."),
        integer("containers.actions_at_once", 120, 1, 100'000, "actions", "So many begin without waiting after a pause."),
        integer("containers.actions_waiting", 5000, 1, 100'000, "actions",
                "Most actions that wait for an engine; more are refused, and a whole Compose project that has more before any of it begins."),

        flag("assistant.enabled", true, "Off: no assistant is shown and its process does not run."),
        choice("assistant.provider", "rules", "rules|openai", "rules: offline hints only. openai: also a model behind an OpenAI-compatible endpoint."),
        text("assistant.base_url", "", "The endpoint, e.g. http://127.0.0.1:11434/v1."),
        text("assistant.model", "", "The model's name at that endpoint."),
        text("assistant.api_key_file", "", "A file that holds the endpoint's key: yours, and readable by nobody else (mode 0600)."),
        text("assistant.api_key_env", "", "The environment variable that holds the endpoint's key."),
        flag("assistant.use_keychain", true, "Reads the key from the system's keychain when neither file nor variable is named."),
        integer("assistant.max_output_tokens", 1024, 16, 131'072, "tokens", "Longest answer."),
        integer("assistant.timeout_ms", 60'000, 1000, 3'600'000, "ms", "Longest silence of the endpoint before an answer is given up."),
        integer("assistant.cooldown_ms", 3000, 0, 600'000, "ms", "Shortest time between two hints in one tab."),
        integer("assistant.typing_pause_ms", 2000, 0, 60'000, "ms", "No hint appears until nothing was typed for so long."),
        integer("assistant.context_blocks", 3, 0, 20, "blocks", "Commands before the current one that a question may show to the model."),
        integer("assistant.context_bytes", 24'576, 1024, 262'144, "bytes", "Longest text that a question may show to the model."),
        integer("assistant.heartbeat_ms", 30'000, 50, 3'600'000, "ms", "How often the assistant's process is asked whether it is well."),
        integer("assistant.restart_max_ms", 30'000, 100, 600'000, "ms", "Longest wait before the assistant's process is started again."),

        text("attach.listen", "127.0.0.1:0", "Address and port for browsers; port 0 takes a free one. Nothing listens until something is shared."),
        integer("attach.link_lifetime_min", 60, 1, 10'080, "min", "How long a link works."),
        integer("attach.max_viewers", 100, 1, 10'000, "viewers", "Viewers of one link at the same time. Takes effect at the next start."),
        text("attach.extra_hosts", "", "Further Host names that are accepted, with port, separated by commas. Takes effect at the next start."),
        text("attach.extra_origins", "", "Further Origins that are accepted, exact, separated by commas. Takes effect at the next start."),
        integer("attach.ring_kib", 4096, 64, 1'048'576, "KiB", "Output kept per shared tab, so that a viewer who lost the connection can go on; one further behind gets a fresh picture."),
        integer("attach.viewer_behind_kib", 1024, 16, 1'048'576, "KiB", "Output on its way to a viewer that it has not acknowledged yet; more waits. Takes effect at the next start."),

        flag("history.enabled", true, "Keeps every command with folder, result, duration and container."),
        flag("history.ignore_space", true, "A command typed with a leading space is not kept."),
        text("history.exclude_containers", "", "Containers whose commands are not kept, by name, separated by commas; * and ? stand for any text and any character. "
             "A container with the label berth.history=off is left out too."),
        integer("history.keep_output_kib", 4, 0, 16, "KiB", "End of each command's output that is kept with it, secrets masked; 0 keeps none."),
        integer("history.retention_days", 0, 0, 36'500, "days", "Older commands are removed; 0 keeps them. Takes effect at the next start."),
        integer("history.max_mib", 1024, 8, 1'048'576, "MiB", "Size of the history: beyond it kept output is removed first, then the oldest commands. Takes effect at the next start."),
        flag("history.ctrl_r", false, "Ctrl+R at a prompt opens Berth's search through the history; off: the shell's own. Ctrl+Shift+Y always does."),

        integer("recording.max_mib", 256, 1, 1'048'576, "MiB", "Longest recording of a session; it ends there and says so. Takes effect at the next start."),
        integer("recording.keep_days", 0, 0, 36'500, "days", "Recordings in the data folder that are older are removed; 0 keeps them. Takes effect at the next start."),
        integer("recording.total_mib", 4096, 0, 1'048'576, "MiB", "Room for all recordings in the data folder together; the oldest are removed first. 0 sets no limit. Takes effect at the next start."),
        integer("recording.idle_limit_ms", 2000, 0, 3'600'000, "ms", "Longest pause when a recording is played; 0 keeps every pause as it was."),

        text("host.metrics_listen", "",
             "Address and port of this machine, such as 127.0.0.1:9180, at which /metrics is served to Prometheus; empty: nowhere. Takes effect at the next start. Whoever can connect there reads the names of containers and what they use."),
        real("host.requests_per_second", 10, 0.1, 10'000, "per second",
             "Requests of berthctl that cost more than a list; one that comes too early is refused and told when to come again. Takes effect at the next start."),
        integer("host.requests_at_once", 40, 1, 100'000, "requests", "So many are answered at once after a pause. Takes effect at the next start."),
        integer("host.shutdown_ms", 3000, 100, 60'000, "ms", "Longest time for saving and closing when the program ends."),
        choice("log.level", "warning", "debug|info|warning|critical", "What is worth a line in the log. Takes effect at the next start."),
        text("log.file", "", "A file that gets the log as JSON lines; empty for none. Takes effect at the next start."),
    };
    return specs;
}

} // namespace

std::span<const Spec> schema()
{
    return table();
}

const Spec *findSpec(std::string_view key)
{
    const auto found = std::ranges::find(table(), key, [](const Spec &s) { return std::string_view(s.key); });
    return found == table().end() ? nullptr : &*found;
}

std::string environmentName(std::string_view key)
{
    std::string name = "BERTH_";
    for (const char c : key)
        name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

} // namespace core::config

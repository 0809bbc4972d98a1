#include "core/telemetry/redactor.h"

#include "core/telemetry/password_options.h"
#include "core/telemetry/secret_names.h"
#include "core/telemetry/shell_text.h"
#include "core/telemetry/token_shapes.h"

#include <algorithm>
#include <array>

namespace core::telemetry {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMostRandom = 256; // of what may be random

bool equalsNoCase(std::string_view a, std::string_view lower)
{
    return std::ranges::equal(a, lower, [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

// What the system says about a file (strerror(3)): then the word before the colon names one, and is no key with a value.
bool isErrorSentence(std::string_view text)
{
    static constexpr std::string_view kSentences[] = {" Permission denied", " No such file or directory", " Not a directory", " Is a directory",
                                                      " Operation not permitted", " File exists", " Read-only file system", " Text file busy",
                                                      " command not found", " not found", " cannot open"};
    return std::ranges::any_of(kSentences, [text](std::string_view sentence) {
        return text.starts_with(sentence) && (text.size() == sentence.size() || !isName(text[sentence.size()]));
    });
}

// One pass from left to right. Each step either copies at least one byte or replaces a secret; what a failed look ahead
// has read is remembered, so that no stretch is read more than a few times: linear in the text.
class Pass
{
public:
    explicit Pass(std::string_view text) : m_text(text), m_shell(text) { m_out.reserve(text.size()); }

    Redaction run()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isName(c)) {
                word();
                continue;
            }
            if (c == '\n' || c == ';' || c == '|' || c == '&')
                beginCommand();
            if (c == ':' && m_text.substr(m_at).starts_with("://"))
                url();
            else
                copyTo(m_at + 1);
        }
        return {std::move(m_out), m_spans.size(), std::move(m_spans)};
    }

private:
    char at(std::size_t i) const { return m_shell.at(i); }

    void copyTo(std::size_t end)
    {
        m_out.append(m_text.substr(m_at, end - m_at));
        seeQuotes(end);
        m_at = end;
    }

    // Which quote is open at m_at, as a shell reads the line; in prose an apostrophe opens one until the line ends.
    void seeQuotes(std::size_t end)
    {
        for (std::size_t i = m_at; i < end; ++i) {
            const char c = m_text[i];
            if (c == '\n')
                m_quote = '\0';
            else if (c == '\\' && m_quote != '\'')
                ++i;
            else if (m_quote == '\0' && isQuote(c))
                m_quote = c;
            else if (c == m_quote)
                m_quote = '\0';
        }
    }

    void replaceTo(std::size_t end)
    {
        if (m_text.substr(m_at).starts_with(kRedacted)) { // redacting twice is redacting once
            copyTo(std::max(end, m_at + kRedacted.size()));
            return;
        }
        if (const Span key = privateKeyIn(m_at, end); key.end > end) // a value that is a key
            end = key.end;
        m_out += kRedacted;
        m_spans.push_back({m_at, end});
        seeQuotes(end);
        m_at = end;
    }

    void word()
    {
        std::size_t end = std::max(m_at, m_wordEnd); // what is left of a word behind a token
        while (end < m_text.size() && isName(m_text[end]))
            ++end;
        m_wordEnd = end;
        const std::string_view whole = m_text.substr(m_at, end - m_at);
        const Span key = privateKeyIn(m_at, end);
        if (shapes(key.end > 0 ? key.begin : end))
            return;
        if (key.end > 0) {
            copyTo(key.begin);
            replaceTo(key.end);
            return;
        }
        if (option(whole, end))
            return;
        copyTo(end);
        if (const Program program = programOf(whole, m_program); program != Program::Other)
            m_program = program;
        const bool isSet = equalsNoCase(whole, "set") || equalsNoCase(whole, "setx") || equalsNoCase(whole, "setenv");
        if (!authorization(whole) && !cookie(whole) && !openSslPass(whole) && !sqlPassword(whole) && !setting(whole))
            value(whole);
        m_afterSet = isSet || (m_afterSet && whole.starts_with('-'));
        m_afterBy = equalsNoCase(whole, "by") || equalsNoCase(whole, "with");
    }

    void beginCommand()
    {
        m_program = Program::Other;
        m_afterSet = m_afterBy = false;
    }

    // The first private key whose mark begins in [from, to), to its end; {0, 0}: none. RFC 7468: certificates and public
    // keys are no secrets.
    Span privateKeyIn(std::size_t from, std::size_t to)
    {
        constexpr std::string_view kBegin = "-----BEGIN", kEnd = "-----END", kDashes = "-----";
        constexpr std::size_t kLongestLabel = 80;
        if (to <= m_noKeyBefore)
            return {};
        const std::string_view range = m_text.substr(0, to + kBegin.size() - 1);
        for (std::size_t begin = range.find(kBegin, from); begin != kNone; begin = range.find(kBegin, begin + kBegin.size())) {
            if (m_key.end > 0 && m_key.begin == begin)
                return m_key; // its end may be far
            const std::string_view label = m_text.substr(begin, kLongestLabel);
            const std::size_t line = label.find(kDashes, kBegin.size());
            if (line == kNone || label.substr(0, line).find("PRIVATE KEY") == kNone)
                continue;
            const std::size_t endMark = m_text.find(kEnd, begin);
            const std::size_t close = endMark == kNone ? kNone : m_text.find(kDashes, endMark + kEnd.size());
            m_key = {begin, close == kNone ? m_text.size() : close + kDashes.size()}; // a cut-off key is still a key
            return m_key;
        }
        m_noKeyBefore = to;
        return {};
    }

    // Up to `end`, where the word ends or a key begins. Tokens start where a word starts, or after a dash within one ("x-ghp_…").
    bool shapes(std::size_t end)
    {
        for (std::size_t i = m_at; i < end; ++i) {
            if (i > m_at && (isAlnum(m_text[i - 1]) || m_text[i - 1] == '_'))
                continue;
            std::size_t length = tokenLength(m_text.substr(i));
            if (!length && i >= m_noJwtBefore) {
                std::size_t looked = 0;
                length = jwtLength(m_text.substr(i), looked);
                m_noJwtBefore = i + looked;
            }
            if (length) {
                copyTo(i);
                replaceTo(std::min(i + length, end));
                return true;
            }
        }
        return false;
    }

    // mysql -pSECRET; sshpass -p SECRET; docker login -p SECRET; curl -u user:SECRET; smbclient -U user%SECRET; …
    bool option(std::string_view whole, std::size_t end)
    {
        if (m_at > 0 && !isBlank(m_text[m_at - 1]))
            return false;
        const PasswordOption option = passwordOption(m_program, whole);
        if (option.secret == Secret::None)
            return false;
        const bool inThisWord = isQuote(at(end)) || (option.attachedAt > 0 && option.attachedAt < whole.size());
        if (option.attachedAt > 0 && !inThisWord)
            return false;
        if (inThisWord && isPortMapping(m_at + option.attachedAt))
            return false;
        if (!inThisWord && !isBlank(at(end)))
            return false;
        copyTo(inThisWord && option.attachedAt > 0 ? m_at + option.attachedAt : end);
        if (!inThisWord)
            skipBlanks();
        const ShellText::Opening opening = m_shell.openingAt(m_at);
        copyTo(opening.end);
        const char quote = opening.quote;
        std::size_t stop = quote ? m_shell.quotedEnd(m_at, quote, opening.escapes) : m_shell.wordEnd(m_at);
        if (!isReference(at(m_at), at(m_at + 1)) && !m_quote)
            stop = m_shell.shellWordEnd(stop, quote);
        if (option.secret != Secret::Whole) {
            const std::size_t sign = m_text.substr(m_at, stop - m_at).find(option.secret == Secret::AfterColon ? ':' : '%');
            copyTo(sign == kNone ? stop : m_at + sign + 1);
        }
        const bool isOption = !inThisWord && at(m_at) == '-' && !quote; // the value was left out
        if (m_at < stop && !isOption && !isReference(at(m_at), at(m_at + 1)))
            replaceTo(stop);
        return true;
    }

    // "docker run --name mysql -p3306:3306": digits, a colon, digits.
    bool isPortMapping(std::size_t i) const
    {
        const auto digits = [&] {
            const std::size_t from = i;
            while (at(i) >= '0' && at(i) <= '9')
                ++i;
            return i > from;
        };
        return digits() && at(i++) == ':' && digits() && (at(i) == '\0' || at(i) == '/' || endsWord(at(i)));
    }

    // "Cookie: a=1; b=2", "Set-Cookie: …" (RFC 6265): all of it, to the end of the line or of the quoted header.
    bool cookie(std::string_view whole)
    {
        if ((!equalsNoCase(whole, "cookie") && !equalsNoCase(whole, "set-cookie")) || at(m_at) != ':')
            return false;
        copyTo(m_at + 1);
        skipBlanks();
        std::size_t stop = m_at;
        while (stop < m_text.size() && m_text[stop] != '\n' && m_text[stop] != '\r' && !isQuote(m_text[stop]))
            ++stop;
        if (stop > m_at && !isReference(at(m_at), at(m_at + 1)))
            replaceTo(stop);
        return true;
    }

    // openssl … -passin pass:SECRET
    bool openSslPass(std::string_view whole)
    {
        if (m_program != Program::OpenSsl || whole != "pass" || at(m_at) != ':')
            return false;
        const ShellText::Opening opening = m_shell.openingAt(m_at + 1);
        copyTo(opening.end);
        if (isReference(at(m_at), at(m_at + 1)))
            return true;
        const std::size_t stop = opening.quote ? m_shell.quotedEnd(m_at, opening.quote, opening.escapes) : m_shell.wordEnd(m_at);
        if (stop > m_at)
            replaceTo(m_quote && !opening.quote ? stop : m_shell.shellWordEnd(stop, opening.quote));
        return true;
    }

    // IDENTIFIED BY 'SECRET', WITH PASSWORD 'SECRET'; mysqladmin password SECRET
    bool sqlPassword(std::string_view whole)
    {
        const bool isPassword = equalsNoCase(whole, "password");
        const bool quoted = isQuote(at(m_at + 1)) || (at(m_at + 1) == '\\' && isQuote(at(m_at + 2)));
        const bool admin = isPassword && m_program == Program::MySql;
        const bool sql = quoted && ((equalsNoCase(whole, "by") && m_lastWord == LastWord::Identified) || (isPassword && m_afterBy));
        m_lastWord = equalsNoCase(whole, "identified") ? LastWord::Identified : LastWord::Other;
        if (at(m_at) != ' ' || (!admin && !sql))
            return false;
        return nextWord();
    }

    // set NAME SECRET, as fish, csh, aws configure, npm config and git config write it.
    bool setting(std::string_view name)
    {
        return m_afterSet && isBlank(at(m_at)) && kindOfName(name) != NameKind::Plain && nextWord();
    }

    bool nextWord()
    {
        std::size_t i = m_at;
        while (isBlank(at(i)))
            ++i;
        while (at(i) == '\\')
            ++i;
        const char quote = isQuote(at(i)) ? at(i) : '\0';
        if (quote)
            ++i;
        const std::size_t stop = quote ? m_shell.quotedEnd(i, quote) : m_shell.valueEnd(i);
        if (stop == i || at(i) == '-' || at(i) == '=' || at(i) == ':' || (quote != '\'' && isReference(at(i), at(i + 1))) || isNothing(m_text.substr(i, stop - i)))
            return false;
        copyTo(i);
        replaceTo(stop);
        return true;
    }

    // "Authorization: Bearer X", "Bearer X" alone (RFC 6750), "Authorization: Basic X".
    bool authorization(std::string_view whole)
    {
        const bool header = (equalsNoCase(whole, "authorization") || equalsNoCase(whole, "proxy-authorization"));
        if (header) {
            std::size_t i = m_at;
            while (isBlank(at(i)) || isQuote(at(i)))
                ++i;
            if (at(i) != ':' && at(i) != '=')
                return false;
            ++i;
            while (isBlank(at(i)) || isQuote(at(i)))
                ++i;
            const std::size_t scheme = i;
            while (isAlnum(at(i)))
                ++i;
            if (isBlank(at(i)) && i > scheme) { // "Bearer", "Basic", "token"
                while (isBlank(at(i)))
                    ++i;
            } else {
                i = scheme; // no scheme: all of it is the credential
            }
            const std::size_t stop = m_shell.wordEnd(i);
            if (stop == i || isReference(at(i), at(i + 1)))
                return false;
            copyTo(i);
            replaceTo(stop);
            return true;
        }
        if (!equalsNoCase(whole, "bearer") || !isBlank(at(m_at)))
            return false;
        std::size_t i = m_at;
        while (isBlank(at(i)))
            ++i;
        const std::size_t stop = m_shell.wordEnd(i);
        if (stop - i < 16 || !looksRandom(m_text.substr(i, std::min(stop - i, kMostRandom))))
            return false;
        copyTo(i);
        replaceTo(stop);
        return true;
    }

    // NAME=VALUE, "name": "value", name: value, --name value, with a telling name.
    void value(std::string_view name)
    {
        std::size_t i = m_at;
        const bool escaped = at(i) == '\\' && isQuote(at(i + 1)); // JSON in a string
        if (escaped || isQuote(at(i)))
            i += escaped ? 2 : 1; // the end of a quoted name
        const std::size_t afterName = i;
        while (isBlank(at(i)))
            ++i;
        const char sign = at(i);
        const bool option = name.starts_with("--") && i > afterName && sign != '=';
        if (option) {
            if (sign == '-' || sign == '\0' || sign == '\n')
                return;
        } else {
            const bool appends = sign == '+' && i == afterName && at(i + 1) == '=';
            if (appends)
                ++i;
            const bool isPath = at(i + 1) == '/' && !(sign == '=' && i == afterName); // a shell's value may begin with it
            if ((sign != '=' && sign != ':' && !appends) || at(i + 1) == '=' || at(i + 1) == ':' || isPath)
                return;
            ++i;
            if (sign == ':' && isErrorSentence(m_text.substr(std::min(i, m_text.size()))))
                return; // a file that is spoken of: "/etc/passwd: Permission denied"
            if (sign == ':' && isPlaceInFile(name, i))
                return;
        }
        const NameKind kind = isSignature(name) ? NameKind::Token : kindOfName(name);
        if (kind == NameKind::Plain || (sign == ':' && isOutcome(name)) || (option && isQuestion(name)))
            return;
        const bool tight = (sign == '=' || sign == '+') && i <= afterName + 2 && at(i - 1) == '=' && !isBlank(at(i)); // as a shell assigns
        while (isBlank(at(i)))
            ++i;

        const char around = at(m_at) == m_quote ? '\0' : m_quote; // "NAME=value" in quotes as a whole
        if (around && at(i) == around)
            return; // nothing but the quote's end
        if (escaped && at(i) == '\\' && isQuote(at(i + 1))) {
            const std::size_t end = std::min(m_text.find_first_of("\\\n", i + 2), m_text.size());
            if (end == i + 2 || isReference(at(i + 2), at(i + 3)) || isNothing(m_text.substr(i + 2, end - i - 2)))
                return;
            copyTo(i + 2);
            return replaceTo(end);
        }
        const ShellText::Opening opening = m_shell.openingAt(i);
        const char quote = opening.quote;
        i = opening.end;
        if (quote != '\'' && isReference(at(i), at(i + 1)))
            return;
        const std::size_t begin = m_at - name.size();
        const bool isWhole = around && tight && begin > 0 && m_text[begin - 1] == around;
        std::size_t stop = quote ? m_shell.quotedEnd(i, quote, opening.escapes) : isWhole ? std::max(m_shell.quotedEnd(i, around), i) : m_shell.valueEnd(i);
        if (quote && tight && at(stop) == '\n')
            stop = m_shell.endOnAnotherLine(stop, quote);
        if ((tight || option) && !around)
            stop = m_shell.shellWordEnd(stop, quote);
        if (stop == i || (option && m_text.substr(i).starts_with("id=")))
            return; // docker build --secret id=…
        const std::string_view text = m_text.substr(i, stop - i);
        if (isNothing(text))
            return;
        if (kind == NameKind::Token && !(tight || option || quote ? text.size() >= 4 : looksRandom(text.substr(0, kMostRandom))))
            return;
        copyTo(i);
        replaceTo(stop);
    }

    // "PASS: this_test" is no password; "--ask-pass", "--no-password" take none.
    static bool isOutcome(std::string_view name) { return name == "PASS" || name == "PW"; }
    static bool isQuestion(std::string_view name) { return name.starts_with("--ask") || name.starts_with("--no-"); }

    // "/etc/passwd:3", as compilers and `grep -n` write it: a path from its root, and a number right behind the colon. What
    // only has a '/' in it may be a user and a password.
    bool isPlaceInFile(std::string_view name, std::size_t i) const
    {
        const std::size_t start = m_at - name.size();
        if (start == 0 || m_text[start - 1] != '/' || i != m_at + 1)
            return false;
        std::size_t word = start;
        while (word > 0 && start - word < 1024 && !endsWord(m_text[word - 1]))
            --word;
        const std::string_view path = m_text.substr(word, start - word);
        if (!path.starts_with('/') && !path.starts_with("./") && !path.starts_with("../") && !path.starts_with("~/"))
            return false;
        const std::size_t first = i;
        while (at(i) >= '0' && at(i) <= '9')
            ++i;
        return i > first && i - first <= 7 && (i == m_text.size() || at(i) == ':' || endsWord(at(i)));
    }

    // What makes a link work by itself: "?sig=", "&X-Amz-Signature=".
    bool isSignature(std::string_view name) const
    {
        const std::size_t start = m_at - name.size();
        const char before = start > 0 ? m_text[start - 1] : '\0';
        return (before == '?' || before == '&') && (equalsNoCase(name, "sig") || equalsNoCase(name, "signature") || equalsNoCase(name, "x-amz-signature")
                                                    || equalsNoCase(name, "x-goog-signature"));
    }

    // scheme://user:password@host (RFC 3986 3.2.1), and links that are secrets themselves
    void url()
    {
        constexpr std::size_t kLongestUserInfo = 1024;
        const bool isWeb = m_text.substr(0, m_at).ends_with("http") || m_text.substr(0, m_at).ends_with("https");
        copyTo(m_at + 3);
        for (const std::string_view hook : {"hooks.slack.com/services/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/"}) {
            if (m_text.substr(m_at).starts_with(hook) && m_shell.valueEnd(m_at + hook.size()) > m_at + hook.size()) {
                copyTo(m_at + hook.size()); // who knows the rest may post
                return replaceTo(m_shell.valueEnd(m_at));
            }
        }
        std::size_t colon = kNone;
        const std::size_t limit = std::min(m_text.size(), m_at + kLongestUserInfo);
        for (std::size_t i = m_at; i < limit; ++i) {
            const char c = m_text[i];
            if (c == ':' && colon == kNone)
                colon = i;
            if (endsWord(c) || c == '/' || c == '?' || c == '#')
                return;
            if (c != '@')
                continue;
            if (colon != kNone && colon + 1 < i && !isReference(at(colon + 1), at(colon + 2))) {
                copyTo(colon + 1);
                replaceTo(i);
            } else if (colon == kNone && i - m_at >= 16 && isWeb && looksRandom(m_text.substr(m_at, i - m_at))) {
                replaceTo(i); // a token for a user's name
            }
            return;
        }
    }

    void skipBlanks()
    {
        std::size_t i = m_at;
        while (isBlank(at(i)))
            ++i;
        copyTo(i);
    }

    // `$NAME`, `${NAME}` and `$(…)` say where a secret comes from, not what it is.
    static bool isReference(char first, char second)
    {
        return (first == '$' && (isAlnum(second) || second == '_' || second == '{' || second == '(')) || first == '`';
    }

    static bool isNothing(std::string_view text)
    {
        static constexpr std::array<std::string_view, 9> nothing{"true", "false", "null", "nil", "none", "None", "undefined", "***", "<redacted>"};
        return std::ranges::find(nothing, text) != nothing.end();
    }

    std::string_view m_text;
    ShellText m_shell;
    std::size_t m_at = 0;
    std::string m_out;
    std::vector<Span> m_spans;
    std::size_t m_noJwtBefore = 0;
    std::size_t m_wordEnd = 0;
    std::size_t m_noKeyBefore = 0;
    Span m_key; // the last one found
    char m_quote = '\0';
    // ---- of the command so far
    Program m_program = Program::Other;
    bool m_afterSet = false; // "set", and options after it
    bool m_afterBy = false;  // "by" or "with"
    enum class LastWord : unsigned char { Other, Identified } m_lastWord = LastWord::Other;
};

} // namespace

Redaction redact(std::string_view text)
{
    return Pass(text).run();
}

// What the rules would say if the text went on: with more of a word, and with the end of a URL's credentials or of a quote.
std::size_t settledLength(std::string_view text)
{
    constexpr std::string_view kEndings[] = {"", "aB3dE5fG7hJ9kL2mN4pQ6rS8tU0vW1xY", "x@host", "aB3dE5fG7hJ9kL2mN4pQ@host", "'", "\""};
    std::size_t settled = text.size();
    std::string longer;
    const bool hasLink = text.find("://") != kNone;
    const bool hasQuote = text.find('=') != kNone && text.find_first_of("'\"") != kNone; // it may go on on the next line
    for (const std::string_view ending : kEndings) {
        if ((!hasLink && ending.ends_with("@host")) || (!hasQuote && !ending.empty() && isQuote(ending.front())))
            continue;
        longer.assign(text).append(ending);
        for (const Span &span : redact(longer).spans) {
            if (span.end >= text.size())
                settled = std::min(settled, span.begin);
        }
    }
    std::size_t word = text.size(); // tokens that are not long enough yet
    while (word > 0 && isName(text[word - 1]))
        --word;
    for (std::size_t i = word; i < settled; ++i) {
        if ((i == word || !(isAlnum(text[i - 1]) || text[i - 1] == '_')) && mayBecomeToken(text.substr(i)))
            settled = i;
    }
    return settled;
}

} // namespace core::telemetry

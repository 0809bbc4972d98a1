// What a scanner hands on, in print; runs of text that follow each other are one, so that two ways of cutting a stream can
// be compared. What it must never hand on is noted in `broken`.
#pragma once
#include "core/vt/scanner.h"

#include <algorithm>
#include <string>

namespace core::vt::testing {

struct ScannerLog
{
    std::string all, broken;
    bool inText = false;

    std::size_t text(const char *bytes, std::size_t n)
    {
        require(n > 0 && std::none_of(bytes, bytes + n, isControl), "a control as text");
        for (std::size_t i = 0; i + 1 < n; ++i)
            if (bytes[i] == '\xc2' && static_cast<unsigned char>(bytes[i + 1]) >= 0x80 && static_cast<unsigned char>(bytes[i + 1]) < 0xa0)
                return add(bytes, i);
        return add(bytes, n);
    }
    void shortText(const char *bytes, std::size_t n)
    {
        require(n > 0 && n < std::size_t(kShortText) && std::all_of(bytes, bytes + n, [](char c) { return c >= 0x20 && c < 0x7f; }), "no short text");
        add(bytes, n);
    }
    std::size_t add(const char *bytes, std::size_t n)
    {
        all += inText || n == 0 ? "" : "text ";
        inText = inText || n > 0;
        all.append(bytes, n);
        return n;
    }
    void say(const std::string &what)
    {
        all += (inText ? "\n" : "") + what + '\n';
        inText = false;
    }
    void control(unsigned char c) { say("control " + std::to_string(c)); }
    void escape(const EscapeSequence &e) { say(std::string("escape ") + e.final); }
    void csi(const CsiSequence &c)
    {
        require(c.count >= 0 && c.count <= CsiSequence::kMaxParams && c.final >= 0x40 && c.final < 0x7f, "no control sequence");
        std::string what = std::string("csi ") + (c.leader ? std::string(1, c.leader) : "");
        for (int i = 0; i < c.count; ++i) {
            require(c.param(i, 0) <= CsiSequence::kMaxValue, "a parameter that is not clamped");
            what += (i == 0 ? "" : c.isSub(i) ? ":" : ";") + (c.param(i, -1) < 0 ? "" : std::to_string(c.param(i, -1)));
        }
        say(what + (c.intermediate ? std::string(1, c.intermediate) : "") + c.final);
    }
    void string(StringKind, std::string &payload)
    {
        require(std::none_of(payload.begin(), payload.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }), "a control in a string"); // DEL is data there
        say("string " + payload);
    }

private:
    static bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
    void require(bool holds, const char *what)
    {
        if (!holds)
            broken += std::string(" broken: ") + what;
    }
};

} // namespace core::vt::testing

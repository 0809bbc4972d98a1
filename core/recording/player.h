// Plays a recording into a terminal emulator: forwards event by event, and to any place from the nearest keyframe before it.
// Keyframes (the terminal's state as bytes) are made while playing and are of this run alone: the file has none, so that they
// never disagree with it, and recordings that others made are sought as quickly.
//
// Threads: its owner's. Frames go anywhere.
#pragma once
#include "core/recording/cast_index.h"
#include "core/shell/block_list.h"
#include "core/vt/emulator.h"

#include <memory>
#include <vector>

namespace core::recording {

// A place in a recording: everything of lines up to and with `offset`, and of times up to and with `time`, has happened.
struct Mark
{
    Time time{};
    std::uint64_t offset = UINT64_MAX; // of the last line that counts; by default the time alone decides
};

class Player
{
public:
    struct Options
    {
        vt::Limits terminal;
        std::size_t keyframeSpacing = 1u << 20;   // bytes of output between two; grows when there would be too many
        std::size_t keyframeBytes = 32u << 20;    // all together
        std::size_t keyframeRows = 500;           // of history in one
    };
    // Codes: those of CastReader::open.
    static base::Result<std::unique_ptr<Player>> open(const std::string &path, const Options &options);
    static base::Result<std::unique_ptr<Player>> open(const std::string &path) { return open(path, Options()); }
    ~Player();

    const CastHeader &header() const { return m_reader.header(); }
    vt::FramePtr frame();
    shell::BlockListPtr blocks();        // as a session has them, at places of frame()
    bool isCommandRunning() const;

    Time time() const { return m_time; } // of the place it was taken to
    std::uint64_t offset() const { return m_lastOffset; } // of the last line that has happened
    std::optional<Time> next();          // when the next event happens; nothing: the recording is over

    // Goes on to `mark`; a place that is behind is not gone back to. False: `budget` bytes of output were played and it is not
    // there yet; call again.
    bool playTo(const Mark &mark, std::size_t budget = SIZE_MAX);
    // Begins to go to `mark`, backwards too, from the nearest keyframe; playTo() does the rest.
    void jump(const Mark &mark);
    void seek(const Mark &mark) { jump(mark), playTo(mark); }

    // A keyframe is a value that another player of the same file can take.
    struct Keyframe;
    using KeyframePtr = std::shared_ptr<const Keyframe>;
    std::vector<KeyframePtr> takeNewKeyframes(); // made since the last call
    void adopt(std::vector<KeyframePtr> keyframes);
    std::size_t keyframes() const { return m_keyframes.size(); }

private:
    Player(CastReader reader, const Options &options);
    bool fetch();                        // m_next, unless it is there
    std::size_t apply(const CastEvent &event); // what it cost
    void takeNote(const std::string &text);
    void takeResize(const std::string &text);
    void makeKeyframe();
    void insert(KeyframePtr keyframe);
    void reset(base::GridSize size);
    void restore(const Keyframe &keyframe);

    struct Deaf : vt::EmulatorEvents {};

    CastReader m_reader;
    const Options m_options;
    Deaf m_deaf;
    std::unique_ptr<vt::Emulator> m_emulator;
    std::vector<shell::Block> m_blocks;
    shell::BlockListPtr m_published;
    Time m_time{};
    std::uint64_t m_lastOffset = 0;
    CastReader::Place m_place;           // behind the last line that has happened
    std::optional<CastEvent> m_next;
    std::uint64_t m_nextOffset = 0;
    std::vector<KeyframePtr> m_keyframes; // by offset
    std::vector<KeyframePtr> m_new;
    std::size_t m_spacing = 0, m_keyframeBytes = 0, m_sinceKeyframe = 0;
    const CastReader::Place m_begin;
};

} // namespace core::recording
